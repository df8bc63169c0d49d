package io.asyncappend.internal.log;

import java.nio.ByteBuffer;

/** Finds the bytes that records end with, eight at a time. */
public final class Delimiters {

	private static final long EACH = 0x01_01_01_01_01_01_01_01L;

	private static final long LOW_BITS = 0x7f * EACH;

	private static final long HIGH_BITS = 0x80 * EACH;

	private Delimiters() {
	}

	/**
	 * Counts them.
	 * @param bytes where; neither its position nor its limit changes
	 * @param from the index of the first byte
	 * @param to the index after the last one
	 * @param delimiter what to count
	 * @return how many there are
	 */
	public static int count(ByteBuffer bytes, int from, int to, byte delimiter) {
		long wanted = (delimiter & 0xff) * EACH;
		int count = 0;
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			long differing = bytes.getLong(i) ^ wanted;
			// The high bit of each byte says whether it differs: no carry leaves a byte.
			count += Long.bitCount(~(((differing & LOW_BITS) + LOW_BITS) | differing) & HIGH_BITS);
		}
		for (; i < to; i++) {
			count += (bytes.get(i) == delimiter) ? 1 : 0;
		}
		return count;
	}

	/** The index after the last one; {@code from} if there is none. */
	static int lastEnd(ByteBuffer bytes, int from, int to, byte delimiter) {
		int end = to;
		while (end > from && bytes.get(end - 1) != delimiter) {
			end--;
		}
		return end;
	}

}
