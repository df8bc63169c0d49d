package io.asyncappend.internal.io;

import java.util.concurrent.TimeUnit;

/**
 * Whether files are being written and forced for a caller that waits. Its thread needs a
 * core for moments only, and a thread that writes all the time would keep the core until
 * the scheduler takes it away, milliseconds later. Thread-safe.
 */
public final class WaiterPriority {

	/**
	 * As long as a force takes. A caller that waited is about to come again, and needs
	 * the core for that too. A caller that waits for a disk that hangs does not.
	 */
	private static final long LATELY = TimeUnit.MILLISECONDS.toNanos(50);

	private volatile long last = System.nanoTime() - LATELY;

	WaiterPriority() {
	}

	/** A caller waits for what begins now. */
	public void begin() {
		this.last = System.nanoTime();
	}

	/** Yields the core if a caller waits, or did lately. */
	public void giveWay() {
		if (System.nanoTime() - this.last < LATELY) {
			Thread.yield();
		}
	}

}
