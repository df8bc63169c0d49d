package io.asyncappend.spring.boot.logging.lines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;

/**
 * Writes what is logged after the log was closed: Spring Boot reports a failed start, and
 * a JVM goes on, after the last moment that anybody is told of. Each line opens the file
 * for itself, so that none stays open. Thread-safe.
 */
final class LastLines {

	/** While the log is being closed. */
	private static final int MAX_WAITING = 1000;

	private final String name;

	private final Path file;

	private final AppenderOptions options;

	private final Duration timeout;

	private final Supplier<AsyncAppendFactory> factories;

	private final Lock lock = new ReentrantLock();

	private final Queue<byte[]> waiting = new ArrayDeque<>();

	private boolean begun;

	private boolean givenUp;

	/** Another log is being opened, which must find the file free. */
	private boolean suspended;

	private @Nullable LogLines successor;

	LastLines(String name, Path file, AppenderOptions options, Duration timeout) {
		this(name, file, options, timeout, () -> AsyncAppendFactory.builder().exitTimeout(timeout).build());
	}

	LastLines(String name, Path file, AppenderOptions options, Duration timeout,
			Supplier<AsyncAppendFactory> factories) {
		this.factories = factories;
		this.name = name;
		this.file = file;
		this.options = options.toBuilder().backpressure(Backpressure.block()).writeRetry(Duration.ZERO).build();
		this.timeout = timeout;
	}

	/**
	 * Nobody has the file any more.
	 * @param complete whether everything before is written; else the disk hangs or fails,
	 * and the next line would fare no better
	 * @return how many lines waited for this and could not be written
	 */
	int begin(boolean complete) {
		this.lock.lock();
		try {
			this.begun = true;
			this.givenUp = !complete;
			return this.suspended ? 0 : writeWaiting();
		}
		finally {
			this.lock.unlock();
		}
	}

	private int writeWaiting() {
		int lost = 0;
		for (byte[] line : this.waiting) {
			lost += isWritten(line) ? 0 : 1;
		}
		this.waiting.clear();
		return lost;
	}

	/** What names the file, for this and for any other log in it. */
	Path path() {
		return this.file.toAbsolutePath().normalize();
	}

	/** Lines wait from now on, and nobody here has the file. */
	void suspend() {
		this.lock.lock();
		try {
			this.suspended = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** There is no other log after all; returns how many lines could not be written. */
	int resume() {
		this.lock.lock();
		try {
			this.suspended = false;
			return this.begun ? writeWaiting() : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What waited, and whatever comes, goes to another log; never with the lock held. */
	void continueIn(LogLines next) {
		for (List<byte[]> lines = take(next); !lines.isEmpty(); lines = take(next)) {
			lines.forEach(next::append);
		}
	}

	private List<byte[]> take(LogLines next) {
		this.lock.lock();
		try {
			List<byte[]> lines = List.copyOf(this.waiting);
			this.waiting.clear();
			if (lines.isEmpty()) {
				this.successor = next;
			}
			return lines;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether the line is in the file, or will be, or is counted by another log. */
	boolean write(byte[] line) {
		LogLines next;
		this.lock.lock();
		try {
			next = this.successor;
			if (next == null) {
				return (this.begun && !this.suspended) ? isWritten(line)
						: this.waiting.size() < MAX_WAITING && this.waiting.add(line);
			}
		}
		finally {
			this.lock.unlock();
		}
		next.append(line);
		return true;
	}

	private boolean isWritten(byte[] line) {
		// Whoever asks counts it, and those that follow: they would fare no better.
		this.givenUp = this.givenUp || !new LastLine(line).isWritten();
		return !this.givenUp;
	}

	/**
	 * On a thread of its own, as opening a file may hang, and whoever logs must not; nor
	 * does an interrupt of his matter.
	 */
	private final class LastLine implements Runnable {

		private final byte[] line;

		private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

		private final CompletableFuture<Boolean> written = new CompletableFuture<>();

		LastLine(byte[] line) {
			this.line = line;
		}

		boolean isWritten() {
			Thread thread = new Thread(this, "async-append-last-line");
			thread.setDaemon(true);
			thread.start();
			long limit = LastLines.this.timeout.toNanos();
			return this.opened.completeOnTimeout(false, limit, TimeUnit.NANOSECONDS).join() && this.written.join();
		}

		@Override
		public void run() {
			AsyncAppendFactory factory = LastLines.this.factories.get();
			boolean appended = false;
			try {
				AsyncAppender appender = factory.open(LastLines.this.name, LastLines.this.file, LastLines.this.options);
				if (this.opened.complete(true)) {
					appender.append(this.line);
					appended = true;
				}
			}
			catch (AppendException ex) {
				// It is not appended.
			}
			catch (Throwable ex) {
				this.written.completeExceptionally(ex);
			}
			finally {
				this.opened.complete(true);
				this.written.complete(isClosed(factory) && appended);
			}
		}

		private boolean isClosed(AsyncAppendFactory factory) {
			try {
				factory.close(LastLines.this.timeout);
				return true;
			}
			catch (AppendException ex) {
				return false;
			}
		}

	}

}
