package io.asyncappend.internal.file;

import io.asyncappend.AppenderOptions;
import io.asyncappend.FileLoss;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A file that others append to, and cut off. */
@Timeout(60)
class SharedFileTest {

	/** The part of the file that a writing process locks; see {@link JvmClaim}. */
	private static final long WRITES = (1L << 62) + 3 * (1L << 32);

	/** And of the lock file; see {@link LockFile}. */
	private static final long WRITES_OF_LOCK_FILE = Long.MAX_VALUE - 1;

	@TempDir
	private Path directory;

	private PathAppendFile file;

	@BeforeEach
	void open() throws IOException {
		this.file = PathAppendFile.open(path(), AppenderOptions.builder().shared(true).build());
	}

	@AfterEach
	void close() throws IOException {
		this.file.close();
		assertThat(OpenDescriptors.under(this.directory)).isZero();
	}

	private Path path() {
		return this.directory.resolve("log");
	}

	private Path lockFile() {
		return this.directory.resolve(".log.lock");
	}

	@Test
	void aTruncationAfterAnothersAppendIsToldToTheByte() throws IOException {
		append(100);
		appendByOther(100);
		assertThat(this.file.check()).isNull();
		truncate(150);
		assertThat(this.file.check()).isEqualTo(FileLoss.of(FileLoss.Kind.TRUNCATED, 50));
		assertThat(this.file.check()).isNull();
	}

	@Test
	void aTruncationIsSeenByTheWriteThatComesFirst() throws IOException {
		append(100);
		appendByOther(100);
		append(10);
		truncate(5);
		append(200);
		append(200);
		assertThat(this.file.check()).isEqualTo(FileLoss.of(FileLoss.Kind.TRUNCATED, 205));
		assertThat(this.file.check()).isNull();
	}

	@Test
	void whatOthersAppendIsNoTruncation() throws IOException {
		append(100);
		appendByOther(1000);
		append(100);
		appendByOther(1000);
		assertThat(this.file.check()).isNull();
		assertThat(path()).hasSize(2200);
	}

	@Test
	void itIsNotLookedAtWhileAnotherProcessWrites() throws IOException {
		append(100);
		try (FileChannel other = FileChannel.open(lockFile(), StandardOpenOption.WRITE);
				FileLock lock = other.lock(WRITES_OF_LOCK_FILE, 1, false)) {
			assertThat(lock.isValid()).isTrue();
			truncate(50);
			assertThat(this.file.check()).isNull();
		}
		assertThat(this.file.check()).isEqualTo(FileLoss.of(FileLoss.Kind.TRUNCATED, 50));
	}

	@Test
	void aWriterWaitsForAnotherAndKeepsItsInterrupt() throws Exception {
		try (FileChannel other = FileChannel.open(lockFile(), StandardOpenOption.WRITE)) {
			FileLock lock = other.lock(WRITES_OF_LOCK_FILE, 1, false);
			FutureTask<Boolean> writer = new FutureTask<>(() -> {
				append(100);
				return Thread.interrupted();
			});
			Thread thread = new Thread(writer);
			thread.start();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> thread.getState() == Thread.State.TIMED_WAITING);
			thread.interrupt();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !thread.isInterrupted());
			assertThat(path()).isEmptyFile();
			lock.release();
			assertThat(writer.get()).isTrue();
		}
		append(50);
		assertThat(path()).hasSize(150);
	}

	@Test
	void aReaderThatLocksTheFileHoldsNoWriteUpForLong() throws IOException {
		try (FileChannel other = FileChannel.open(path(), StandardOpenOption.READ)) {
			FileLock lock = other.lock(WRITES, 1, true);
			append(100);
			append(100);
			assertThat(path()).hasSize(200);
			truncate(100);
			assertThat(this.file.check()).isEqualTo(FileLoss.of(FileLoss.Kind.TRUNCATED, 100));
			lock.release();
		}
		append(100);
		assertThat(path()).hasSize(200);
	}

	@Test
	void aRecordOfAnyLengthIsWrittenByOneCall() throws IOException {
		for (int length : new int[] { 8191, 8192, 8193, 400_000, 3_000_001 }) {
			long before = Files.size(path());
			assertThat(append(length)).isEqualTo(1);
			assertThat(path()).hasSize(before + length);
		}
	}

	/** Returns how many calls it took. */
	private int append(int length) throws IOException {
		ByteBuffer record = ByteBuffer.allocateDirect(length).put(length - 1, (byte) '\n');
		int calls = 0;
		for (; record.hasRemaining(); calls++) {
			this.file.write(record, (count) -> (count < length) ? 0 : count);
		}
		return calls;
	}

	private void appendByOther(int length) throws IOException {
		byte[] record = new byte[length];
		record[length - 1] = '\n';
		Files.write(path(), record, StandardOpenOption.APPEND);
	}

	private void truncate(long size) throws IOException {
		try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
			channel.truncate(size);
		}
	}

}
