package io.asyncappend;

import java.util.Objects;

/**
 * Where a log has bytes that cannot be read any more. A reader goes on after it.
 *
 * @param position of the first byte that is missing, in bytes since the log began
 * @param end the position after the last byte that is missing
 * @param reason what became of the bytes
 * @param detail a few words for an operator, such as the name of the archive
 */
public record LogGap(long position, long end, Reason reason, String detail) implements LogEntry {

	/**
	 * Checks the values.
	 * @throws NullPointerException if one is missing
	 * @throws IllegalArgumentException if the positions are negative or not in order
	 */
	public LogGap {
		Objects.requireNonNull(reason, "reason");
		Objects.requireNonNull(detail, "detail");
		if (position < 0 || end < position) {
			throw new IllegalArgumentException("a gap cannot lie from " + position + " to " + end);
		}
	}

	/**
	 * How much is missing.
	 * @return bytes
	 */
	public long bytes() {
		return this.end - this.position;
	}

	/** What became of bytes that are missing. */
	public enum Reason {

		/** Retention deleted the archive, as the rotation says. */
		RETENTION,

		/** A file that is not there any more, though retention did not delete it. */
		DELETED,

		/** A file that is there and cannot be read to its end, or not at all. */
		DAMAGED,

		/** A record without an end: a crash cut it. */
		CUT,

		/** A record that is longer than a reader takes. */
		TOO_LONG,

		/**
		 * The log begins anew here: what was known of it belongs to a log of another
		 * identity.
		 */
		OTHER_LOG

	}

}
