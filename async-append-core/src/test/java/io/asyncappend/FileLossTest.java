package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Recorder;
import io.asyncappend.support.Records;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that others take away is noticed, told once, and recreated if asked to. */
@Timeout(60)
class FileLossTest {

	@TempDir
	private Path directory;

	private final Recorder recorder = new Recorder();

	private FileAppenderFactory factory = new FileAppenderFactory.Builder().listener(this.recorder).build();

	private final AppenderOptions recreating = AppenderOptions.builder().recreate(true).build();

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	private Path file() {
		return this.directory.resolve("file");
	}

	private AsyncAppender used(AppenderOptions options) {
		AsyncAppender appender = this.factory.open("name", file(), options);
		write(appender, "before\n");
		return appender;
	}

	private static void write(AsyncAppender appender, String record) {
		appender.append(record.getBytes());
		appender.flush();
	}

	private void awaitLoss(AsyncAppender appender, FileLoss loss) {
		Faulty.await().until(() -> this.recorder.losses.size() == 1);
		assertThat(this.recorder.losses).containsExactly(loss);
		assertThat(appender.status().trouble().fileLoss()).contains(loss);
	}

	private static FileLoss loss(FileLoss.Kind kind, long bytes) {
		return new FileLoss(kind, bytes, Optional.empty());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aDeletedFileIsNoticedThoughNothingIsAppended(boolean enabled) throws IOException {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		AsyncAppender appender = used(AppenderOptions.defaults());
		Files.delete(file());
		awaitLoss(appender, loss(FileLoss.Kind.DELETED, 7));
		write(appender, "after\n");
		assertThat(file()).doesNotExist();
		appender.reopen();
		assertThat(appender.status().trouble().fileLoss()).isEmpty();
		write(appender, "again\n");
		assertThat(file()).hasContent("again\n");
	}

	@Test
	void aReplacedFileIsNoticed() throws IOException {
		AsyncAppender appender = used(AppenderOptions.defaults());
		Files.move(file(), this.directory.resolve("moved"));
		Files.writeString(file(), "other\n");
		awaitLoss(appender, loss(FileLoss.Kind.REPLACED, 7));
	}

	@Test
	void aTruncatedFileIsNoticedEachTimeAndHasNoHole() throws IOException {
		AsyncAppender appender = used(AppenderOptions.defaults());
		truncate(3);
		awaitLoss(appender, loss(FileLoss.Kind.TRUNCATED, 4));
		write(appender, "after\n");
		assertThat(file()).hasContent("befafter\n");
		truncate(0);
		Faulty.await().until(() -> this.recorder.losses.size() == 2);
		assertThat(this.recorder.losses.get(1)).isEqualTo(loss(FileLoss.Kind.TRUNCATED, 9));
		write(appender, "again\n");
		assertThat(file()).hasContent("again\n");
	}

	private void truncate(long size) throws IOException {
		try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
			channel.truncate(size);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aDeletedFileIsRecreatedBeforeTheNextRecordIfAskedTo(boolean enabled) throws IOException {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		AsyncAppender appender = used(this.recreating);
		Files.delete(file());
		awaitLoss(appender, loss(FileLoss.Kind.DELETED, 7));
		Faulty.await().until(() -> Files.exists(file()));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-r-----");
		appender.appendDurably("after\n".getBytes()).join();
		assertThat(file()).hasContent("after\n");
		assertThat(this.recorder.reopened).hasSize(1);
		Files.delete(file());
		Faulty.await().until(() -> this.recorder.losses.size() == 2);
		Faulty.await().until(() -> Files.exists(file()));
	}

	@Test
	void aFailureToRecreateIsReportedAndTriedAgain() throws IOException {
		AsyncAppender appender = used(this.recreating);
		Files.delete(file());
		Files.createDirectory(file());
		Faulty.await().until(() -> this.recorder.losses.size() == 1);
		assertThat(this.recorder.losses.get(0).recreateFailure())
			.hasValueSatisfying((failure) -> assertThat(failure).hasMessageContaining("is a directory, not a file"));
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		Files.delete(file());
		Faulty.await().until(() -> Files.isRegularFile(file()));
		write(appender, "after\n");
		assertThat(file()).hasContent("after\n");
		assertThat(this.recorder.losses).hasSize(1);
	}

	@Test
	void aRenameThatAReopenFollowsIsNoLoss() throws IOException {
		AsyncAppender appender = used(AppenderOptions.defaults());
		for (int i = 0; i < 50; i++) {
			Files.move(file(), this.directory.resolve("file." + i));
			appender.reopen();
			write(appender, i + "\n");
		}
		appender.close();
		assertThat(this.recorder.losses).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void renamesUnderLoadThatNoReopenFollowsLoseNothing(boolean enabled) throws Exception {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		AsyncAppender appender = this.factory.open("name", file(), this.recreating);
		AtomicBoolean done = new AtomicBoolean();
		long[] counts = new long[4];
		List<Crew.Member<Void>> producers = new ArrayList<>();
		for (int i = 0; i < counts.length; i++) {
			int producer = i;
			producers.add(Crew.run(() -> {
				while (!done.get()) {
					appender.append(Records.record(producer, counts[producer]++, 60));
					appender.flush();
				}
			}));
		}
		List<Path> files = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Path renamed = this.directory.resolve("file." + i);
			Faulty.await().until(() -> Files.exists(file()) && Files.size(file()) > 0);
			files.add(Files.move(file(), renamed));
		}
		Faulty.await().until(() -> Files.exists(file()) && Files.size(file()) > 0);
		done.set(true);
		for (Crew.Member<Void> producer : producers) {
			producer.join();
		}
		appender.close();
		files.add(file());
		Records.requireAll(counts, files.toArray(Path[]::new));
		assertThat(this.recorder.reopened).hasSize(4);
	}

	@Test
	void anAppenderThatIsNotUsedNeedsNoThreadToLook() {
		used(AppenderOptions.defaults());
		Faulty.await().until(() -> this.factory.threads() == 0);
	}

	@Test
	void aForceOfTheNewFileSaysNothingOfTheLostOne() {
		FaultyFile old = new FaultyFile();
		old.named = true;
		AsyncAppender appender = this.factory.open("scripted", old, this.recreating);
		write(appender, "before\n");
		assertThat(old.forces).hasValue(0);
		old.forceFault = (n) -> new IOException("Input/output error");
		old.change = FileLoss.of(FileLoss.Kind.DELETED, 0);
		Faulty.await().until(() -> appender.status().state() == AppenderStatus.State.FAILED);
		assertThat(appender.status().trouble().failureKind()).contains(FailureKind.FORCE);
		assertThat(appender.status().positions().durable()).isZero();
		assertThat(old.reopens).hasValue(0);
		assertThatThrownBy(appender::close).isInstanceOf(AppenderFailedException.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRecordIsEndedInTheLostFileAndTheNextIsInTheNewOne(boolean enabled) throws Exception {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().enabled(enabled).listener(this.recorder).build();
		FaultyFile old = new FaultyFile();
		FaultyFile next = new FaultyFile();
		old.named = true;
		next.named = true;
		old.next = next;
		AsyncAppender appender = this.factory.open("scripted", old, this.recreating);
		write(appender, "before\n");
		AtomicBoolean full = new AtomicBoolean(true);
		old.writeFault = (n) -> {
			old.bytesBeforeFault = (old.size() == 7) ? 3 : 0;
			return full.get() ? new IOException(FaultyFile.NO_SPACE) : null;
		};
		Crew.Member<Void> first = Crew.run(() -> write(appender, "begun\n"));
		Faulty.await().until(() -> old.size() == 10);
		Crew.Member<Void> second = Crew.run(() -> write(appender, "whole\n"));
		old.change = FileLoss.of(FileLoss.Kind.DELETED, 0);
		Faulty.await().until(() -> this.recorder.losses.size() == 1);
		assertThat(old.reopens).hasValue(0);
		full.set(false);
		first.join();
		second.join();
		write(appender, "last\n");
		assertThat(new String(old.content())).isEqualTo("before\nbegun\n");
		assertThat(new String(next.content())).isEqualTo("whole\nlast\n");
		assertThat(this.recorder.losses).singleElement().satisfies((loss) -> {
			// The path may have been looked at after the first record, or amid the
			// second, or not.
			assertThat(loss.bytes()).isIn(13L, 6L, 3L);
		});
		assertThat(this.recorder.degraded).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatALinkLeadsToIsRotatedLikeAnyFile(boolean recreate) throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("file"));
		Files.createFile(file());
		AsyncAppender appender = this.factory.open("linked", link,
				AppenderOptions.builder().recreate(recreate).build());
		write(appender, "before\n");
		Files.move(file(), this.directory.resolve("file.1"));
		if (recreate) {
			Faulty.await().until(() -> Files.exists(file()));
		}
		else {
			appender.reopen();
		}
		write(appender, "after\n");
		assertThat(file()).hasContent("after\n");
		assertThat(link).isSymbolicLink();
	}

}
