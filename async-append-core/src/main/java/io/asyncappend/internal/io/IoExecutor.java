package io.asyncappend.internal.io;

import io.asyncappend.internal.concurrent.OomSafeLock;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Function;

/**
 * The I/O threads of one file system. They start when there is work, at most
 * {@value #MAX_THREADS} of them however many tasks there are, and end when there has been
 * none for {@value #KEEP_ALIVE_SECONDS} seconds. So a file system that hangs stalls its
 * own tasks only.
 */
public final class IoExecutor {

	/** The most threads of one executor. */
	public static final int MAX_THREADS = 32;

	private static final int KEEP_ALIVE_SECONDS = 5;

	private static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(KEEP_ALIVE_SECONDS);

	private static final long TICK = TimeUnit.MICROSECONDS.toNanos(500);

	private final String name;

	/** {@code null} where threads start by themselves. */
	private final ThreadStarter starter;

	private final WaiterPriority awaited;

	/** What a thread does. */
	private final Function<IoExecutor, Runnable> work;

	private final OomSafeLock lock = new OomSafeLock();

	private final Condition available = this.lock.newCondition();

	// The tasks to run now, first in first out, linked through the tasks themselves: so a
	// task gets in without memory.

	private IoTask firstReady;

	private IoTask lastReady;

	private int readyCount;

	private final PriorityQueue<IoTask> delayed = new PriorityQueue<>();

	/** Also those that still do their last instructions. */
	private final List<Thread> alive = new ArrayList<>(MAX_THREADS);

	private int threads;

	private int idle;

	private int started;

	private boolean closed;

	/** The idle thread that waits for the first delayed task; the others just wait. */
	private Thread leader;

	IoExecutor(String name, ThreadStarter starter, WaiterPriority awaited, Function<IoExecutor, Runnable> work) {
		this.name = name;
		this.starter = starter;
		this.awaited = awaited;
		this.work = work;
	}

	/**
	 * The priority of work that a caller waits for. One for all executors, as they share
	 * the cores.
	 * @return the priority
	 */
	public WaiterPriority awaited() {
		return this.awaited;
	}

