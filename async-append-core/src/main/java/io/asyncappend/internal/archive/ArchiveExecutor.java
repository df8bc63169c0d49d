package io.asyncappend.internal.archive;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Maintains archives on one daemon thread of low priority, which ends when there has been
 * nothing to do for {@value #KEEP_ALIVE_SECONDS} second. Nothing waits for it.
 * Thread-safe.
 */
public final class ArchiveExecutor {

	/** To start a thread takes longer than to delete an archive. */
	private static final int KEEP_ALIVE_SECONDS = 1;

	private final Clock clock;

	private final ThreadFactory threads;

	private final Lock lock = new ReentrantLock();

	/** Signalled when there is something to do, or never will be. */
	private final Condition changed = this.lock.newCondition();

	private final Set<ArchiveMaintenance> waiting = new LinkedHashSet<>();

	/** Whether the thread takes what is added. */
	private boolean working;

	/** The last one, which may still do its last instructions; null before the first. */
	private Thread thread;

	private volatile boolean closed;

	/**
	 * Has nothing to do yet.
	 * @param clock tells how old archives are
	 * @param threads makes the thread, which must inherit nothing of the thread that
	 * needs it
	 */
	public ArchiveExecutor(Clock clock, ThreadFactory threads) {
		this.clock = clock;
		this.threads = threads;
	}

	/**
	 * The clock that rotations go by.
	 * @return the clock
	 */
	public Clock clock() {
		return this.clock;
	}

	/**
	 * Has archives maintained, soon.
	 * @param maintenance of which archives; does nothing if it waits already
	 * @throws OutOfMemoryError if no thread can be started
	 */
	public void add(ArchiveMaintenance maintenance) {
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			if (!this.working) {
				Thread started = this.threads.newThread(this::work);
				started.setPriority(Thread.MIN_PRIORITY);
				started.start();
				this.thread = started;
				this.working = true;
			}
			this.waiting.add(maintenance);
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void work() {
		try {
			for (ArchiveMaintenance next = next(); next != null; next = next()) {
				try {
					next.run(this.clock, () -> this.closed);
				}
				catch (Throwable ex) {
					next.failed(ex);
				}
			}
		}
		finally {
			ended();
		}
	}

	/** Also after an error, so that the next one gets a thread. */
	private void ended() {
		this.lock.lock();
		try {
			if (this.thread == Thread.currentThread()) {
				this.working = false;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Returns {@code null} when the thread is to end. */
	private ArchiveMaintenance next() {
		this.lock.lock();
		try {
			awaitWork();
			Iterator<ArchiveMaintenance> next = this.waiting.iterator();
			if (this.closed || !next.hasNext()) {
				this.working = false;
				return null;
			}
			ArchiveMaintenance maintenance = next.next();
			next.remove();
			return maintenance;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitWork() {
		long left = TimeUnit.SECONDS.toNanos(KEEP_ALIVE_SECONDS);
		while (this.waiting.isEmpty() && !this.closed && left > 0) {
			try {
				left = this.changed.awaitNanos(left);
			}
			catch (InterruptedException ex) {
				// Nothing of ours interrupts it: it ends as if its time were over.
				left = 0;
			}
		}
	}

	/**
	 * Begins nothing new and stops what is being done; the next open does it again.
	 * @param nanos how long to wait for that
	 * @throws InterruptedException if interrupted meanwhile
	 */
	public void close(long nanos) throws InterruptedException {
		Thread last;
		this.lock.lock();
		try {
			this.closed = true;
			this.changed.signal();
			last = this.thread;
		}
		finally {
			this.lock.unlock();
		}
		if (last != null && last != Thread.currentThread()) {
			TimeUnit.NANOSECONDS.timedJoin(last, nanos);
		}
	}

}
