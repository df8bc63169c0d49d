package io.asyncappend;

import java.util.Objects;
import java.util.UUID;

/**
 * The log that an appender goes on with: what its lasting positions count. Immutable.
 *
 * @param id tells the log from all others; it is another one where positions of before
 * might name other records
 * @param origin how this opening found it
 * @param detail a few words on the origin for an operator, such as why a log of another
 * identity was begun; empty if there is nothing to say
 * @param opened the position at which this opening began, in bytes since the log began
 * @param openedIndex how many records there were then, since the log began
 * @param writtenIndex records written, since the log began
 * @param durableIndex records durable, since the log began
 */
public record LogStatus(UUID id, Origin origin, String detail, long opened, long openedIndex, long writtenIndex,
		long durableIndex) {

	/**
	 * Checks the values.
	 * @throws NullPointerException if one is missing
	 * @throws IllegalArgumentException if the position is negative, or the indexes are or
	 * are not in order
	 */
	public LogStatus {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(origin, "origin");
		Objects.requireNonNull(detail, "detail");
		if (opened < 0) {
			throw new IllegalArgumentException("a log cannot be opened at position " + opened);
		}
		if (openedIndex < 0 || durableIndex < openedIndex || writtenIndex < durableIndex) {
			throw new IllegalArgumentException("indexes must be written >= durable >= opened >= 0 but are "
					+ writtenIndex + ", " + durableIndex + " and " + openedIndex);
		}
	}

	/**
	 * A log as it was opened.
	 * @param id tells it from all others
	 * @param origin how it was found
	 * @param detail a few words on that; may be empty
	 * @param position where it goes on, in bytes since it began
	 * @param index where it goes on, in records since it began
	 * @return the status, of which nothing is written yet
	 */
	public static LogStatus opened(UUID id, Origin origin, String detail, long position, long index) {
		return new LogStatus(id, origin, detail, position, index, index, index);
	}

	/**
	 * The same log, later.
	 * @param writtenIndex records written, since it began
	 * @param durableIndex records durable, since it began
	 * @return its status then
	 */
	public LogStatus at(long writtenIndex, long durableIndex) {
		return new LogStatus(this.id, this.origin, this.detail, this.opened, this.openedIndex, writtenIndex,
				durableIndex);
	}

	/** How an opening found a log. */
	public enum Origin {

		/** There was none: it begins with what the file holds. */
		NEW,

		/** It goes on where it was. */
		CONTINUED,

		/**
		 * It has a new identity, as the file is not the one that was left: a copy, one
		 * restored from a backup, a shorter one, or another one.
		 */
		RENEWED

	}

}
