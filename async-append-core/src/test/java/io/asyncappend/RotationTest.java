package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.fault.Reluctant;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.ArchiveFiles;
import io.asyncappend.support.Recorder;
import io.asyncappend.support.Records;
import io.asyncappend.support.SettableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file becomes an archive by size, by time and on demand. */
@Timeout(60)
class RotationTest {

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T13:59:59Z"));

	private FileAppenderFactory factory = build(true);

	private FileAppenderFactory build(boolean enabled) {
		return new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).clock(this.clock).build();
	}

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	private Path file() {
		return this.directory.resolve("log");
	}

	private AsyncAppender open(Rotation.Builder rotation) {
		return this.factory.open("log", file(),
				AppenderOptions.builder().rotation(rotation.zone(ZoneOffset.UTC).build()).build());
	}

	private static void write(AsyncAppender appender, String record) {
		appender.append(record.getBytes());
		appender.flush();
	}

	private Path archive(String name) {
		return this.directory.resolve("log-" + name);
	}

	private List<String> archives() throws IOException {
		return ArchiveFiles.of(file()).stream().map((path) -> path.getFileName().toString()).toList();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theRecordThatWouldBeTooMuchGoesToTheNextFile(boolean enabled) throws IOException {
		this.factory = build(enabled);
		Files.writeString(file(), "there\n");
		AsyncAppender appender = open(Rotation.builder().maxSize(20));
		for (String record : List.of("seven1\n", "seven2\n", "seven3\n", "a record that is larger\n", "small\n")) {
			write(appender, record);
		}
		assertThat(archives()).containsExactly("log-2026-11-26T13-59-59.1", "log-2026-11-26T13-59-59.2",
				"log-2026-11-26T13-59-59.3");
		assertThat(archive("2026-11-26T13-59-59.1")).hasContent("there\nseven1\nseven2\n");
		assertThat(archive("2026-11-26T13-59-59.2")).hasContent("seven3\n");
		assertThat(archive("2026-11-26T13-59-59.3")).hasContent("a record that is larger\n");
		assertThat(file()).hasContent("small\n");
		assertThat(appender.status().opened()).isEqualTo("there\n".length());
		assertThat(appender.status().positions().written()).isEqualTo(57);
		assertThat(appender.status().positions().durable()).isEqualTo(51);
		assertThat(this.recorder.rotated).hasSize(3);
		assertThat(this.recorder.reopened).isEmpty();
	}

	@Test
	void theStatusHasTheArchivesOnceTheyAreSeenTo() throws IOException {
		AsyncAppender untouched = this.factory.open("untouched", this.directory.resolve("untouched"));
		Files.writeString(archive("2026-11-20.1"), "of an earlier run\n");
		AsyncAppender appender = open(Rotation.builder().maxSize(10).keepFiles(3));
		untilArchives(appender, 1, 18);
		for (String record : List.of("seven1\n", "seven2\n", "seven3\n", "seven4\n")) {
			write(appender, record);
		}
		untilArchives(appender, 3, 21);
		Files.delete(archive("2026-11-26T13-59-59.2"));
		assertThat(appender.status().storage().archives()).hasValue(new AppenderStorage.Archives(3, 21));
		appender.rotate();
		untilArchives(appender, 3, 21);
		assertThat(untouched.status().storage().archives()).isEmpty();
	}

	private static void untilArchives(AsyncAppender appender, long files, long bytes) {
		Faulty.await()
			.until(() -> appender.status()
				.storage()
				.archives()
				.equals(Optional.of(new AppenderStorage.Archives(files, bytes))));
	}

	@Test
	void manyRecordsOfOneBatchAreSpreadOverFilesInOneTurn() throws IOException {
		AsyncAppender appender = open(Rotation.builder().maxSize(100));
		StringBuilder all = new StringBuilder();
		for (int i = 0; i < 1000; i++) {
			String record = "record " + i + "\n";
			appender.append(record.getBytes());
			all.append(record);
		}
		appender.sync();
		assertThat(new String(ArchiveFiles.readAll(file()))).isEqualTo(all.toString());
		for (Path archive : ArchiveFiles.of(file())) {
			assertThat(Files.size(archive)).isBetween(89L, 100L);
		}
	}

	@Test
	void aFileEndsWithItsHour() throws IOException {
		AsyncAppender appender = open(Rotation.builder().every(Rotation.Period.HOUR));
		write(appender, "in the hour\n");
		this.clock.now = Instant.parse("2026-11-26T14:00:00Z");
		write(appender, "in the next\n");
		write(appender, "in the next too\n");
		this.clock.now = Instant.parse("2026-11-27T02:30:00Z");
		assertThat(archives()).containsExactly("log-2026-11-26T13.1");
		write(appender, "a night later\n");
		assertThat(archives()).containsExactly("log-2026-11-26T13.1", "log-2026-11-26T14.1");
		assertThat(archive("2026-11-26T14.1")).hasContent("in the next\nin the next too\n");
		assertThat(file()).hasContent("a night later\n");
	}

	@Test
	void whatWasThereEndsWithTheDayItWasWrittenOn() throws IOException {
		Files.writeString(file(), "yesterday, and cut");
		Files.setLastModifiedTime(file(), FileTime.from(this.clock.now.minus(Duration.ofDays(1))));
		AsyncAppender appender = open(Rotation.builder().every(Rotation.Period.DAY));
		write(appender, "today\n");
		assertThat(archive("2026-11-25.1")).hasContent("yesterday, and cut\n");
		assertThat(file()).hasContent("today\n");
	}

	@Test
	void aClockThatIsSetBackMakesNoDisorder() throws IOException {
		AsyncAppender appender = open(Rotation.builder().every(Rotation.Period.HOUR));
		write(appender, "one\n");
		appender.rotate();
		this.clock.now = this.clock.now.minus(Duration.ofHours(5));
		write(appender, "two\n");
		appender.rotate();
		assertThat(archives()).containsExactly("log-2026-11-26T13.1", "log-2026-11-26T13.2");
		assertThat(archive("2026-11-26T13.2")).hasContent("two\n");
	}

	@Test
	void anIdleAppenderIsLeftAlone() {
		AsyncAppender appender = open(Rotation.builder().every(Rotation.Period.HOUR));
		write(appender, "one\n");
		this.clock.now = this.clock.now.plus(Duration.ofDays(2));
		Faulty.await().until(() -> this.factory.threads() == 0);
		assertThat(this.recorder.rotated).isEmpty();
	}

	@Test
	void anEmptyFileIsNotRotated() throws IOException {
		AsyncAppender appender = open(Rotation.builder().every(Rotation.Period.HOUR).maxSize(10));
		appender.rotate();
		this.clock.now = this.clock.now.plus(Duration.ofHours(2));
		write(appender, "one\n");
		assertThat(archives()).isEmpty();
		appender.rotate();
		appender.rotate();
		assertThat(archives()).containsExactly("log-2026-11-26T15.1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anyAppenderWithAFileOfItsOwnRotatesOnDemand(boolean enabled) throws IOException {
		this.factory = build(enabled);
		AsyncAppender appender = this.factory.open("log", file());
		appender.append("before\n".getBytes());
		appender.rotate(Duration.ofSeconds(10));
		assertThat(appender.status().positions().durable()).isEqualTo(7);
		write(appender, "after\n");
		assertThat(file()).hasContent("after\n");
		assertThat(new String(ArchiveFiles.readAll(file()))).isEqualTo("before\nafter\n");
		Faulty.await().until(() -> this.recorder.rotated.size() == 1);
		assertThat(this.recorder.losses).isEmpty();
	}

	@Test
	void modesAreThoseOfTheFile() throws IOException {
		AsyncAppender appender = open(Rotation.builder().compress(true));
		write(appender, "one\n");
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
		appender.rotate();
		Faulty.await().until(() -> this.recorder.compressed.size() == 1);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.recorder.compressed.get(0))))
			.isEqualTo("rw-rw----");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-r-----");
	}

	@Test
	void theOldAreDeletedAndTheNewestKept() throws IOException {
		AsyncAppender appender = open(Rotation.builder().keepFiles(2).compress(true));
		for (int i = 1; i <= 5; i++) {
			write(appender, i + "\n");
			appender.rotate();
		}
		Faulty.await().until(() -> archives().size() == 2 && archives().get(1).endsWith(".gz"));
		assertThat(new String(ArchiveFiles.readAll(file()))).isEqualTo("4\n5\n");
		Faulty.await().until(() -> this.recorder.deleted.size() >= 3);
	}

	@Test
	void aNameThatIsTakenIsPassedOver() throws IOException {
		AsyncAppender appender = open(Rotation.builder());
		write(appender, "one\n");
		appender.rotate();
		Files.writeString(archive("2026-11-26T13-59-59.2"), "somebody's");
		write(appender, "two\n");
		appender.rotate();
		assertThat(archive("2026-11-26T13-59-59.2")).hasContent("somebody's");
		assertThat(archive("2026-11-26T13-59-59.3")).hasContent("two\n");
	}

	@Test
	void aFileThatCannotBeRenamedGoesOnAndIsTriedAgainLater() throws IOException {
		AsyncAppender appender = open(Rotation.builder().maxSize(10).naming("{name}.{index}" + "x".repeat(255)));
		for (int i = 0; i < 10; i++) {
			write(appender, "record " + i + "\n");
		}
		assertThat(Files.size(file())).isEqualTo(90);
		assertThat(this.recorder.rotationFailures).hasSize(1).first().asString().contains("File name too long");
		assertThat(appender.status().trouble().rotationFailure()).containsSame(this.recorder.rotationFailures.get(0));
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		assertThatThrownBy(appender::rotate).isInstanceOf(AppendException.class)
			.hasMessageContaining("rotation failed")
			.hasMessageContaining("File name too long");
		assertThat(this.recorder.rotationFailures).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reopen", "rotate", "write" })
	void aNewFileThatCannotBeOpenedLeavesTheOldOneUnderItsNewName(String way) throws IOException {
		Reluctant file = Reluctant.open(file());
		AsyncAppender appender = this.factory.open("log", file, AppenderOptions.builder().build());
		write(appender, "one\n");
		assertThatThrownBy(appender::rotate).isInstanceOf(AppendException.class).hasMessageContaining("Too many open");
		assertThat(file()).doesNotExist();
		write(appender, "two\n");
		assertThat(appender.status().trouble().rotationFailure()).isPresent();
		assertThat(this.recorder.rotated).isEmpty();
		file.reluctant = false;
		switch (way) {
			case "reopen" -> appender.reopen();
			case "rotate" -> appender.rotate();
			default -> Faulty.await().until(() -> {
				write(appender, "more\n");
				return Files.exists(file());
			});
		}
		write(appender, "three\n");
		assertThat(ArchiveFiles.of(file())).hasSize(1);
		assertThat(ArchiveFiles.read(ArchiveFiles.of(file()).get(0))).asString().startsWith("one\ntwo\n");
		assertThat(new String(ArchiveFiles.readAll(file())).replace("more\n", "")).isEqualTo("one\ntwo\nthree\n");
		assertThat(file()).content().endsWith("three\n");
		assertThat(appender.status().trouble().rotationFailure()).isEmpty();
		assertThat(this.recorder.losses).isEmpty();
	}

	@Test
	void aFileThatOthersTookAwayIsNoArchive() throws IOException {
		AsyncAppender appender = open(Rotation.builder());
		write(appender, "one\n");
		Files.move(file(), this.directory.resolve("theirs"));
		appender.rotate();
		write(appender, "two\n");
		assertThat(this.recorder.reopened).containsExactly(file());
		assertThat(this.recorder.rotated).isEmpty();
		assertThat(archives()).isEmpty();
		assertThat(file()).hasContent("two\n");
		assertThat(this.directory.resolve("theirs")).hasContent("one\n");
	}

	@Test
	void whatALinkLeadsToIsRotatedWhereItLies() throws IOException {
		Files.createDirectory(this.directory.resolve("real"));
		Files.createFile(this.directory.resolve("real/log"));
		Files.createSymbolicLink(file(), Path.of("real/log"));
		AsyncAppender appender = open(Rotation.builder());
		write(appender, "one\n");
		appender.rotate();
		write(appender, "two\n");
		assertThat(file()).isSymbolicLink().hasContent("two\n");
		assertThat(this.directory.resolve("real/log-2026-11-26T13-59-59.1")).hasContent("one\n");
	}

	@Test
	void whatALinkToALinkLeadsToIsRotatedWhereItLies() throws IOException {
		Files.createDirectory(this.directory.resolve("real"));
		Files.createFile(this.directory.resolve("real/log"));
		Files.createSymbolicLink(this.directory.resolve("middle"), Path.of("real/log"));
		Files.createSymbolicLink(file(), Path.of("middle"));
		AsyncAppender appender = open(Rotation.builder());
		for (String record : List.of("one\n", "two\n", "three\n")) {
			write(appender, record);
			appender.rotate();
		}
		assertThat(appender.archives()).map(Path::getParent).containsOnly(this.directory.resolve("real").toRealPath());
		assertThat(appender.archives()).hasSize(3);
		assertThat(appender.archives().get(2)).hasContent("three\n");
		assertThat(file()).isSymbolicLink().isEmptyFile();
		assertThat(this.directory.resolve("real/log-2026-11-26T13-59-59.1")).hasContent("one\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reopen", "rotate", "write" })
	void anArchiveThatIsRenamedBackIsTheFileAgain(String way) throws IOException {
		Reluctant file = Reluctant.open(file());
		AppenderOptions options = AppenderOptions.builder().rotation(Rotation.builder().maxSize(10).build()).build();
		AsyncAppender appender = this.factory.open("log", file, options);
		write(appender, "one\n");
		assertThatThrownBy(appender::rotate).isInstanceOf(AppendException.class).hasMessageContaining("Too many open");
		Files.move(ArchiveFiles.of(file()).get(0), file());
		file.reluctant = false;
		switch (way) {
			case "reopen" -> appender.reopen();
			case "rotate" -> assertThatThrownBy(appender::rotate).isInstanceOf(AppendException.class)
				.hasMessageContaining("given its name back");
			default -> Faulty.await().until(() -> {
				write(appender, "more\n");
				return !ArchiveFiles.of(file()).isEmpty();
			});
		}
		appender.rotate();
		write(appender, "two\n");
		assertThat(new String(ArchiveFiles.readAll(file())).replace("more\n", "")).isEqualTo("one\ntwo\n");
		assertThat(ArchiveFiles.of(file())).hasSizeGreaterThanOrEqualTo(1);
		assertThat(file()).hasContent("two\n");
		assertThat(appender.status().trouble().rotationFailure()).isEmpty();
		assertThat(this.recorder.losses).isEmpty();
	}

	@Test
	void archivesLieBesideWhatALinkLeadsToSinceItWasSwitched() throws IOException {
		Path first = Files.createDirectory(this.directory.resolve("first")).resolve("one");
		Path second = Files.createDirectory(this.directory.resolve("second")).resolve("two");
		Files.createSymbolicLink(file(), first);
		AsyncAppender appender = open(Rotation.builder());
		write(appender, "one\n");
		Files.delete(file());
		Files.createSymbolicLink(file(), second);
		appender.reopen();
		write(appender, "two\n");
		appender.rotate();
		assertThat(first).hasContent("one\n");
		assertThat(ArchiveFiles.of(first)).isEmpty();
		assertThat(second.resolveSibling("two-2026-11-26T13-59-59.1")).hasContent("two\n");
		assertThat(appender.archives()).hasSize(1);
	}

	@Test
	void onlyAFileOfItsOwnIsRotated() throws IOException {
		Rotation rotation = Rotation.builder().maxSize(10).build();
		assertThatThrownBy(() -> AppenderOptions.builder().shared(true).rotation(rotation).build())
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("shared");
		AsyncAppender shared = this.factory.open("shared", file(), AppenderOptions.builder().shared(true).build());
		assertThatThrownBy(shared::rotate).isInstanceOf(UnsupportedOperationException.class)
			.hasMessageContaining("'shared'");
		try (FileChannel channel = FileChannel.open(this.directory.resolve("borrowed"), StandardOpenOption.CREATE,
				StandardOpenOption.APPEND)) {
			AppenderOptions options = AppenderOptions.builder().rotation(rotation).build();
			assertThatThrownBy(() -> this.factory.create("borrowed", channel, options))
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("no path to rotate");
			AsyncAppender borrowed = this.factory.create("borrowed", channel);
			assertThatThrownBy(borrowed::rotate).isInstanceOf(UnsupportedOperationException.class)
				.hasMessageContaining("no path to rotate");
			borrowed.close();
		}
	}

	@Test
	void whatAnEarlierRunLeftIsFinishedWhenTheFileIsOpened() throws IOException {
		// Killed between the rename and the new file, with an archive half compressed.
		Files.writeString(archive("2026-11-26.1"), "one\n");
		Files.writeString(archive("2026-11-26.2"), "two\n");
		Files.writeString(this.directory.resolve(".log-2026-11-26.1.gz-0123456789abcdef.tmp"), "half");
		AsyncAppender appender = open(Rotation.builder().compress(true));
		write(appender, "three\n");
		Faulty.await().until(() -> this.recorder.compressed.size() == 2);
		assertThat(ArchiveFiles.halves(file())).isEmpty();
		assertThat(new String(ArchiveFiles.readAll(file()))).isEqualTo("one\ntwo\nthree\n");
	}

	@Test
	void whatWasAcknowledgedAsDurableIsSoInWhateverFile() throws Exception {
		AsyncAppender appender = open(Rotation.builder().maxSize(1000).compress(true));
		List<CompletableFuture<Long>> receipts = new ArrayList<>();
		ByteBuffer all = ByteBuffer.allocate(100 * 100);
		for (int i = 0; i < 100; i++) {
			byte[] record = Records.record(0, i, 100);
			all.put(record);
			receipts.add(appender.appendDurably(record));
		}
		for (int i = 0; i < 100; i++) {
			assertThat(receipts.get(i).get()).isEqualTo(100L * (i + 1));
		}
		assertThat(appender.status().positions().durable()).isEqualTo(10_000);
		Faulty.await().until(() -> this.recorder.compressed.size() == 9);
		assertThat(ArchiveFiles.readAll(file())).isEqualTo(all.array());
	}

	@Test
	void aForceThatFailsBeforeARotationIsFinal() {
		FaultyFile file = new FaultyFile();
		file.named = true;
		file.archivable = file();
		file.forceFault = (n) -> new IOException(FaultyFile.NO_SPACE);
		AsyncAppender appender = this.factory.open("faulty", file,
				AppenderOptions.builder().rotation(Rotation.builder().maxSize(10).build()).build());
		write(appender, "one\n");
		assertThatThrownBy(() -> write(appender, "a record\n")).isInstanceOf(AppenderFailedException.class);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.FORCE);
		assertThat(file.content()).asString().isEqualTo("one\n");
		assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class);
	}

	@Test
	void aCloseDoesNotWaitForArchivesAndStopsWhatIsBeingDone() throws IOException {
		AsyncAppender appender = open(Rotation.builder().compress(true));
		byte[] record = Records.record(0, 0, 1 << 20);
		for (int i = 0; i < 64; i++) {
			appender.append(record);
		}
		appender.rotate();
		this.factory.close();
		assertThat(ArchiveFiles.halves(file())).isEmpty();
		assertThat(ArchiveFiles.of(file())).hasSize(1);
		this.factory = build(true);
		open(Rotation.builder().compress(true));
		Faulty.await().until(() -> archives().get(0).endsWith(".gz") && archives().size() == 1);
		assertThat(ArchiveFiles.readAll(file())).hasSize(64 << 20);
	}

	@Test
	void theThreadForArchivesIsThereOnlyWhileItHasSomethingToDo() {
		AsyncAppender appender = open(Rotation.builder().compress(true));
		write(appender, "one\n");
		appender.rotate();
		Faulty.await().until(() -> this.recorder.compressed.size() == 1);
		Faulty.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("async-append-archive")));
	}

	@Test
	void whatAListenerThrowsOnTheThreadForArchivesIsNotLost() {
		this.factory = new FileAppenderFactory.Builder().listener(new AppendListener() {

			@Override
			public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
				throw new IllegalStateException("of the listener");
			}

		}).build();
		AsyncAppender appender = open(Rotation.builder().compress(true));
		write(appender, "one\n");
		appender.rotate();
		Faulty.await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		assertThat(appender.status().trouble().failure())
			.hasValueSatisfying((cause) -> assertThat(cause).hasMessage("of the listener"));
		assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class);
	}

}
