package io.asyncappend.internal.buffer;

/**
 * A position and the number of a record in one long, so that both are claimed at once:
 * the lowest bits of each, which with an older one that is known tell the whole, as long
 * as no more than {@value #MAX_BYTES} bytes and {@value #MAX_RECORDS} records lie between
 * them.
 */
final class Claim {

	/** The sign: no producer may claim. */
	static final long SEALED = Long.MIN_VALUE;

	/** Half of what the bits can tell. */
	static final long MAX_BYTES = 1L << 35;

	/** Half of what the bits can tell. */
	static final long MAX_RECORDS = 1L << 26;

	private static final int POSITION_BITS = 36;

	private static final long POSITION = (1L << POSITION_BITS) - 1;

	private static final long NUMBER = (1L << 27) - 1;

	private Claim() {
	}

	static long of(long position, long number) {
		return (number & NUMBER) << POSITION_BITS | (position & POSITION);
	}

	/** One record more; sealed stays sealed. */
	static long next(long claim, int length) {
		long number = claim >>> POSITION_BITS & NUMBER;
		return (claim & SEALED) | of(claim + length, number + 1);
	}

	static long bytesSince(long claim, long position) {
		return (claim - position) & POSITION;
	}

	static long recordsSince(long claim, long number) {
		return ((claim >>> POSITION_BITS) - number) & NUMBER;
	}

}
