package io.asyncappend.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where a {@link Claim} lies: alone in its cache line, and the one the processor fetches
 * with it, as all producers write to it.
 */
final class TailClaim {

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
		while (now >= 0 && !compareAndSet(now, now | Claim.SEALED)) {
			now = get();
		}
	}

}
