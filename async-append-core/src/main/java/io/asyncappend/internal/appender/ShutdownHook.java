package io.asyncappend.internal.appender;

import io.asyncappend.AsyncAppender;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.DetachedThreads;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Gives factories that were not closed the chance to write what they hold, when the JVM
 * exits. One hook serves them all, while any of them has an appender: a hook that stayed
 * would keep the class loader of a library that is not used any more.
 */
final class ShutdownHook implements Runnable {

	/** For a factory whose own wait ended in time. */
	private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(200);

	private static final Set<Participant> OPEN = new LinkedHashSet<>();

	/** {@code null} while there is nothing to write. */
	private static Thread hook;

	private static volatile boolean exiting;

	private ShutdownHook() {
	}

	/** What has something to write when the JVM exits: a factory. */
	interface Participant {

		/** Brings what was accepted as far as the options of the appenders promise. */
		void exit();

		/** How long that may take. */
		Duration exitTimeout();

		/** Whether it is closed, or has no appender. */
		boolean hasNothingToWrite();

		List<AsyncAppender> appenders();

	}

	/** Whether the JVM exits. */
	static boolean isExiting() {
		return exiting;
	}

	/** A factory has an appender. */
	static void register(Participant factory) {
		synchronized (OPEN) {
			OPEN.add(factory);
			if (hook == null && !exiting) {
				add(DetachedThreads.thread("async-append-exit", new ShutdownHook()));
			}
		}
		if (exiting) {
			// Opened by another hook: no other comes for what it holds.
			factory.exit();
		}
	}

	private static void add(Thread thread) {
		try {
			Runtime.getRuntime().addShutdownHook(thread);
			hook = thread;
		}
		catch (IllegalStateException ex) {
			exiting = true;
		}
	}

	/** A factory was closed, or its last appender was. */
	static void forget(Participant factory) {
		synchronized (OPEN) {
			// Maybe it has another one by now.
			if (factory.hasNothingToWrite()) {
				OPEN.remove(factory);
			}
			if (OPEN.isEmpty() && hook != null) {
				remove(hook);
			}
		}
	}

	private static void remove(Thread thread) {
		try {
			Runtime.getRuntime().removeShutdownHook(thread);
			hook = null;
		}
		catch (IllegalStateException ex) {
			// The JVM exits, and the hook runs, or has run.
		}
	}

	@Override
	public void run() {
		Set<Participant> left;
		synchronized (OPEN) {
			exiting = true;
			left = new LinkedHashSet<>(OPEN);
		}
		List<Exit> exits = left.stream().map(Exit::start).toList();
		exits.forEach(Exit::await);
	}

	/**
	 * The exit of a factory, on a thread of its own, as a write that hangs could not be
	 * left. What it throws is uncaught, so that the JVM reports it: no caller is there to
	 * be told.
	 */
	private record Exit(Participant factory, Thread thread, long begun) {

		static Exit start(Participant factory) {
			Thread thread = DetachedThreads.thread("async-append-exit-of-a-factory", factory::exit);
			thread.start();
			return new Exit(factory, thread, System.nanoTime());
		}

		void await() {
			long limit = Math.min(Deadline.nanos(this.factory.exitTimeout()), Deadline.NEVER - GRACE) + GRACE;
			long left = Deadline.left(limit, this.begun);
			try {
				TimeUnit.NANOSECONDS.timedJoin(this.thread, left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (this.thread.isAlive()) {
				report();
			}
		}

		/** On a thread of its own: standard error may be what hangs. */
		private void report() {
			Thread reporter = DetachedThreads.thread("async-append-exit-report",
					() -> System.err.println("async-append: a write hangs, so what was accepted may not be written: "
							+ this.factory.appenders().stream().map(AsyncAppender::status).toList()));
			reporter.start();
			try {
				TimeUnit.NANOSECONDS.timedJoin(reporter, GRACE);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
