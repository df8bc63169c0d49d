package io.asyncappend.internal.state;

import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.state.WakeChain.Parked;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The threads that wait for an appender: for a position to move, for room in the buffer,
 * or parked until a position is durable. Guarded by the lock of the state, but for what
 * is said of it.
 * <p>
 * A thread that waits for a condition needs the lock to go on. Where many wait for one
 * force they would all queue for it, so they park instead, in the order of their
 * positions, and a batch unparks those it served without the lock.
 */
public final class Waiters {

	/** Signalled when a position, the phase or the ownership of the file changed. */
	private final Condition moved;

	/** Signalled when the buffer has more room, or never will. */
	private final Condition room;

	/** Signalled like {@link #moved}, for those that read what is written. */
	private final Condition readable;

	private int forMove;

	private int readers;

	private int forRoom;

	private Parked first;

	private Parked last;

	private volatile int parked;

	private volatile int pendingFutures;

	/** How many threads were unparked together the last time. */
	private volatile int woken;

	/** How many futures were completed together the last time; written off the lock. */
	private volatile int completed;

	/** Those that have what they wait for and still sleep. Without the lock. */
	final WakeChain chain = new WakeChain();

	Waiters(Lock lock) {
		this.moved = lock.newCondition();
		this.room = lock.newCondition();
		this.readable = lock.newCondition();
	}

	/**
	 * How many threads wait for a position, the parked ones included.
	 * @return how many
	 */
	public int count() {
		return this.forMove + this.parked;
	}

	/**
	 * Waits for {@link #positionMoved()}; may wake up for nothing.
	 * @param nanos how long at most
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitMove(long nanos) throws InterruptedException {
		this.forMove++;
		try {
			this.moved.awaitNanos(nanos);
		}
		finally {
			this.forMove--;
		}
	}

	/**
	 * Waits for room; may wake up for nothing.
	 * @param nanos how long at most
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitRoom(long nanos) throws InterruptedException {
		this.forRoom++;
		try {
			this.room.awaitNanos(nanos);
		}
		finally {
			this.forRoom--;
		}
	}

	/**
	 * Waits for {@link #positionMoved()} as a reader, for which nothing is written
	 * sooner; may wake up for nothing.
	 * @param nanos how long at most; {@link Deadline#NEVER} sets no timer
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitReadable(long nanos) throws InterruptedException {
		this.readers++;
		try {
			if (nanos == Deadline.NEVER) {
				this.readable.await();
			}
			else {
				this.readable.awaitNanos(nanos);
			}
		}
		finally {
			this.readers--;
		}
	}

	/** Wakes the threads that wait for a position; parked ones stay. */
	public void positionMoved() {
		if (this.forMove > 0) {
			this.moved.signalAll();
		}
		if (this.readers > 0) {
			this.readable.signalAll();
		}
	}

	boolean isRoomAwaited() {
		return this.forRoom > 0;
	}

	void roomMade() {
		this.room.signalAll();
	}

	/** Wakes every thread: something changed that concerns all of them. */
	public void wakeAll() {
		wakeWriters();
		this.readable.signalAll();
		Parked from = this.first;
		this.first = null;
		this.last = null;
		this.parked = 0;
		if (from != null) {
			this.chain.add(from);
		}
		wakeRest();
	}

	/**
	 * Whether there are threads that have what they wait for and still sleep; without the
	 * lock.
	 */
	boolean isAnyAsleep() {
		return this.chain.first.get() != null || this.chain.dropped != null;
	}

	/** Wakes them; without the lock. */
	public void wakeRest() {
		if (isAnyAsleep()) {
			this.chain.wake(Integer.MAX_VALUE);
		}
	}

	/** Wakes the threads that may write a batch themselves: the file has no owner. */
	public void wakeWriters() {
		this.moved.signalAll();
		this.room.signalAll();
	}

	/**
	 * How many wait until something is durable: threads that are parked, and futures.
	 * Without the lock.
	 * @return how many
	 */
	public int waitingForForce() {
		return this.parked + this.pendingFutures;
	}

	/**
	 * How many were served together the last time, threads and futures; without the lock.
	 * @return how many
	 */
	public int servedTogether() {
		return this.woken + this.completed;
	}

	/**
	 * How many futures are not completed; without the lock.
	 * @return how many
	 */
	public int pendingFutures() {
		return this.pendingFutures;
	}

	void pendingFutures(int count) {
		this.pendingFutures = count;
	}

	/** Any thread may say so, without the lock. */
	void futuresCompleted(int count) {
		this.completed = count;
	}

	/**
	 * Adds the current thread, which is to {@linkplain Parked#await park} without the
	 * lock.
	 * @param target the position that is to be durable, not before those of others
	 * @return what to park with
	 */
	public Parked add(long target) {
		Parked waiter = this.chain.park(target);
		if (this.first == null) {
			this.first = waiter;
		}
		else {
			this.last.next = waiter;
		}
		this.last = waiter;
		this.parked = this.parked + 1;
		return waiter;
	}

	/**
	 * Removes a thread that waits no longer, if it is there still.
	 * @param gone what it parked with
	 */
	public void remove(Parked gone) {
		Parked before = null;
		for (Parked waiter = this.first; waiter != null; waiter = waiter.next) {
			if (waiter == gone) {
				if (before == null) {
					this.first = waiter.next;
				}
				else {
					before.next = waiter.next;
				}
				this.last = (waiter == this.last) ? before : this.last;
				this.parked = this.parked - 1;
				return;
			}
			before = waiter;
		}
	}

	/**
	 * Removes the threads whose position is durable.
	 * @param durable the position
	 * @return the first of them, to be {@linkplain AppenderState#wakeReached woken}
	 * without the lock; {@code null} if there is none
	 */
	public Parked takeReached(long durable) {
		int taken = 0;
		Parked reached = null;
		Parked from = this.first;
		for (Parked waiter = from; waiter != null && waiter.target <= durable; waiter = waiter.next) {
			reached = waiter;
			taken++;
		}
		this.woken = taken;
		if (reached == null) {
			return null;
		}
		this.first = reached.next;
		this.last = (this.first != null) ? this.last : null;
		reached.next = null;
		this.parked = this.parked - taken;
		return from;
	}

}
