package io.asyncappend.internal.reader;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for a byte in many, eight at a time (Hacker's Delight, 6-1: the first zero byte
 * of a word).
 */
final class DelimiterSearch {

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101_0101_0101_0101L;

	private static final long HIGH = 0x8080_8080_8080_8080L;

	private DelimiterSearch() {
	}

	/**
	 * Finds the first.
	 * @param bytes where to look
	 * @param from the first place to look at
	 * @param to the place after the last
	 * @param delimiter what to look for
	 * @return where it is; negative if it is not there
	 */
	static int find(byte[] bytes, int from, int to, byte delimiter) {
		long wanted = (delimiter & 0xffL) * ONES;
		int at = from;
		for (; at <= to - Long.BYTES; at += Long.BYTES) {
			long word = (long) LONG.get(bytes, at) ^ wanted;
			// The lowest of these bits is exact, others may be of a byte above it.
			long zero = (word - ONES) & ~word & HIGH;
			if (zero != 0) {
				return at + (Long.numberOfTrailingZeros(zero) >>> 3);
			}
		}
		for (; at < to; at++) {
			if (bytes[at] == delimiter) {
				return at;
			}
		}
		return -1;
	}

}
