package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;

/**
 * The share that one context has of a cursor. The last one to be closed closes the
 * cursor; one that is closed before hands back what is not acknowledged. Thread-safe.
 */
final class SharedCursor implements LogCursor {

	/** A poll that waits looks this often whether its share is closed. */
	private static final Duration LOOK = Duration.ofSeconds(1);

	private final LogCursor cursor;

	/** Closes the cursor if this was the last share, and says whether. */
	private final BooleanSupplier leave;

	private final AtomicBoolean closed = new AtomicBoolean();

	SharedCursor(LogCursor cursor, BooleanSupplier leave) {
		this.cursor = cursor;
		this.leave = leave;
	}

	@Override
	public String name() {
		return this.cursor.name();
	}

	@Override
	public List<LogEntry> poll(int max, Duration timeout) {
		long start = System.nanoTime();
		Duration left = timeout;
		while (true) {
			requireOpen();
			List<LogEntry> entries = this.cursor.poll(max, (left.compareTo(LOOK) > 0) ? LOOK : left);
			if (this.closed.get() && !entries.isEmpty()) {
				// Another share is to get them.
				this.cursor.rewind();
			}
			requireOpen();
			left = timeout.minusNanos(System.nanoTime() - start);
			if (!entries.isEmpty() || left.isNegative() || left.isZero()) {
				return entries;
			}
		}
	}

	@Override
	public void acknowledge(long end) {
		requireOpen();
		this.cursor.acknowledge(end);
	}

	@Override
	public void rewind() {
		requireOpen();
		this.cursor.rewind();
	}

	@Override
	public Status status() {
		return this.cursor.status();
	}

	private void requireOpen() {
		if (this.closed.get()) {
			throw new AppenderClosedException("cursor '" + name() + "' is closed in this application context");
		}
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		if (this.leave.getAsBoolean()) {
			return;
		}
		try {
			this.cursor.rewind();
		}
		catch (AppenderClosedException ex) {
			// With its appender: nothing is handed out any more.
		}
	}

}
