package io.asyncappend.internal.state;

import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.VirtualThreads;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that have what they wait for and still sleep. To wake a thread takes as long as
 * to write a few records, so the thread that writes wakes some of them only, and each
 * thread that is woken wakes others before it does anything else. Thread-safe, without
 * the lock of the state.
 * <p>
 * While there are any, at least one thread is awake that is to wake more: a thread takes
 * from the chain until as many as it owes have taken over, or none is left. A thread that
 * has left its sleep by itself takes nothing over, and the one that comes across it goes
 * on to the next; one that was woken owes, whatever else ended its sleep. A virtual
 * thread never owes: there may be no carrier for it until a thread goes on that waits for
 * what it owes. Should one that owes never come to it, the thread that writes wakes the
 * rest after its next batch, or before it sleeps.
 */
public final class WakeChain {

	/** How many the thread that writes wakes before it looks for something to write. */
	static final int GROUP = 2;

	/** How many a thread wakes that was woken. */
	private static final int FAN_OUT = 2;

	private static final int ASLEEP = 0;

	/** By another thread, to which it owes to wake others. */
	private static final int WOKEN = 1;

	/** By itself: it owes nothing. */
	private static final int GONE = 2;

	final AtomicReference<Parked> first = new AtomicReference<>();

	/** Those that were taken and could not be woken; guarded by this object. */
	volatile Parked dropped;

	/**
	 * Whether the current thread may wait for a future in a chain. A worker of a pool
	 * waits as the JDK has it, so that the pool makes up for it.
	 */
	static boolean mayOwe() {
		return !VirtualThreads.isCurrent() && !(Thread.currentThread() instanceof ForkJoinWorkerThread);
	}

	/** A sleep of the current thread, which begins. */
	Parked park(long target) {
		return new Parked(this, target);
	}

	/**
	 * Takes threads in, before those that are there. A thread that is awake has to
	 * {@linkplain #wake wake} some of them then.
	 * @param from the first of them, linked by {@link Parked#next}
	 */
	void add(Parked from) {
		Parked last = from;
		while (last.next != null) {
			last = last.next;
		}
		Parked before;
		do {
			before = this.first.get();
			last.next = before;
		}
		while (!this.first.compareAndSet(before, from));
	}

	/** A thread is in a chain once, so none that was taken can seem to be there still. */
	private Parked take() {
		while (true) {
			Parked taken = this.first.get();
			if (taken == null) {
				return (this.dropped != null) ? takeDropped() : null;
			}
			Parked next = taken.next;
			if (this.first.compareAndSet(taken, next)) {
				taken.next = null;
				return taken;
			}
		}
	}

	private synchronized Parked takeDropped() {
		Parked taken = this.dropped;
		this.dropped = (taken != null) ? taken.next : null;
		return taken;
	}

	/**
	 * Wakes threads.
	 * @param count how many that owe; fewer if there are no more
	 */
	void wake(int count) {
		int left = count;
		Parked taken = null;
		try {
			while (left > 0) {
				taken = take();
				if (taken == null) {
					return;
				}
				if (taken.wake() && !taken.isVirtual) {
					left--;
				}
				taken = null;
			}
		}
		finally {
			if (taken != null) {
				// For want of memory, or of stack: so this calls nothing.
				synchronized (this) {
					taken.next = this.dropped;
					this.dropped = taken;
				}
			}
		}
	}

	/** A thread that sleeps until it has what it waits for. */
	public static final class Parked {

		private final WakeChain chain;

		private final Thread thread = Thread.currentThread();

		private final boolean isVirtual = VirtualThreads.isCurrent();

		private final AtomicInteger state = new AtomicInteger(ASLEEP);

		final long target;

		Parked next;

		/** For the thread that completes futures: the chain has it. */
		boolean isCollected;

		private Parked(WakeChain chain, long target) {
			this.chain = chain;
			this.target = target;
		}

		/**
		 * Parks until woken, interrupted or the time is over, and wakes others then;
		 * without the lock.
		 * @param nanos how long at most
		 */
		public void await(long nanos) {
			try {
				long start = System.nanoTime();
				while (this.state.get() == ASLEEP && !this.thread.isInterrupted()) {
					long left = Deadline.left(nanos, start);
					if (left == 0) {
						return;
					}
					LockSupport.parkNanos(this, left);
				}
			}
			finally {
				leave();
			}
		}

		/**
		 * Ends the sleep, however it came to its end. Before anything else: others sleep
		 * until this thread has woken them.
		 */
		void leave() {
			if (!this.state.compareAndSet(ASLEEP, GONE) && !this.isVirtual) {
				this.chain.wake(FAN_OUT);
			}
		}

		/** False if it was woken before, or has left by itself. */
		boolean wake() {
			boolean isAsleep = this.state.compareAndSet(ASLEEP, WOKEN);
			if (isAsleep || this.state.get() == WOKEN) {
				LockSupport.unpark(this.thread);
			}
			return isAsleep;
		}

	}

}