	/**
	 * Runs a task after a delay, or sooner if it is scheduled sooner already. A task that
	 * is running runs again.
	 * @param task the task
	 * @param delay in nanoseconds, 0 for now
	 * @return {@code null} if there is a thread for it, else why none could be started;
	 * then the task is not scheduled
	 */
	public String schedule(IoTask task, long delay) {
		long due = due(System.nanoTime(), delay);
		this.lock.lock();
		try {
			// No switch, whose table would be a class of its own.
			if (task.place == IoTask.Place.RUNNING) {
				if (!task.again || due - task.againDue < 0) {
					task.againDue = due;
				}
				task.again = true;
				return null;
			}
			if (task.place == IoTask.Place.READY) {
				return null;
			}
			if (task.place == IoTask.Place.DELAYED) {
				if (due - task.due >= 0) {
					return null;
				}
				this.delayed.remove(task);
			}
			else {
				String reason = ensureThread();
				if (reason != null) {
					return reason;
				}
			}
			place(task, due, delay <= 0);
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes back what is scheduled for later: a task that has ended must not hold a
	 * thread, nor be held, until its time comes.
	 * @param task the task
	 */
	public void cancel(IoTask task) {
		this.lock.lock();
		try {
			if (task.place == IoTask.Place.DELAYED) {
				this.delayed.remove(task);
				task.place = IoTask.Place.PARKED;
				this.available.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Lets idle threads end at once; what is scheduled is still run. */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.available.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until the threads have ended, once {@linkplain #close closed}. Not on one of
	 * them, as two of them, or all, would wait for each other.
	 * @param nanos the limit
	 */
	void join(long nanos) throws InterruptedException {
		long start = System.nanoTime();
		List<Thread> ending;
		this.lock.lock();
		try {
			ending = new ArrayList<>(this.alive);
		}
		finally {
			this.lock.unlock();
		}
		if (ending.contains(Thread.currentThread())) {
			return;
		}
		for (Thread thread : ending) {
			TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(0, nanos - (System.nanoTime() - start)));
		}
	}

	/** The number of live threads; for status and tests. */
	int threads() {
		this.lock.lock();
		try {
			return this.threads;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Rounded up, so that one wakeup of a thread serves many tasks. */
	private static long due(long now, long delay) {
		long due = now + delay;
		return (delay > 0) ? due + Math.floorMod(-due, TICK) : due;
	}

	private void place(IoTask task, long due, boolean now) {
		task.due = due;
		if (now) {
			addReady(task);
			this.available.signal();
			return;
		}
		this.delayed.add(task);
		task.place = IoTask.Place.DELAYED;
		if (this.delayed.peek() == task) {
			this.leader = null;
			this.available.signal();
		}
	}

	private String ensureThread() {
		if (this.idle > this.readyCount || this.threads == MAX_THREADS) {
			return null;
		}
		try {
			forgetEnded();
			Thread thread = IoThread.of("async-append-" + this.name + "-" + (++this.started), this.work.apply(this));
			start(thread);
			this.threads++;
			this.alive.add(thread);
			return null;
		}
		catch (Throwable ex) {
			// Thread.start() throws OutOfMemoryError where a limit on threads is met.
			return (this.threads > 0) ? null : "no I/O thread could be started: " + ex;
		}
	}

	private void forgetEnded() {
		for (int i = this.alive.size() - 1; i >= 0; i--) {
			if (!this.alive.get(i).isAlive()) {
				this.alive.remove(i);
			}
		}
	}

	private void start(Thread thread) {
		if (this.starter != null) {
			this.starter.start(thread);
		}
		else {
			thread.start();
		}
	}

	/**
	 * Runs a task that died once more, so that it reports that; and again as long as
	 * there is no memory for the report.
	 */
	void runAgain(IoTask task, Throwable cause) {
		this.lock.lock();
		try {
			task.again = false;
			task.place = IoTask.Place.PARKED;
			if (!task.dead || cause instanceof OutOfMemoryError) {
				addReady(task);
			}
			task.dead = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Makes all waiting tasks ready, and says how many there are. */
	int hurryAll() {
		this.lock.lock();
		try {
			while (!this.delayed.isEmpty()) {
				addReady(this.delayed.poll());
			}
			return this.readyCount;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void addReady(IoTask task) {
		if (this.firstReady == null) {
			this.firstReady = task;
		}
		else {
			this.lastReady.behind = task;
		}
		this.lastReady = task;
		this.readyCount++;
		task.place = IoTask.Place.READY;
	}

	private IoTask pollReady() {
		IoTask task = this.firstReady;
		if (task != null) {
			this.firstReady = task.behind;
			task.behind = null;
			if (this.firstReady == null) {
				// A task that has ended must not be held by the threads that ran it.
				this.lastReady = null;
			}
			this.readyCount--;
		}
		return task;
	}

	/** Takes a task that is ready, to run it, or {@code null}. */
	IoTask take() {
		this.lock.lock();
		try {
			IoTask task = pollReady();
			if (task != null) {
				task.place = IoTask.Place.RUNNING;
			}
			return task;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** A task ran, and is to come back after a delay. */
	void finish(IoTask task, long delay) {
		long now = System.nanoTime();
		this.lock.lock();
		try {
			boolean again = task.again;
			task.again = false;
			task.place = IoTask.Place.PARKED;
			if (delay != IoTask.NEVER || again) {
				long due = (delay != IoTask.NEVER) ? due(now, delay) : task.againDue;
				if (again && task.againDue - due < 0) {
					due = task.againDue;
				}
				place(task, due, due - now <= 0);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The next task to run, or {@code null} when the thread is to end. */
	IoTask next() {
		this.lock.lock();
		try {
			long idleSince = System.nanoTime();
			while (true) {
				long now = System.nanoTime();
				while (!this.delayed.isEmpty() && this.delayed.peek().due - now <= 0) {
					addReady(this.delayed.poll());
				}
				IoTask task = take();
				if (task != null) {
					return task;
				}
				boolean lead = !this.delayed.isEmpty() && this.leader == null;
				long wait = lead ? this.delayed.peek().due - now : KEEP_ALIVE - (now - idleSince);
				if (!lead && (this.closed || wait <= 0)) {
					this.threads--;
					return null;
				}
				await(lead, Math.max(1, wait));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void await(boolean lead, long nanos) {
		Thread current = Thread.currentThread();
		if (lead) {
			this.leader = current;
		}
		this.idle++;
		try {
			this.available.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			throw new AssertionError("an I/O thread cannot be interrupted", ex);
		}
		finally {
			this.idle--;
			if (this.leader == current) {
				this.leader = null;
			}
		}
	}

	/**
	 * A thread that goes to work leaves the waiting to another: its file may hang, and
	 * the others must not.
	 */
	void passOn() {
		this.lock.lock();
		try {
			if (this.firstReady != null || (this.leader == null && !this.delayed.isEmpty())) {
				if (this.idle > 0) {
					this.available.signal();
				}
				else {
					ensureThread();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Starts threads; a seam to test a machine that has none left. */
	public interface ThreadStarter {

		/**
		 * Starts a thread.
		 * @param thread the thread
		 */
		void start(Thread thread);

	}

}
