package io.asyncappend.buffer;

/**
 * Which bytes of a ring are the last of a record: a bit for each. So the number of
 * records in any stretch, and the boundary before any byte, are known at an eighth of the
 * ring's size whatever the size of the records.
 */
final class RecordEnds {

	private final long[] bits;

	RecordEnds(int size) {
		this.bits = new long[(size + 63) >>> 6];
	}

	void mark(int index) {
		this.bits[index >>> 6] |= 1L << index;
	}

	/** The last marked index in {@code [from, to)}, or -1. */
	int last(int from, int to) {
		if (from >= to) {
			return -1;
		}
		for (int word = (to - 1) >>> 6; word >= from >>> 6; word--) {
			long marked = this.bits[word] & mask(word, from, to);
			if (marked != 0) {
				return (word << 6) + 63 - Long.numberOfLeadingZeros(marked);
			}
		}
		return -1;
	}

	/** The first marked index in {@code [from, to)}, or -1. */
	int first(int from, int to) {
		if (from >= to) {
			return -1;
		}
		for (int word = from >>> 6; word <= (to - 1) >>> 6; word++) {
			long marked = this.bits[word] & mask(word, from, to);
			if (marked != 0) {
				return (word << 6) + Long.numberOfTrailingZeros(marked);
			}
		}
		return -1;
	}

	/** Copies the marks of {@code [from, to)}. */
	void copy(int from, int to, RecordEnds target, int targetFrom) {
		for (int i = last(from, to); i >= 0; i = last(from, i)) {
			target.mark(targetFrom + i - from);
		}
	}

	/** Clears {@code [from, to)} and returns how many marks were there. */
	int clear(int from, int to) {
		if (from >= to) {
			return 0;
		}
		int count = 0;
		for (int word = from >>> 6; word <= (to - 1) >>> 6; word++) {
			long mask = mask(word, from, to);
			count += Long.bitCount(this.bits[word] & mask);
			this.bits[word] &= ~mask;
		}
		return count;
	}

	private static long mask(int word, int from, int to) {
		long mask = -1L;
		if (word == from >>> 6) {
			mask &= -1L << from;
		}
		if (word == (to - 1) >>> 6) {
			mask &= -1L >>> -to;
		}
		return mask;
	}

}
