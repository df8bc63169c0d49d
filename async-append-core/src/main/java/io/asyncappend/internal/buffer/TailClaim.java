package io.asyncappend.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What is claimed of a buffer: a position and the number of a record in one long, so that
 * both are claimed at once. It holds the lowest bits of each, which with an older one
 * that is known tell the whole, as long as no more than {@value #MAX_BYTES} bytes and
 * {@value #MAX_RECORDS} records lie between them.
 * <p>
 * It lies alone in its cache line, and the one the processor fetches with it, as all
 * producers write to it.
 */
final class TailClaim {

	/** The sign: no thread may claim. */
	static final long SEALED = Long.MIN_VALUE;

	/** Half of what the bits can tell. */
	static final long MAX_BYTES = 1L << 35;

	/** Half of what the bits can tell. */
	static final long MAX_RECORDS = 1L << 26;

	private static final int POSITION_BITS = 36;

	private static final long POSITION = (1L << POSITION_BITS) - 1;

	private static final long NUMBER = (1L << 27) - 1;

	private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);

	private static final int INDEX = 16;

	private final long[] cells = new long[2 * INDEX];

	long get() {
		return (long) LONG.getVolatile(this.cells, INDEX);
	}

	void set(long claim) {
		LONG.setVolatile(this.cells, INDEX, claim);
	}

	boolean compareAndSet(long expected, long claim) {
		return LONG.compareAndSet(this.cells, INDEX, expected, claim);
	}

	void seal() {
		long now = get();
		while (now >= 0 && !compareAndSet(now, now | SEALED)) {
			now = get();
		}
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
