package io.asyncappend.internal.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A reentrant lock that can be had, and whose conditions can be signalled, without
 * memory. Before Java 21 {@link ReentrantLock} throws {@link OutOfMemoryError} from
 * {@code lock()} where there are no few bytes to wait with, and from {@code signal()}
 * where the queue of its waiters was never used, which loses the thread that was to be
 * woken: in a {@code finally} block a file would keep its owner for ever (JDK-8066859).
 */
public final class OomSafeLock implements Lock {

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

	private final Sync sync = new Sync();

	/** Counts roughly, as any thread does. */
	private int offers;

	public OomSafeLock() {
		this.sync.makeQueue();
	}

	/**
	 * Waits for the lock. It goes to the thread that comes at the right moment, not to
	 * the one that has waited longest, which is woken and tries again. A virtual thread
	 * that waits needs a carrier for that: one that has a carrier, and would get the lock
	 * again and again, offers it first, or all that queue behind the other would wait
	 * until this one ends.
	 */
	@Override
	public void lock() {
		if (this.sync.hasQueuedThreads() && VirtualThreads.isCurrent() && !isHeldByCurrentThread()) {
			offerCarrier();
		}
		while (true) {
			try {
				this.sync.acquire(1);
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

	@Override
	public void lockInterruptibly() throws InterruptedException {
		this.sync.acquireInterruptibly(1);
	}

	@Override
	public boolean tryLock() {
		return this.sync.tryAcquire(1);
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		return this.sync.tryAcquireNanos(1, unit.toNanos(time));
	}

	@Override
	public void unlock() {
		this.sync.release(1);
	}

	@Override
	public Condition newCondition() {
		return this.sync.newCondition();
	}

	/**
	 * Whether a thread holds it.
	 * @return whether one does
	 */
	public boolean isLocked() {
		return this.sync.isLocked();
	}

	/**
	 * Whether the current thread holds it.
	 * @return whether it does
	 */
	public boolean isHeldByCurrentThread() {
		return this.sync.isHeldExclusively();
	}

	/**
	 * Whether a thread waits for it.
	 * @param thread the thread
	 * @return whether it does
	 */
	public boolean hasQueuedThread(Thread thread) {
		return this.sync.isQueued(thread);
	}

	/** How often the owner has taken it is the state. */
	private static final class Sync extends AbstractQueuedSynchronizer {

		private static final long serialVersionUID = 1L;

		/** Takes nothing but a place in the queue. */
		private static final int QUEUE_ONLY = 0;

		/**
		 * Makes the first node of the queue, which stays, while there is memory for it:
		 * by waiting as long as nothing waits. No other thread knows the lock yet.
		 */
		void makeQueue() {
			acquire(QUEUE_ONLY);
		}

		@Override
		protected boolean tryAcquire(int count) {
			if (count == QUEUE_ONLY) {
				return hasQueuedThreads();
			}
			int held = getState();
			if (held == 0) {
				if (compareAndSetState(0, count)) {
					setExclusiveOwnerThread(Thread.currentThread());
					return true;
				}
				return false;
			}
			if (!isHeldExclusively()) {
				return false;
			}
			if (held + count < 0) {
				throw new Error("the lock is taken too often");
			}
			setState(held + count);
			return true;
		}

		@Override
		protected boolean tryRelease(int count) {
			if (!isHeldExclusively()) {
				throw new IllegalMonitorStateException("the lock is held by another thread, or by none");
			}
			int left = getState() - count;
			if (left == 0) {
				setExclusiveOwnerThread(null);
			}
			setState(left);
			return left == 0;
		}

		@Override
		protected boolean isHeldExclusively() {
			return getExclusiveOwnerThread() == Thread.currentThread();
		}

		boolean isLocked() {
			return getState() != 0;
		}

		Condition newCondition() {
			return new ConditionObject();
		}

	}

}
