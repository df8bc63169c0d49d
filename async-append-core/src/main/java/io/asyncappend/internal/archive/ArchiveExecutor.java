package io.asyncappend.internal.archive;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Maintains archives on one daemon thread of low priority, which is there only while
 * there is something to do. Nothing waits for it. Thread-safe.
 */
public final class ArchiveExecutor {

	private final Clock clock;

	private final ThreadFactory threads;

	private final Lock lock = new ReentrantLock();

	private final Set<ArchiveMaintenance> waiting = new LinkedHashSet<>();

	/** Null while there is nothing to do. */
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
			if (this.thread == null) {
				Thread started = this.threads.newThread(this::work);
				started.setPriority(Thread.MIN_PRIORITY);
				started.start();
				this.thread = started;
			}
			this.waiting.add(maintenance);
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
				this.thread = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private ArchiveMaintenance next() {
		this.lock.lock();
		try {
			ArchiveMaintenance next = this.waiting.stream().findFirst().orElse(null);
			if (next == null || this.closed) {
				this.thread = null;
				return null;
			}
			this.waiting.remove(next);
			return next;
		}
		finally {
			this.lock.unlock();
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
