package io.asyncappend.spring.boot.logging.sink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.BufferFullException;
import io.asyncappend.DiskLimitException;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;

/**
 * Puts the lines of a log into an appender. Thread-safe; nothing here throws because of
 * the disk, and nothing waits longer than the appender's backpressure says.
 * <p>
 * A line that is not accepted is counted, and as soon as there is room a line in the log
 * names the count. An I/O thread never waits here, as it may be the one that makes room.
 * A listener of the appender may log from within an event, but not again from within that
 * line's event.
 */
public final class LogSink {

	/** A line, and a line of a listener that the first line has called. */
	private static final int MAX_DEPTH = 2;

	private final AsyncAppender appender;

	final AfterCloseWriter afterClose;

	final DropCounter drops = new DropCounter();

	private final AtomicBoolean failed = new AtomicBoolean();

	/** How many lines the thread is in; {@code null} for none. */
	private final ThreadLocal<@Nullable Integer> depth = new ThreadLocal<>();

	/** The number of writes when a flush timed out. */
	private volatile long stalledAt = -1;

	private volatile @Nullable Format format;

	private volatile @Nullable LogSink successor;

	LogSink(AsyncAppender appender, AfterCloseWriter afterClose) {
		this.appender = appender;
		this.afterClose = afterClose;
	}

	/**
	 * Sets what this says in the log.
	 * @param format the format of the log
	 */
	public void setFormat(Format format) {
		this.format = format;
	}

	/**
	 * The name of the appender.
	 * @return the name
	 */
	public String name() {
		return this.appender.name();
	}

	/**
	 * Whether the appender is still open.
	 * @return false once it is closed
	 */
	public boolean isOpen() {
		return this.appender.status().state() != AppenderStatus.State.CLOSED;
	}

	/**
	 * The file of the appender.
	 * @return the file as it was configured, {@code null} for a standard stream
	 */
	public @Nullable Path file() {
		return this.afterClose.definition().file();
	}

	/**
	 * Whether the lines go to a standard stream.
	 * @return whether the log is one of the console
	 */
	public boolean isConsole() {
		return this.afterClose.definition().stream() != null;
	}

	/**
	 * Where the lines go on to from the file.
	 * @return the configuration of that, {@code null} if they go nowhere
	 */
	public @Nullable Forward forward() {
		return this.afterClose.definition().forward();
	}

	/** Counts a line that could not be encoded. */
	public void countLost() {
		this.drops.add(1);
	}

	boolean isAsIn(AppenderDefinition definition) {
		AppenderDefinition own = this.afterClose.definition();
		return Objects.equals(own.file(), definition.file()) && own.stream() == definition.stream();
	}

	/** How many lines are not in the log, and not named by a count in it. */
	long unreported() {
		return this.drops.count();
	}

	/**
	 * Appends a line, or counts it.
	 * @param line with its end, at least one byte
	 */
	public void append(byte[] line) {
		Integer outer = this.depth.get();
		int depth = (outer != null) ? outer : 0;
		if (depth == MAX_DEPTH) {
			this.drops.defer();
			return;
		}
		this.depth.set(depth + 1);
		try {
			if (depth == 0) {
				this.drops.settle();
			}
			reportDrops();
			long seen = this.drops.writes();
			if (!isAccepted(line)) {
				this.drops.add(1);
				if (this.drops.writes() != seen) {
					// Room was made before this was counted, maybe for the last time.
					reportDrops();
				}
			}
		}
		finally {
			this.depth.set(depth);
		}
	}

	private boolean isAccepted(byte[] line) {
		try {
			long position = this.appender.isIoThread() ? this.appender.tryAppend(line) : this.appender.append(line);
			return position != AsyncAppender.DROPPED;
		}
		catch (AppendException ex) {
			return isTakenInstead(line, ex);
		}
	}

