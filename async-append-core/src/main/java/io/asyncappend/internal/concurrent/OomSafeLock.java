package io.asyncappend.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that can be had without memory. To wait for a {@link ReentrantLock} takes a few
 * bytes, and before Java 21 {@code lock()} throws {@link OutOfMemoryError} where there
 * are none: in a {@code finally} block a file would keep its owner for ever.
 */
public final class OomSafeLock extends ReentrantLock {

	private static final long serialVersionUID = 1L;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	static {
		// No class can be loaded where there is no memory: what is needed there is loaded
		// before.
		Pause.nanos(0);
		VirtualThreads.isCurrent();
		Causes.keep(null, null);
	}

	/** To yield is not always enough: see below. */
	private static final int YIELDS = 16;

	/** Counts roughly, as any thread does. */
	private transient int offers;

	/**
	 * Waits for the lock. It goes to the thread that comes at the right moment, not to
	 * the one that has waited longest, which is woken and tries again. A virtual thread
	 * that waits needs a carrier for that: one that has a carrier, and would get the lock
	 * again and again, offers it first, or all that queue behind the other would wait
	 * until this one ends.
	 */
	@Override
	public void lock() {
		if (hasQueuedThreads() && VirtualThreads.isCurrent() && !isHeldByCurrentThread()) {
			offerCarrier();
		}
		while (true) {
			try {
				super.lock();
				return;
			}
			catch (OutOfMemoryError ex) {
				Pause.nanos(PAUSE);
			}
		}
	}

	/**
	 * A carrier that runs out of threads looks at its own queues first, where it finds
	 * the one that has just yielded. It looks everywhere once that one sleeps.
	 */
	private void offerCarrier() {
		if (++this.offers % YIELDS == 0) {
			Pause.nanos(1);
		}
		else {
			Thread.yield();
		}
	}

}
