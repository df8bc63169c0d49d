package io.asyncappend;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Gives factories that nobody closed the chance to write what they hold, when the JVM
 * exits. One hook serves them all, from the first appender that is opened.
 */
final class ExitHook extends Thread {

	/** For a factory whose own wait ended in time. */
	private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(200);

	private static final Set<AsyncAppendFactory> OPEN = new LinkedHashSet<>();

	private static boolean registered;

	private static volatile boolean exiting;

	private ExitHook() {
		super(null, null, "async-append-exit", 0, false);
	}

	/** Whether the JVM exits. */
	static boolean isExiting() {
		return exiting;
	}

	static void register(AsyncAppendFactory factory) {
		synchronized (OPEN) {
			OPEN.add(factory);
			if (!registered && !exiting) {
				try {
					Runtime.getRuntime().addShutdownHook(new ExitHook());
					registered = true;
				}
				catch (IllegalStateException ex) {
					exiting = true;
				}
			}
			if (exiting) {
				// Opened by another hook: nobody will come for what it holds.
				factory.exit();
			}
		}
	}

	static void forget(AsyncAppendFactory factory) {
		synchronized (OPEN) {
			OPEN.remove(factory);
		}
	}

	@Override
	public void run() {
		Set<AsyncAppendFactory> left;
		synchronized (OPEN) {
			exiting = true;
			left = new LinkedHashSet<>(OPEN);
		}
		List<Exit> exits = left.stream().map(Exit::start).toList();
		exits.forEach(Exit::await);
	}

	/**
	 * The exit of a factory, on a thread of its own, as a write that hangs could not be
	 * left. What it throws is uncaught, so that the JVM reports it: nobody else is there
	 * to be told.
	 */
	private record Exit(AsyncAppendFactory factory, Thread thread, long begun) {

		static Exit start(AsyncAppendFactory factory) {
			Thread thread = new Thread(null, factory::exit, "async-append-exit-of-a-factory", 0, false);
			thread.setDaemon(true);
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
				System.err.println("async-append: a write hangs, so what was accepted may not be written: "
						+ this.factory.appenders().stream().map(AsyncAppender::status).toList());
			}
		}

	}

}
