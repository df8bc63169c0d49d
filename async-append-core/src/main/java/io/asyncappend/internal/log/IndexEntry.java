package io.asyncappend.internal.log;

import java.util.Objects;

/**
 * What the sparse index of a log says of one place in it. Positions, indexes and times of
 * entries that come later are not smaller. Immutable.
 */
public sealed interface IndexEntry {

	/**
	 * The place.
	 * @return bytes since the log began
	 */
	long position();

	/**
	 * How many records come before it.
	 * @return delimiters before the position, since the log began
	 */
	long index();

	/**
	 * When that was written, or later: all that was written after it comes behind it.
	 * @return milliseconds since 1970, UTC
	 */
	long time();

	/**
	 * Where the file begins that the entry is of.
	 * @return the position of its first byte
	 */
	long start();

	/**
	 * A record begins here.
	 *
	 * @param position of its first byte
	 * @param index of the record
	 * @param time when all before it was written, or later
	 * @param start where its file begins
	 * @param before the bytes before it in that file, of which there are as many as
	 * {@link Fingerprint#INDEX_LENGTH} or all
	 */
	record Mark(long position, long index, long time, long start, Fingerprint before) implements IndexEntry {

		/**
		 * Checks the values.
		 */
		public Mark {
			Objects.requireNonNull(before, "before");
			requireOrder(start, position, index);
		}

	}

	/**
	 * A file ends here, and another begins.
	 *
	 * @param position after its last byte
	 * @param index how many records end up to there
	 * @param time when that was
	 * @param start where it begins
	 * @param startIndex how many records come before it
	 * @param reason why it ended
	 * @param name what it is called since, as a raw name; empty if that is not known
	 * @param whole whether its last byte is the delimiter, or it has none
	 * @param before its last bytes, as for a {@link Mark}
	 * @param skipped how many bytes of the file come before {@code start}, as they belong
	 * to no log, or to positions that are not known; less than 4 GiB
	 */
	record FileEnd(long position, long index, long time, long start, long startIndex, Reason reason, String name,
			boolean whole, Fingerprint before, long skipped) implements IndexEntry {

		/** As many have room in a frame. */
		static final long MAX_SKIPPED = 0xffff_ffffL;

		/**
		 * A file that belongs to the log from its first byte on.
		 * @param position after its last byte
		 * @param index how many records end up to there
		 * @param time when that was
		 * @param start where it begins
		 * @param startIndex how many records come before it
		 * @param reason why it ended
		 * @param name what it is called since
		 * @param whole whether its last byte is the delimiter, or it has none
		 * @param before its last bytes
		 */
		public FileEnd(long position, long index, long time, long start, long startIndex, Reason reason, String name,
				boolean whole, Fingerprint before) {
			this(position, index, time, start, startIndex, reason, name, whole, before, 0);
		}

		/**
		 * Checks the values.
		 */
		public FileEnd {
			Objects.requireNonNull(reason, "reason");
			Objects.requireNonNull(name, "name");
			Objects.requireNonNull(before, "before");
			requireOrder(start, position, index);
			if (startIndex < 0 || startIndex > index) {
				throw new IllegalArgumentException("a file cannot have the records " + startIndex + " to " + index);
			}
			if (skipped < 0 || skipped > MAX_SKIPPED) {
				throw new IllegalArgumentException("a file cannot have " + skipped + " bytes of no log");
			}
		}

	}

	/**
	 * A crash cut a record, which was ended with a delimiter when the file was opened.
	 *
	 * @param position after the delimiter
	 * @param index how many delimiters come before the position
	 * @param time when it was ended
	 * @param start where its file begins
	 * @param torn the position of the first byte of the record
	 */
	record Torn(long position, long index, long time, long start, long torn) implements IndexEntry {

		/**
		 * Checks the values.
		 */
		public Torn {
			requireOrder(start, torn, index);
			requireOrder(torn, position, index);
		}

	}

	private static void requireOrder(long start, long position, long index) {
		if (start < 0 || position < start || index < 0) {
			throw new IllegalArgumentException("there is no place at position " + position + " with index " + index
					+ " in a file that begins at " + start);
		}
	}

	/** Why a file ended. */
	enum Reason {

		/** It was full, or rotated as asked for. */
		ROTATED,

		/** Others renamed it, so that another was opened. */
		TAKEN_AWAY,

		/** Others deleted it, or cut it. */
		LOST

	}

}
