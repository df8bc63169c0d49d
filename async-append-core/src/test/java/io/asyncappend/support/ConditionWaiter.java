package io.asyncappend.support;

import io.asyncappend.internal.concurrent.OomSafeLock;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A thread that waits for a condition of a lock until it is woken or ended. */
public final class ConditionWaiter {

	private final OomSafeLock lock;

	private final Thread thread;

	private ConditionWaiter(OomSafeLock lock, Wait wait) {
		this.lock = lock;
		this.thread = new Thread(() -> {
			lock.lock();
			try {
				wait.await(TimeUnit.MINUTES.toNanos(1));
			}
			catch (InterruptedException ex) {
				// The test is over.
			}
			finally {
				lock.unlock();
			}
		});
	}

	/** How it waits, with the lock held. */
	public interface Wait {

		void await(long nanos) throws InterruptedException;

	}

	/** Returns once it waits; not to be called with the lock held. */
	public static ConditionWaiter start(OomSafeLock lock, Wait wait) {
		ConditionWaiter waiter = new ConditionWaiter(lock, wait);
		waiter.thread.start();
		Awaitility.await().until(() -> waiter.thread.getState() == Thread.State.TIMED_WAITING);
		return waiter;
	}

	/** A thread that is woken queues for the lock, which the current one has to hold. */
	public boolean isWoken() {
		return this.lock.hasQueuedThread(this.thread);
	}

	/** Waits until the thread, which was woken, has ended by itself. */
	public void join() throws InterruptedException {
		this.thread.join();
	}

	/** Ends the thread; not to be called with the lock held. */
	public void end() throws InterruptedException {
		this.thread.interrupt();
		join();
	}

}
