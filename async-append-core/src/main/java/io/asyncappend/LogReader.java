package io.asyncappend;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads a log forwards, record by record: its archives, compressed ones too, and the file
 * that is written now, while it is written, rotated and compressed. It keeps one record
 * and one buffer in memory. What is missing is an entry of its own, a {@link LogGap}.
 * <p>
 * Comes from {@link AsyncAppender#reader()}; not for use by several threads at once.
 */
public interface LogReader extends AutoCloseable {

	/**
	 * Reads the next entry, if there is one now.
	 * @return the entry; empty at the end of what may be read by now
	 * @throws AppendException if the directory of the log cannot be read, or no file be
	 * opened; what is wrong with a single file is a {@link LogGap}
	 * @throws IllegalStateException if the reader is closed
	 */
	Optional<LogEntry> poll();

	/**
	 * Reads the next entry, and waits for it where there is none yet.
	 * @param timeout how long to wait, not negative
	 * @return the entry; empty if there was none in time, or the appender was closed and
	 * all is read
	 * @throws AppendException as {@link #poll()}
	 * @throws AppendInterruptedException if the thread was interrupted while it waited
	 */
	Optional<LogEntry> poll(Duration timeout);

	/**
	 * Where the next entry begins.
	 * @return a position in bytes since the log began
	 */
	long position();

	/**
	 * Closes the file that is read.
	 */
	@Override
	void close();

	/** How far a reader reads. */
	enum Extent {

		/** What is given to the operating system. */
		WRITTEN,

		/** What is forced to the device: it is there after a power cut. */
		DURABLE

	}

	/** Where a reader begins and how it reads; not for use by several threads at once. */
	interface Builder {

		/**
		 * Begins with the record that begins at a position, or contains it. One before
		 * what is there begins with a gap.
		 * @param position in bytes since the log began, not negative
		 * @return this
		 */
		Builder from(long position);

		/**
		 * Begins with the record of an index.
		 * @param index how many records come before it, not negative
		 * @return this
		 */
		Builder fromIndex(long index);

		/**
		 * Begins not later than with the first record that was written after a time:
		 * records of up to a minute before it may come first. Where the clock was set
		 * back, what was written until it has caught up counts as written at the latest
		 * that it has shown, so more may come first.
		 * @param time the time
		 * @return this
		 */
		Builder after(Instant time);

		/**
		 * Begins with what is appended from now on.
		 * @return this
		 */
		Builder fromEnd();

		/**
		 * How far it reads; up to {@link Extent#WRITTEN} by default.
		 * @param extent how far
		 * @return this
		 */
		Builder upTo(Extent extent);

		/**
		 * How long a record is at most that is read, 64 MiB by default: one that is
		 * longer is a {@linkplain LogGap.Reason#TOO_LONG gap}, as it would take that much
		 * memory.
		 * @param bytes from 1 to 1 GiB
		 * @return this
		 * @throws IllegalArgumentException if it is less or more
		 */
		Builder maxRecord(int bytes);

		/**
		 * Opens the reader; at the oldest record that is there, unless another beginning
		 * is given.
		 * @return the reader
		 * @throws AppendException if the log cannot be read
		 */
		LogReader open();

	}

}
