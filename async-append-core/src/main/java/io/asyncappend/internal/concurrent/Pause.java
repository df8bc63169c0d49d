package io.asyncappend.internal.concurrent;

import java.util.concurrent.locks.LockSupport;

/**
 * A short sleep where there is no memory for a longer wait. {@link LockSupport} returns
 * at once from a thread that is interrupted, and a loop around it would spin, for ever
 * where the thread that ends the loop waits for this one's core or carrier.
 */
public final class Pause {

	private Pause() {
	}

	/**
	 * Sleeps; an interrupt is kept for later.
	 * @param nanos how long each of two sleeps is at most, in nanoseconds
	 */
	public static void nanos(long nanos) {
		boolean interrupted = Thread.interrupted();
		// An interrupt leaves a permit too, also where a virtual thread interrupts
		// itself:
		// the first may only take that.
		LockSupport.parkNanos(nanos);
		LockSupport.parkNanos(nanos);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