	/**
	 * What the appender does not take. The types are asked for, as handlers of them would
	 * have all of them loaded at each start.
	 */
	private boolean isTakenInstead(byte[] line, AppendException cause) {
		if (cause instanceof AppenderClosedException) {
			return this.afterClose.write(line);
		}
		if (cause instanceof AppenderFailedException failure) {
			failed(failure);
			return false;
		}
		if (cause instanceof BufferFullException || cause instanceof DiskLimitException
				|| cause instanceof AppendTimeoutException || cause instanceof AppendInterruptedException) {
			return false;
		}
		throw cause;
	}

	private void reportDrops() {
		if (this.drops.isDue()) {
			this.drops.report(this::report);
		}
	}

	/** True if the log has a line that names the count, or another log will have one. */
	private boolean report(long lines) {
		LogSink next = this.successor;
		if (next != null) {
			next.drops.add(lines);
			return true;
		}
		Format format = this.format;
		byte[] line = (format != null) ? format.dropped(lines) : null;
		if (line == null) {
			return false;
		}
		try {
			return this.appender.tryAppend(line) != AsyncAppender.DROPPED;
		}
		catch (AppendException ex) {
			return isTakenInstead(line, ex);
		}
	}

	private void failed(AppenderFailedException cause) {
		Format format = this.format;
		if (format != null && this.failed.compareAndSet(false, true)) {
			format.failed(cause);
		}
	}

	/**
	 * Waits until what was appended is written, so that it survives the death of this
	 * process; returns without an exception after the limit. While the disk hangs only
	 * the first call waits. An I/O thread does not wait at all, as it is the one that
	 * writes. An interrupt is kept for later.
	 * @param timeout the limit
	 */
	public void flush(Duration timeout) {
		long seen = this.drops.writes();
		if (seen == this.stalledAt || this.appender.isIoThread()) {
			return;
		}
		boolean interrupted = Thread.interrupted();
		long start = System.nanoTime();
		try {
			while (!isFlushed(timeout.minusNanos(System.nanoTime() - start))) {
				interrupted |= Thread.interrupted();
			}
		}
		catch (AppendException ex) {
			if (ex instanceof AppendTimeoutException) {
				this.stalledAt = seen;
			}
			// A closed appender has written everything. A failure is reported by the next
			// append.
			else if (!(ex instanceof AppenderClosedException || ex instanceof AppenderFailedException)) {
				throw ex;
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean isFlushed(Duration left) {
		try {
			this.appender.flush(left.isNegative() ? Duration.ZERO : left);
			return true;
		}
		catch (AppendException ex) {
			if (ex instanceof AppendInterruptedException) {
				return false;
			}
			throw ex;
		}
	}

	/** The appender is closed. Reports the last dropped lines, and the close. */
	void closed() {
		AppenderStatus status = this.appender.status();
		boolean complete = status.queuedBytes() == 0 && status.trouble().failure().isEmpty();
		this.drops.add(this.afterClose.begin(complete));
		reportAll();
		Format format = this.format;
		if (format != null) {
			format.closed();
		}
	}

	/**
	 * Another log reports the drops of this one, and takes lines that still arrive here.
	 */
	void continueIn(LogSink next) {
		this.afterClose.continueIn(next::append);
		this.successor = next;
		reportAll();
	}

	/** Tries even where there was no room, as the report goes to another place now. */
	private void reportAll() {
		this.drops.settle();
		this.drops.written();
		reportDrops();
	}

	/** An appender, maybe another one, has written something. */
	void roomIn(AsyncAppender appender) {
		if (appender == this.appender) {
			this.drops.written();
			reportDrops();
		}
	}

	/** What this says in the log, in the format of the log. */
	public interface Format {

		/**
		 * A line that says how many others are missing.
		 * @param lines how many
		 * @return the line, or {@code null} if it cannot be had now
		 */
		byte @Nullable [] dropped(long lines);

		/**
		 * Reports once, outside the log, that the appender failed.
		 * @param cause the error
		 */
		void failed(AppenderFailedException cause);

		/**
		 * The log is closed, and only its last lines may follow.
		 */
		void closed();

	}

}
