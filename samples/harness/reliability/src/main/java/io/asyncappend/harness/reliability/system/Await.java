package io.asyncappend.harness.reliability.system;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what gives no sign: asks again and again. */
public final class Await {

	private static final long PAUSE = 1_000_000;

	private Await() {
	}

	/**
	 * Waits until something holds.
	 * @param what it is, for the message
	 * @param limit for how long
	 * @param holds whether it holds
	 * @return how long it took, in nanoseconds
	 * @throws IOException if it did not hold in time
	 * @throws Exception if it threw
	 */
	public static long until(String what, Duration limit, Callable<Boolean> holds) throws Exception {
		long start = System.nanoTime();
		while (!holds.call()) {
			if (System.nanoTime() - start > limit.toNanos()) {
				throw new IOException("not " + what + " within " + limit);
			}
			LockSupport.parkNanos(PAUSE);
		}
		return System.nanoTime() - start;
	}

}
