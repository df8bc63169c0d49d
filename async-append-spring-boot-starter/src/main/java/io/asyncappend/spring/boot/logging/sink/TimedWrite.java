package io.asyncappend.spring.boot.logging.sink;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Lines that are written on a thread of their own. To open a file, and to write it while
 * the JVM exits, may hang, and the thread that logs must not hang with it. An interrupt
 * of that thread ends nothing.
 */
final class TimedWrite implements Runnable {

	/** Time for a write that began before the deadline to say that it is over. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final List<byte[]> lines;

	private final long limit;

	private final long start = System.nanoTime();

	private final Consumer<TimedWrite> append;

	/** True once the lines are being written, or are given up. */
	private final AtomicBoolean decided = new AtomicBoolean();

	private final CountDownLatch over = new CountDownLatch(1);

	private volatile long written;

	/**
	 * Creates a write.
	 * @param lines the lines
	 * @param timeout how long it may take
	 * @param append opens the file and writes the lines if it still {@link #begins},
	 * within the time that is {@link #left}, and says how many it {@link #wrote}
	 */
	TimedWrite(List<byte[]> lines, Duration timeout, Consumer<TimedWrite> append) {
		this.lines = lines;
		this.limit = TimeUnit.NANOSECONDS.convert(timeout);
		this.append = append;
	}

	List<byte[]> lines() {
		return this.lines;
	}

	Duration left() {
		return Duration.ofNanos(Math.max(0, this.limit - (System.nanoTime() - this.start)));
	}

	/**
	 * False if the lines are given up: the thread that waited has counted them as lost.
	 */
	boolean begins() {
		return this.decided.compareAndSet(false, true);
	}

	boolean isOver() {
		return this.over.getCount() == 0;
	}

	void wrote(long lines) {
		this.written = lines;
	}

	/**
	 * Writes the lines, or gives them up.
	 * @return how many are written: the first ones
	 */
	long write() {
		try {
			thread().start();
		}
		catch (OutOfMemoryError ex) {
			// There is no thread to be had.
			run();
		}
		if (!await(left()) && !this.decided.compareAndSet(false, true)) {
			await(GRACE);
		}
		return this.written;
	}

	/**
	 * A thread that inherits nothing from the thread that logs, as the disk may hang for
	 * longer than the application lives: neither thread group, context class loader and
	 * inheritable thread locals nor, before Java 24, the protection domains of all code
	 * on the stack.
	 */
	@SuppressWarnings("removal")
	private Thread thread() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		while (group.getParent() != null) {
			group = group.getParent();
		}
		ThreadGroup system = group;
		PrivilegedAction<Thread> make = () -> new Thread(system, this, "async-append-last-line", 0, false);
		Thread thread;
		try {
			thread = AccessController.doPrivileged(make);
		}
		catch (NoClassDefFoundError ex) {
			// A JDK without AccessController has no protection domains to inherit.
			thread = make.run();
		}
		thread.setContextClassLoader(TimedWrite.class.getClassLoader());
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void run() {
		try {
			this.append.accept(this);
		}
		catch (Throwable ex) {
			// The thread that logs counts the lines. There is no log for the reason.
		}
		finally {
			this.over.countDown();
		}
	}

	/** True if it is over in time. An interrupt is kept for later. */
	boolean await(Duration timeout) {
		boolean interrupted = false;
		long from = System.nanoTime();
		long nanos = TimeUnit.NANOSECONDS.convert(timeout);
		try {
			while (true) {
				try {
					return this.over.await(nanos - (System.nanoTime() - from), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
