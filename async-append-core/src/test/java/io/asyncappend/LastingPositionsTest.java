package io.asyncappend;

import io.asyncappend.LogStatus.Origin;
import io.asyncappend.internal.log.LogPositions;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A position names the same record for ever: over restarts it goes on, and where it might
 * name another one the log has another identity.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "files are known by the numbers of Unix")
class LastingPositionsTest {

	private static final AppenderOptions DURABLE = AppenderOptions.builder().sync(SyncPolicy.everyBatch()).build();

	@TempDir
	private Path temporary;

	private Path directory;

	private final Recorder recorder = new Recorder();

	private AsyncAppendFactory factory;

	/** Beside the file as a crash would have left it. */
	private byte[] crashed;

	@BeforeEach
	void openFactory() throws IOException {
		this.directory = this.temporary.toRealPath();
		this.factory = AsyncAppendFactory.builder().listener(this.recorder).build();
	}

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	private Path file() {
		return this.directory.resolve("app.log");
	}

	private Path sidecar() {
		return this.directory.resolve(".app.log.positions");
	}

	private AsyncAppender open() {
		return open(DURABLE);
	}

	private AsyncAppender open(AppenderOptions options) {
		return this.factory.open("app", file(), options);
	}

	private static LogStatus log(AsyncAppender appender) {
		return appender.status().log().orElseThrow();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Opens, appends, closes; returns the log as it was opened. */
	private LogStatus append(String... records) {
		AsyncAppender appender = open();
		LogStatus opened = log(appender);
		for (String record : records) {
			appender.append(bytes(record));
		}
		appender.sync();
		appender.close();
		return opened;
	}

	/** Likewise, but the process is killed instead of closing the file. */
	private LogStatus appendAndCrash(String... records) throws IOException {
		AsyncAppender appender = open();
		LogStatus opened = log(appender);
		for (String record : records) {
			appender.append(bytes(record));
		}
		appender.sync();
		this.crashed = Files.readAllBytes(sidecar());
		appender.close();
		Files.write(sidecar(), this.crashed);
		return opened;
	}

	private void requireOpened(LogStatus log, Origin origin, long position, long index) {
		assertThat(log.origin()).isEqualTo(origin);
		assertThat(log.opened()).isEqualTo(position);
		assertThat(log.openedIndex()).isEqualTo(index);
	}

	private void requireRenewed(LogStatus before, String why) throws IOException {
		LogStatus log = append("x\n");
		assertThat(log.origin()).isEqualTo(Origin.RENEWED);
		assertThat(log.id()).isNotEqualTo(before.id());
		assertThat(log.detail()).contains(why);
		assertThat(LogPositions.read(file()).orElseThrow().id()).isEqualTo(log.id());
		assertThat(this.recorder.logs).last().isEqualTo(log);
		assertThat(append().id()).isEqualTo(log.id());
	}

	@Test
	void aNewFileBeginsALogAndSaysSo() throws IOException {
		LogStatus log = append("one\n", "two\n");
		requireOpened(log, Origin.NEW, 0, 0);
		assertThat(this.recorder.logs).containsExactly(log);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sidecar()))).isEqualTo("rw-------");
	}

	@Test
	void aFileFoundWithoutOneBeginsWithItsContent() throws IOException {
		Files.writeString(file(), "one\ntwo\nthree\n");
		requireOpened(append("four\n"), Origin.NEW, 14, 3);
		requireOpened(append(), Origin.CONTINUED, 19, 4);
		assertThat(this.recorder.logs).hasSize(1);
	}

	@Test
	void aFileWithTooMuchToCountBeginsBehindIt() throws IOException {
		long size = (1L << 30) + 1;
		try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
			sparse.setLength(size);
			sparse.seek(size - 1);
			sparse.write('\n');
		}
		LogStatus log = append("one\n");
		requireOpened(log, Origin.NEW, 0, 0);
		assertThat(log.detail())
			.isEqualTo("it begins after the " + size + " bytes that the file holds, which are too many to count");
		requireOpened(appendAndCrash("two\n"), Origin.CONTINUED, 4, 1);
		requireOpened(append(), Origin.CONTINUED, 8, 2);
	}

	@Test
	void positionsAndIndexesGoOnOverRestarts() {
		LogStatus first = append("one\n");
		for (int i = 0; i < 50; i++) {
			LogStatus next = append("0123456\n", "89\n01\n");
			requireOpened(next, Origin.CONTINUED, 4 + 14L * i, 1 + 3L * i);
			assertThat(next.id()).isEqualTo(first.id());
		}
		assertThat(this.recorder.logs).hasSize(1);
		assertThat(this.recorder.logFailures).isEmpty();
	}

	@Test
	void everythingThatIsReturnedIsALastingPosition() throws Exception {
		append("one\n", "two\n");
		AsyncAppender appender = open();
		assertThat(appender.append(bytes("three\n"))).isEqualTo(14);
		assertThat(appender.appendDurably(bytes("4\n5\n")).get()).isEqualTo(18);
		AppenderStatus status = appender.status();
		assertThat(status.positions()).isEqualTo(new AppenderStatus.Positions(18, 18, 18));
		assertThat(status.records()).isEqualTo(new AppenderStatus.Records(2, 2, 2));
		assertThat(status.opened()).isEqualTo(8);
		assertThat(log(appender).writtenIndex()).isEqualTo(5);
		assertThat(log(appender).durableIndex()).isEqualTo(5);
	}

	@Test
	void indexesOfWhatIsOnlyWrittenAreNotDurable() {
		AsyncAppender appender = open(AppenderOptions.defaults());
		appender.append(bytes("one\ntwo\nthr"));
		appender.flush();
		assertThat(log(appender).writtenIndex()).isEqualTo(2);
		assertThat(log(appender).durableIndex()).isZero();
		appender.sync();
		assertThat(log(appender).durableIndex()).isEqualTo(2);
	}

	@Test
	void recordsOfAnySizeAreCounted() throws IOException {
		AsyncAppender appender = open(AppenderOptions.builder().bufferSize(1024).build());
		long position = 0;
		for (int size = 1; size < 5000; size += 97) {
			position = appender.append(bytes("x".repeat(size) + "\n"));
		}
		appender.flush();
		long count;
		try (Stream<String> lines = Files.lines(file())) {
			count = lines.count();
		}
		assertThat(log(appender).writtenIndex()).isEqualTo(count);
		assertThat(appender.status().positions().written()).isEqualTo(position).isEqualTo(Files.size(file()));
		appender.close();
		requireOpened(append(), Origin.CONTINUED, position, count);
	}

	@Test
	void theDelimiterIsThatOfTheTornTail() throws IOException {
		AppenderOptions options = AppenderOptions.builder().tornTail(TornTail.terminate((byte) ';')).build();
		AsyncAppender appender = open(options);
		appender.append(bytes("a\n;b;c\n\n;"));
		appender.flush();
		assertThat(log(appender).writtenIndex()).isEqualTo(3);
		appender.close();
		appender = open(options);
		requireOpened(log(appender), Origin.CONTINUED, 9, 3);
		LogStatus before = log(appender);
		appender.close();
		requireRenewed(before, "records ended with 0x3b before, and end with 0x0a now");
	}

	@Test
	void aCrashLosesNoPosition() throws IOException {
		LogStatus first = append("one\n");
		for (int i = 0; i < 20; i++) {
			LogStatus log = appendAndCrash("0123456\n");
			requireOpened(log, Origin.CONTINUED, 4 + 8L * i, 1L + i);
			assertThat(log.id()).isEqualTo(first.id());
		}
	}

	@Test
	void whatWasWrittenAfterTheLastCheckpointIsCounted() throws IOException {
		LogStatus first = appendAndCrash("one\n");
		Files.writeString(file(), "two\nthree\n", StandardOpenOption.APPEND);
		LogStatus log = append();
		requireOpened(log, Origin.CONTINUED, 14, 3);
		assertThat(log.id()).isEqualTo(first.id());
	}

	@Test
	void aFileThatAnotherProgramAppendedToGoesOnBehindThat() throws IOException {
		append("one\n");
		Files.writeString(file(), "two\nthree\n", StandardOpenOption.APPEND);
		requireOpened(append(), Origin.CONTINUED, 14, 3);
	}

	@Test
	void aTornTailThatIsEndedCountsAsARecord() throws IOException {
		appendAndCrash("one\n");
		Files.writeString(file(), "tor", StandardOpenOption.APPEND);
		requireOpened(append("two\n"), Origin.CONTINUED, 8, 2);
		assertThat(file()).hasContent("one\ntor\ntwo\n");
		requireOpened(append(), Origin.CONTINUED, 12, 3);
	}

	@Test
	void aTornTailThatIsCutOffHasNoPosition() throws IOException {
		append("one\n");
		AppenderOptions options = DURABLE.toBuilder().tornTail(TornTail.truncate()).build();
		AsyncAppender appender = open(options);
		// Durable, and in a checkpoint, though it is no whole record.
		appender.append(bytes("tor"));
		appender.sync();
		appender.close();
		appender = open(options);
		requireOpened(log(appender), Origin.CONTINUED, 4, 1);
		appender.append(bytes("two\n"));
		appender.close();
		requireOpened(append(), Origin.CONTINUED, 8, 2);
	}

	@Test
	void rotationChangesNoPosition() throws IOException {
		AsyncAppender appender = open();
		LogStatus first = log(appender);
		for (int i = 1; i <= 5; i++) {
			assertThat(appender.append(bytes("0123456\n"))).isEqualTo(8L * i);
			appender.rotate();
		}
		assertThat(appender.archives()).hasSize(5);
		appender.close();
		LogStatus log = append("x\n");
		requireOpened(log, Origin.CONTINUED, 40, 5);
		assertThat(log.id()).isEqualTo(first.id());
		for (Path archive : this.factory.open("again", file()).archives()) {
			Files.delete(archive);
		}
		this.factory.find("again").orElseThrow().close();
		requireOpened(append(), Origin.CONTINUED, 42, 6);
	}

	/** The file has been renamed, or its place taken too, when the process is killed. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aRotationThatWasInterruptedIsFinished(boolean hasSuccessor) throws IOException {
		append("one\n");
		LogStatus before = appendAndCrash("two\n", "three\n");
		Path archive = this.directory.resolve("app-2026-01-01.1.log");
		Files.move(file(), archive);
		if (hasSuccessor) {
			Files.createFile(file(), PosixFilePermissions.asFileAttribute(DURABLE.permissions()));
		}
		LogStatus log = append("x\n");
		requireOpened(log, Origin.CONTINUED, 14, 3);
		assertThat(log.id()).isEqualTo(before.id());
		assertThat(log.detail()).isEqualTo("it goes on after app-2026-01-01.1.log, which the file was renamed to");
		assertThat(this.recorder.logs).last().isEqualTo(log);
		requireOpened(append(), Origin.CONTINUED, 16, 4);
	}

	@Test
	void aSuccessorWithContentIsNoneOfOurs() throws IOException {
		LogStatus before = appendAndCrash("two\n", "three\n");
		Files.move(file(), this.directory.resolve("app-2026-01-01.1.log"));
		Files.writeString(file(), "other\n");
		requireRenewed(before, "the file is another one than was left");
	}

	@Test
	void aFileThatWasRenamedWithWhatLiesBesideItGoesOn() throws IOException {
		LogStatus before = append("one\n");
		Files.move(file(), this.directory.resolve("other.log"));
		Files.move(sidecar(), this.directory.resolve(".other.log.positions"));
		AsyncAppender other = this.factory.open("other", this.directory.resolve("other.log"));
		requireOpened(log(other), Origin.CONTINUED, 4, 1);
		assertThat(log(other).id()).isEqualTo(before.id());
		requireOpened(append(), Origin.NEW, 0, 0);
	}

	@Test
	void aFileThatWasRenamedAloneBeginsAnew() throws IOException {
		LogStatus before = append("one\n");
		Files.move(file(), this.directory.resolve("other.log"));
		AsyncAppender other = this.factory.open("other", this.directory.resolve("other.log"));
		requireOpened(log(other), Origin.NEW, 4, 1);
		assertThat(log(other).id()).isNotEqualTo(before.id());
	}

	@Test
	void aCopyIsAnotherLog() throws IOException {
		LogStatus before = append("one\n");
		Path copy = Files.createDirectory(this.directory.resolve("copy"));
		Files.copy(file(), copy.resolve("app.log"));
		Files.copy(sidecar(), copy.resolve(".app.log.positions"));
		AsyncAppender other = this.factory.open("other", copy.resolve("app.log"));
		assertThat(log(other).origin()).isEqualTo(Origin.RENEWED);
		assertThat(log(other).detail()).contains(".app.log.positions is a copy");
		assertThat(LogPositions.read(copy.resolve("app.log")).orElseThrow().previous()).contains(before.id());
		assertThat(append().id()).isEqualTo(before.id()).isNotEqualTo(log(other).id());
	}

	@Test
	void twoNamesNeverGoOnWithOneLog() throws IOException {
		LogStatus before = append("one\n");
		Files.copy(sidecar(), this.directory.resolve(".other.log.positions"));
		AsyncAppender other = this.factory.open("other", this.directory.resolve("other.log"));
		assertThat(log(other).origin()).isEqualTo(Origin.RENEWED);
		assertThat(append().id()).isEqualTo(before.id()).isNotEqualTo(log(other).id());
	}

	static Stream<Restored> restored() {
		return Stream.of(Restored.values());
	}

	/** What a backup of an earlier state brings back. */
	enum Restored {

		FILE, SIDECAR, BOTH

	}

	@ParameterizedTest
	@MethodSource("restored")
	void whatIsRestoredFromABackupIsNeverTakenForWhatFollowedIt(Restored restored) throws IOException {
		LogStatus before = append("one\n");
		Path backup = Files.createDirectory(this.directory.resolve("backup"));
		Files.copy(file(), backup.resolve("app.log"));
		Files.copy(sidecar(), backup.resolve("positions"));
		append("two\n");
		if (restored != Restored.SIDECAR) {
			Files.move(backup.resolve("app.log"), file(), StandardCopyOption.REPLACE_EXISTING);
		}
		if (restored != Restored.FILE) {
			Files.move(backup.resolve("positions"), sidecar(), StandardCopyOption.REPLACE_EXISTING);
		}
		requireRenewed(before, (restored == Restored.FILE) ? "is another one" : "is a copy");
	}

	@Test
	void anOldSidecarInPlaceOfTheOwnIsFoundAgainByTheBytes() throws IOException {
		LogStatus before = append("one\n");
		byte[] old = Files.readAllBytes(sidecar());
		append("two\n", "three\n");
		Files.write(sidecar(), old);
		LogStatus log = append();
		requireOpened(log, Origin.CONTINUED, 14, 3);
		assertThat(log.id()).isEqualTo(before.id());
	}

	@Test
	void theSidecarOfAnotherFileIsNotBelieved() throws IOException {
		LogStatus before = append("one\n");
		this.factory.open("other", this.directory.resolve("other.log")).close();
		Files.move(this.directory.resolve(".other.log.positions"), sidecar(), StandardCopyOption.REPLACE_EXISTING);
		requireRenewed(before, "the file is another one than was left");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 7 })
	void aShorterFileIsAnotherLog(int length) throws IOException {
		LogStatus before = append("one\n", "two\n");
		Files.write(file(), bytes("one\ntwo\n".substring(0, length)));
		requireRenewed(before, "the file has " + length + " bytes, and was left with 8 at least");
	}

	@Test
	void otherBytesOfTheSameLengthAreAnotherLog() throws IOException {
		LogStatus before = append("one\n", "two\n");
		Files.writeString(file(), "one\nTwo\n");
		requireRenewed(before, "the file holds other bytes");
	}

	@Test
	void aMissingFileThatWasClosedInOrderGoesOn() throws IOException {
		LogStatus before = append("one\n", "two\n");
		Files.delete(file());
		LogStatus log = append("x\n");
		requireOpened(log, Origin.CONTINUED, 8, 2);
		assertThat(log.id()).isEqualTo(before.id());
		assertThat(log.detail()).isEqualTo("what the file held when it was closed is gone, from position 0 to 8");
		requireOpened(append(), Origin.CONTINUED, 10, 3);
	}

	@Test
	void aFileThatWasEmptiedAfterItWasClosedGoesOn() throws IOException {
		append("one\n", "two\n");
		Files.write(file(), new byte[0]);
		requireOpened(append("x\n"), Origin.CONTINUED, 8, 2);
		requireOpened(append(), Origin.CONTINUED, 10, 3);
	}

	@Test
	void aMissingFileAfterACrashIsAnotherLog() throws IOException {
		LogStatus before = appendAndCrash("one\n", "two\n");
		Files.delete(file());
		requireRenewed(before, "what the file held is gone, and it was not closed in order");
	}

	@Test
	void aDamagedSidecarIsSetAside() throws IOException {
		LogStatus before = append("one\n");
		byte[] damaged = Files.readAllBytes(sidecar());
		damaged[40] ^= 1;
		damaged[4096 + 40] ^= 1;
		Files.write(sidecar(), damaged);
		requireRenewed(before, "what lay beside it is damaged, and is kept as .app.log.positions.damaged");
		assertThat(this.directory.resolve(".app.log.positions.damaged")).hasBinaryContent(damaged);
	}

	@Test
	void aSidecarThatIsHalfWrittenIsAsItWasBefore() throws IOException {
		LogStatus before = append("one\n");
		byte[] earlier = Files.readAllBytes(sidecar());
		append("two\n");
		byte[] later = Files.readAllBytes(sidecar());
		for (int slot = 0; slot < 2; slot++) {
			byte[] torn = later.clone();
			System.arraycopy(earlier, slot * 4096, torn, slot * 4096, 64);
			Files.write(sidecar(), torn);
			LogStatus log = append();
			requireOpened(log, Origin.CONTINUED, 8, 2);
			assertThat(log.id()).isEqualTo(before.id());
		}
	}

	@Test
	void whatIsInTheWayIsToldAndPositionsCountFromTheOpening() throws IOException {
		append("one\n");
		Files.delete(sidecar());
		Files.createDirectory(sidecar());
		AsyncAppender appender = open();
		assertThat(appender.status().log()).isEmpty();
		assertThat(appender.append(bytes("two\n"))).isEqualTo(4);
		assertThat(appender.status().trouble().logFailure()).containsSame(this.recorder.logFailures.get(0));
		assertThat(this.recorder.logFailures).hasSize(1)
			.first()
			.asString()
			.contains("is in the way: it is a directory");
		appender.close();
		Files.delete(sidecar());
		requireOpened(append(), Origin.NEW, 8, 2);
	}

	@Test
	void withoutLastingPositionsNothingLiesBesideTheFile() throws IOException {
		for (AppenderOptions options : List.of(DURABLE.toBuilder().lastingPositions(false).build(),
				DURABLE.toBuilder().shared(true).build())) {
			for (int i = 0; i < 2; i++) {
				AsyncAppender appender = open(options);
				assertThat(appender.append(bytes("one\n"))).isEqualTo(4);
				assertThat(appender.status().log()).isEmpty();
				appender.close();
			}
		}
		assertThat(this.recorder.logs).isEmpty();
		assertThat(this.recorder.logFailures).isEmpty();
		assertThat(sidecar()).doesNotExist();
	}

	@Test
	void whatWasAppendedWithoutLastingPositionsIsCountedLater() throws IOException {
		append("one\n");
		AsyncAppender appender = open(DURABLE.toBuilder().lastingPositions(false).build());
		appender.append(bytes("two\nthree\n"));
		appender.close();
		requireOpened(append(), Origin.CONTINUED, 14, 3);
	}

	@Test
	void aReopenGoesOnWhateverTheOtherFileHolds() throws IOException {
		AsyncAppender appender = open();
		appender.append(bytes("one\n"));
		appender.sync();
		Files.move(file(), this.directory.resolve("app.log.1"));
		Files.writeString(file(), "what another program\nwrote\n");
		appender.reopen();
		assertThat(appender.append(bytes("two\n"))).isEqualTo(8);
		appender.sync();
		assertThat(log(appender).writtenIndex()).isEqualTo(2);
		appender.close();
		requireOpened(append("three\n"), Origin.CONTINUED, 8, 2);
		requireOpened(append(), Origin.CONTINUED, 14, 3);
	}

	@Test
	void aRecreatedFileGoesOn() throws IOException {
		AsyncAppender appender = open(DURABLE.toBuilder().recreate(true).build());
		appender.append(bytes("one\n"));
		appender.sync();
		Files.delete(file());
		org.awaitility.Awaitility.await().until(() -> {
			appender.append(bytes("x\n"));
			appender.sync();
			return Files.exists(file());
		});
		appender.append(bytes("last\n"));
		appender.sync();
		AppenderStatus status = appender.status();
		long index = log(appender).writtenIndex();
		appender.close();
		requireOpened(append(), Origin.CONTINUED, status.positions().written(), index);
	}

	@Test
	void aFileThatOthersCutGoesOn() throws IOException {
		AsyncAppender appender = open();
		appender.append(bytes("one\ntwo\n"));
		appender.sync();
		Files.write(file(), new byte[0]);
		org.awaitility.Awaitility.await().until(() -> {
			appender.append(bytes("x\n"));
			appender.sync();
			return !this.recorder.losses.isEmpty();
		});
		appender.append(bytes("last\n"));
		appender.sync();
		AppenderStatus status = appender.status();
		long index = log(appender).writtenIndex();
		appender.close();
		LogPositions kept = LogPositions.read(file()).orElseThrow();
		assertThat(kept.part().offset(status.positions().written())).isEqualTo(Files.size(file()));
		requireOpened(append(), Origin.CONTINUED, status.positions().written(), index);
	}

	@Test
	void aSidecarThatIsTakenAwayComesBack() throws IOException {
		AsyncAppender appender = open();
		appender.append(bytes("one\n"));
		appender.sync();
		Files.delete(sidecar());
		appender.append(bytes("two\n"));
		appender.close();
		requireOpened(append(), Origin.CONTINUED, 8, 2);
	}

	@Test
	void aLinkThatLeadsElsewhereTakesTheLogAlong() throws IOException {
		Path first = Files.createDirectory(this.directory.resolve("first")).resolve("app.log");
		Path second = Files.createDirectory(this.directory.resolve("second")).resolve("app.log");
		Files.createSymbolicLink(file(), first);
		AsyncAppender appender = open();
		LogStatus before = log(appender);
		appender.append(bytes("one\n"));
		Files.delete(file());
		Files.createSymbolicLink(file(), second);
		appender.reopen();
		appender.append(bytes("two\n"));
		appender.close();
		LogStatus log = append();
		requireOpened(log, Origin.CONTINUED, 8, 2);
		assertThat(log.id()).isEqualTo(before.id());
		AsyncAppender left = this.factory.open("left", first);
		assertThat(log(left).id()).isNotEqualTo(before.id());
	}

}
