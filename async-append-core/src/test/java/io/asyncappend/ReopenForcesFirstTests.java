package io.asyncappend;

import io.asyncappend.file.AppendFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reopen leaves nothing unforced behind: a force of the new file says nothing of bytes
 * in the old one.
 */
class ReopenForcesFirstTests {

	@Test
	@Timeout(120)
	void nothingIsWrittenAndUnforcedWhenTheFileIsSwapped() throws Exception {
		CountingFile file = new CountingFile();
		AtomicBoolean done = new AtomicBoolean();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("a", file, AppenderOptions.defaults());
			// Those who ask for the status make the turn wait for the lock again and
			// again,
			// so that a reopen comes between any two of its steps.
			List<Thread> others = new ArrayList<>();
			for (int t = 0; t < 4; t++) {
				others.add(start(() -> appender.status(), done));
			}
			others.add(start(() -> appender.append(new byte[] { 1 }), done));
			for (int i = 0; i < 1_500; i++) {
				appender.reopen();
			}
			done.set(true);
			for (Thread other : others) {
				other.join();
			}
		}
		assertThat(file.reopens).hasPositiveValue();
		assertThat(file.leftUnforced).hasValue(0);
	}

	private static Thread start(Runnable action, AtomicBoolean done) {
		Thread thread = new Thread(() -> {
			while (!done.get()) {
				action.run();
			}
		});
		thread.start();
		return thread;
	}

	private static final class CountingFile implements AppendFile {

		private final AtomicLong reopens = new AtomicLong();

		private final AtomicLong leftUnforced = new AtomicLong();

		private boolean unforced;

		@Override
		public void write(ByteBuffer bytes) {
			this.unforced |= bytes.hasRemaining();
			bytes.position(bytes.limit());
		}

		@Override
		public void force() {
			this.unforced = false;
		}

		@Override
		public AppendFile reopen() {
			this.reopens.incrementAndGet();
			if (this.unforced) {
				this.leftUnforced.incrementAndGet();
			}
			return this;
		}

		@Override
		public boolean anyThread() {
			return true;
		}

		@Override
		public String engine() {
			return "counting";
		}

		@Override
		public Optional<Path> path() {
			return Optional.of(Path.of("counting"));
		}

		@Override
		public void close() {
		}

	}

}
