package io.asyncappend;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Hands out the durable records of a log to one consumer, in order and at least once: how
 * far the consumer has {@linkplain #acknowledge acknowledged} them survives a crash, and
 * what it has not is handed out again when the cursor is opened the next time. Comes from
 * {@link AsyncAppender#cursor(String)}. Safe for use by any number of threads, though the
 * order is that of the calls.
 */
public interface LogCursor extends AutoCloseable {

	/**
	 * The name it was opened under.
	 * @return the name, unique for the log
	 */
	String name();

	/**
	 * Hands out the entries that come next, durable ones only, and waits where there is
	 * none.
	 * @param max the most entries, at least 1
	 * @param timeout how long to wait for the first, not negative
	 * @return the entries in order, gaps among them; empty if there was none in time
	 * @throws IllegalArgumentException if {@code max} is not positive
	 * @throws AppendInterruptedException if the thread was interrupted while it waited
	 * @throws AppenderClosedException if the cursor is closed
	 */
	List<LogEntry> poll(int max, Duration timeout);

	/**
	 * Acknowledges all entries up to a position: they are not handed out again. Made
	 * durable at once or within the interval of the {@linkplain Options options}, and by
	 * {@link #close()}.
	 * @param end the {@linkplain LogEntry#end() end} of an entry that was handed out; one
	 * before what is acknowledged already changes nothing
	 * @throws IllegalArgumentException if it was not handed out yet
	 * @throws AppendException if it cannot be kept
	 * @throws AppenderClosedException if the cursor is closed
	 */
	void acknowledge(long end);

	/**
	 * Hands out again what is not acknowledged.
	 */
	void rewind();

	/**
	 * How far it is.
	 * @return positions and lag, of one moment
	 */
	Status status();

	/**
	 * Keeps what is acknowledged, and ends.
	 * @throws AppendException if that cannot be kept; it is as far as it was kept before
	 */
	@Override
	void close();

	/**
	 * How a cursor is kept. Immutable.
	 *
	 * @param start where a cursor begins that is opened for the first time
	 * @param forceInterval within which an acknowledgement is durable; zero for at once
	 */
	record Options(Start start, Duration forceInterval) {

		/**
		 * From the oldest record; durable within a second.
		 */
		public static final Options DEFAULTS = new Options(Start.OLDEST, Duration.ofSeconds(1));

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if the interval is negative
		 */
		public Options {
			Objects.requireNonNull(start, "start");
			Objects.requireNonNull(forceInterval, "forceInterval");
			if (forceInterval.isNegative()) {
				throw new IllegalArgumentException("force interval must not be negative but is " + forceInterval);
			}
		}

	}

	/** Where a new cursor begins. */
	enum Start {

		/** With the oldest record that is there. */
		OLDEST,

		/** With what is appended from then on. */
		NEWEST

	}

	/**
	 * A cursor at one moment. Immutable.
	 *
	 * @param name of the cursor
	 * @param acknowledged the position up to which all is acknowledged, in bytes since
	 * the log began
	 * @param acknowledgedIndex how many records that are, since the log began
	 * @param lagBytes durable bytes that are not acknowledged
	 * @param lagRecords durable records that are not acknowledged
	 * @param oldest how old the oldest record is that is not acknowledged; empty if there
	 * is none
	 * @param gaps how many gaps were handed out
	 * @param gapBytes how many bytes they had
	 */
	record Status(String name, long acknowledged, long acknowledgedIndex, long lagBytes, long lagRecords,
			Optional<Duration> oldest, long gaps, long gapBytes) {
	}

}
