package io.asyncappend.internal.state;

import io.asyncappend.internal.concurrent.Deadline;
import java.util.concurrent.locks.LockSupport;

/**
 * Who waits for a position to become durable with many others, in the order of their
 * positions. Unlike those who wait for a condition they need not have the lock of the
 * ledger to go on, for which all of them would wait in a row. Guarded by that lock, but
 * for what is said of it.
 */
public final class Sleepers {

	/** One of them. */
	public static final class Sleeper {

		private final Thread thread = Thread.currentThread();

		private final long target;

		private volatile boolean woken;

		private Sleeper next;

		Sleeper(long target) {
			this.target = target;
		}

		/**
		 * Sleeps until woken, interrupted or the time is over; without the lock.
		 * @param nanos how long at most
		 */
		public void sleep(long nanos) {
			long start = System.nanoTime();
			while (!this.woken && !this.thread.isInterrupted()) {
				long left = Deadline.left(nanos, start);
				if (left == 0) {
					return;
				}
				LockSupport.parkNanos(this, left);
			}
		}

	}

	private Sleeper first;

	private Sleeper last;

	private volatile int count;

	private volatile int woken;

	/** How many sleep; any thread may ask. */
	public int count() {
		return this.count;
	}

	/** How many were woken together the last time; any thread may ask. */
	public int woken() {
		return this.woken;
	}

	public Sleeper add(long target) {
		Sleeper sleeper = new Sleeper(target);
		if (this.first == null) {
			this.first = sleeper;
		}
		else {
			this.last.next = sleeper;
		}
		this.last = sleeper;
		this.count = this.count + 1;
		return sleeper;
	}

	/** Who does not wait any more. */
	public void remove(Sleeper gone) {
		Sleeper before = null;
		for (Sleeper sleeper = this.first; sleeper != null; sleeper = sleeper.next) {
			if (sleeper == gone) {
				if (before == null) {
					this.first = sleeper.next;
				}
				else {
					before.next = sleeper.next;
				}
				this.last = (sleeper == this.last) ? before : this.last;
				this.count = this.count - 1;
				return;
			}
			before = sleeper;
		}
	}

	/**
	 * Takes those out whose position is reached.
	 * @return the first of them, to be {@linkplain #wake woken}, or {@code null}
	 */
	public Sleeper take(long durable) {
		int taken = 0;
		Sleeper reached = null;
		Sleeper from = this.first;
		for (Sleeper sleeper = from; sleeper != null && sleeper.target <= durable; sleeper = sleeper.next) {
			reached = sleeper;
			taken++;
		}
		this.woken = taken;
		if (reached == null) {
			return null;
		}
		this.first = reached.next;
		this.last = (this.first != null) ? this.last : null;
		reached.next = null;
		this.count = this.count - taken;
		return from;
	}

	/** Wakes all: they are to look by themselves. */
	void wakeAll() {
		Sleeper from = this.first;
		this.first = null;
		this.last = null;
		this.count = 0;
		wake(from);
	}

	/** Wakes those that were taken out; without the lock. */
	public static void wake(Sleeper from) {
		Sleeper sleeper = from;
		while (sleeper != null) {
			Sleeper next = sleeper.next;
			sleeper.woken = true;
			LockSupport.unpark(sleeper.thread);
			sleeper = next;
		}
	}

}
