package io.asyncappend;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Hands out the durable records of a log to one consumer, in order and at least once: how
 * far the consumer has {@linkplain #acknowledge acknowledged} them survives a crash, and
 * what it has not is handed out again when the cursor is opened the next time. Comes from
 * {@link AsyncAppender#cursor(String)}, and is closed with the appender. Safe for use by
 * any number of threads, though the order is that of the calls.
 * <p>
 * A gap is an entry like a record, and is acknowledged like one. A cursor whose
 * acknowledgement is of no use, as the log has another identity by now, or as it cannot
 * be read any more, begins with the oldest record that is there, and says so by a gap
 * without bytes before it.
 */
public interface LogCursor extends AutoCloseable {

	/**
	 * The name it was opened under.
	 * @return the name, unique for the log
	 */
	String name();

	/**
	 * Hands out the entries that come next, durable ones only, and waits where there is
	 * none. What is handed out and not acknowledged takes 16 bytes of memory for each
	 * entry.
	 * @param max the most entries, at least 1; there may be fewer where they are large,
	 * as about a megabyte of them comes at a time
	 * @param timeout how long to wait for the first, not negative
	 * @return the entries in order, gaps among them; empty if there was none in time
	 * @throws IllegalArgumentException if {@code max} is not positive
	 * @throws AppendInterruptedException if the thread was interrupted while it waited
	 * @throws AppenderClosedException if the cursor is closed, maybe while this waited,
	 * be it by {@link #close()} or with its appender
	 * @throws AppendException if the log cannot be read; the next call tries again
	 */
	List<LogEntry> poll(int max, Duration timeout);

	/**
	 * Acknowledges all entries up to a position: they are not handed out again. Survives
	 * the death of the process when this returns, and a power cut at once or within the
	 * interval of the {@linkplain Options options}, and by {@link #close()}. A force that
	 * fails meanwhile is tried again by the next call, which throws if it fails again;
	 * and {@link AppendListener#onCursorFailed} tells of it.
	 * @param end the {@linkplain LogEntry#end() end} of an entry that was handed out,
	 * also before a {@link #rewind()}; one before what is acknowledged already changes
	 * nothing
	 * @throws IllegalArgumentException if no entry that was handed out ends there
	 * @throws AppendException if it cannot be kept; nothing more is acknowledged then,
	 * and it may be tried again
	 * @throws AppenderClosedException if the cursor is closed
	 */
	void acknowledge(long end);

	/**
	 * Hands out again what is not acknowledged, with the next {@link #poll}.
	 * @throws AppenderClosedException if the cursor is closed
	 */
	void rewind();

	/**
	 * How far it is.
	 * @return positions and lag, of one moment
	 */
	Status status();

	/**
	 * Makes durable what is acknowledged, and ends, as does a {@link #poll} that waits.
	 * Does nothing when closed already.
	 * @throws AppendException if that cannot be kept; it is as far as it was kept before
	 */
	@Override
	void close();

	/**
	 * Checks what is to be the name of a cursor: it becomes a part of the name of a file,
	 * and appears in messages, meters and addresses.
	 * @param name the name
	 * @throws IllegalArgumentException if it has not 1 to 200 characters, one of them is
	 * a slash or cannot be printed, or all are blank, or it is {@code .} or {@code ..}
	 */
	static void requireName(String name) {
		Objects.requireNonNull(name, "cursor");
		boolean printable = name.chars().noneMatch((c) -> c == '/' || c == '\\' || Character.isISOControl(c));
		if (name.isBlank() || name.length() > 200 || name.equals(".") || name.equals("..") || !printable) {
			throw new IllegalArgumentException(
					"a cursor's name must have 1 to 200 printable characters and no slash, but is '"
							+ name.codePoints()
								.limit(200)
								.map((c) -> Character.isISOControl(c) ? '?' : c)
								.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
							+ "'");
		}
	}

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
	 * @param lag what it has yet to acknowledge
	 * @param gaps how many gaps were handed out since the cursor was opened, not counting
	 * those that are handed out again
	 * @param gapBytes how many bytes they had
	 */
	record Status(String name, long acknowledged, long acknowledgedIndex, Lag lag, long gaps, long gapBytes) {
	}

	/**
	 * What a cursor has yet to acknowledge. Immutable.
	 *
	 * @param bytes durable bytes that are not acknowledged
	 * @param records durable records that are not acknowledged
	 * @param oldest how long ago the oldest record that is not acknowledged became
	 * durable, at least: to the second, or to a fiftieth of the age where that is more,
	 * while the cursor is open; for records of before that to the time of the sparse
	 * index, which has one for each megabyte, and no more than since the appender was
	 * opened where it has none; empty if there is no such record
	 */
	record Lag(long bytes, long records, Optional<Duration> oldest) {
	}

}
