package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Both locks are held or none is, and the second holds no writer up for ever. */
@Timeout(60)
class SharedWriteLockTest {

	@TempDir
	private Path directory;

	private FileChannel channel;

	private final List<String> events = new ArrayList<>();

	private final Fake ofLockFile = new Fake("lock file");

	private final Fake ofFile = new Fake("file");

	private final SharedWriteLock lock = new SharedWriteLock(this.ofLockFile, this.ofFile);

	@BeforeEach
	void open() throws IOException {
		this.channel = FileChannel.open(Files.createFile(this.directory.resolve("file")));
	}

	@AfterEach
	void close() throws IOException {
		this.channel.close();
	}

	/** A part that another process has for some tries. */
	private final class Fake implements SharedWriteLock.Part {

		private final String name;

		private int taken;

		private int tries;

		private RuntimeException overlapping;

		private IOException error;

		private IOException releaseError;

		private Runnable whenAsked = () -> {
		};

		private Fake(String name) {
			this.name = name;
		}

		@Override
		public FileLock tryLock() throws IOException {
			this.tries++;
			this.whenAsked.run();
			if (this.error != null) {
				throw this.error;
			}
			if (this.taken > 0) {
				this.taken--;
				if (this.overlapping != null) {
					throw this.overlapping;
				}
				return null;
			}
			SharedWriteLockTest.this.events.add("lock " + this.name);
			return new FileLock(SharedWriteLockTest.this.channel, 0, 1, true) {
				@Override
				public boolean isValid() {
					return true;
				}

				@Override
				public void release() throws IOException {
					SharedWriteLockTest.this.events.add("release " + Fake.this.name);
					if (Fake.this.releaseError != null) {
						throw Fake.this.releaseError;
					}
				}
			};
		}

	}

	@Test
	void theLockFileIsLockedFirstAndReleasedLast() throws IOException {
		this.lock.lock();
		this.lock.unlock();
		this.lock.unlock();
		assertThat(this.lock.tryLock()).isTrue();
		assertThat(this.events).containsExactly("lock lock file", "lock file", "release file", "release lock file",
				"lock lock file", "lock file");
	}

	@Test
	void aWriterAsksAgainUntilItHasThem() throws IOException {
		this.ofLockFile.taken = 30;
		this.ofFile.taken = 15;
		this.ofFile.overlapping = new OverlappingFileLockException();
		this.lock.lock();
		assertThat(this.ofLockFile.tries).isEqualTo(31);
		assertThat(this.ofFile.tries).isEqualTo(16);
		assertThat(this.events).containsExactly("lock lock file", "lock file");
	}

	@Test
	void aWriterAsksAgainThoughItIsInterruptedAndKeepsThat() throws IOException {
		this.ofLockFile.taken = 30;
		Thread.currentThread().interrupt();
		this.lock.lock();
		assertThat(Thread.interrupted()).isTrue();
		this.lock.unlock();
		this.ofLockFile.taken = 30;
		this.lock.lock();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void theLockOfTheFileIsWaitedForOnceOnly() throws IOException {
		this.ofFile.taken = Integer.MAX_VALUE;
		this.lock.lock();
		assertThat(this.ofFile.tries).isGreaterThan(20);
		this.lock.unlock();
		this.ofFile.tries = 0;
		this.lock.lock();
		assertThat(this.ofFile.tries).isEqualTo(1);
		this.lock.unlock();
		assertThat(this.lock.tryLock()).isTrue();
		this.lock.unlock();
		this.ofFile.taken = 0;
		this.lock.lock();
		this.lock.unlock();
		// It can be had again, so it is needed again.
		this.ofFile.taken = 1;
		assertThat(this.lock.tryLock()).isFalse();
	}

	@Test
	void aTryThatDoesNotSucceedKeepsNoLock() throws IOException {
		this.ofLockFile.taken = 1;
		assertThat(this.lock.tryLock()).isFalse();
		assertThat(this.ofFile.tries).isZero();
		this.ofFile.taken = 1;
		assertThat(this.lock.tryLock()).isFalse();
		assertThat(this.events).containsExactly("lock lock file", "release lock file");
	}

	@Test
	void anErrorKeepsNoLock() {
		this.ofFile.error = new IOException("no locks available");
		assertThatThrownBy(this.lock::lock).isSameAs(this.ofFile.error);
		assertThatThrownBy(this.lock::tryLock).isSameAs(this.ofFile.error);
		assertThat(this.events).containsExactly("lock lock file", "release lock file", "lock lock file",
				"release lock file");
	}

	@Test
	void anErrorOfOneReleaseKeepsNotTheOther() throws IOException {
		this.lock.lock();
		this.ofFile.releaseError = new IOException("gone");
		assertThatThrownBy(this.lock::unlock).isSameAs(this.ofFile.releaseError);
		assertThat(this.events).endsWith("release file", "release lock file");
	}

	@Test
	void withoutALockFileTheLockOfTheFileIsAll() throws IOException {
		SharedWriteLock alone = new SharedWriteLock(null, this.ofFile);
		alone.lock();
		alone.unlock();
		assertThat(alone.tryLock()).isTrue();
		assertThat(this.events).containsExactly("lock file", "release file", "lock file");
	}

}
