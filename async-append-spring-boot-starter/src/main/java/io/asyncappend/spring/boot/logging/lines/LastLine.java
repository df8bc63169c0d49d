package io.asyncappend.spring.boot.logging.lines;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A line that is written on a thread of its own: to open a file, and to write it while
 * the JVM exits, may hang, and whoever logs must not. Nor does an interrupt of his
 * matter.
 */
final class LastLine implements Runnable {

	/** To tell that the deadline was met. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final byte[] bytes;

	private final long limit;

	private final long start = System.nanoTime();

	private final Predicate<LastLine> append;

	/** It is being written, or never will be. */
	private final AtomicBoolean decided = new AtomicBoolean();

	private final CountDownLatch over = new CountDownLatch(1);

	private volatile boolean written;

	/**
	 * Creates a line.
	 * @param bytes the line
	 * @param timeout how long it may take
	 * @param append opens the file and writes the line if it still {@link #begins},
	 * within the time that is {@link #left}; returns whether it did
	 */
	LastLine(byte[] bytes, Duration timeout, Predicate<LastLine> append) {
		this.bytes = bytes;
		this.limit = TimeUnit.NANOSECONDS.convert(timeout);
		this.append = append;
	}

	byte[] bytes() {
		return this.bytes;
	}

	Duration left() {
		return Duration.ofNanos(Math.max(0, this.limit - (System.nanoTime() - this.start)));
	}

	/** False if nobody waits for it any more, who has counted it as lost. */
	boolean begins() {
		return this.decided.compareAndSet(false, true);
	}

	boolean isOver() {
		return this.over.getCount() == 0;
	}

	/** Writes it, or gives it up. */
	boolean isWritten() {
		Thread thread = new Thread(this, "async-append-last-line");
		thread.setDaemon(true);
		try {
			thread.start();
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

	@Override
	public void run() {
		boolean appended = false;
		try {
			appended = this.append.test(this);
		}
		catch (Throwable ex) {
			// Whoever logs counts the line, and has nowhere to log the reason.
		}
		finally {
			this.written = appended;
			this.over.countDown();
		}
	}

	/** False if it is not over in time; an interrupt is kept for later. */
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
