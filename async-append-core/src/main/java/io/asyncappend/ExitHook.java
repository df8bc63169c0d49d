package io.asyncappend;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Gives factories that nobody closed the chance to write what they hold, when the JVM
 * exits. One hook serves them all, from the first appender that is opened.
 */
final class ExitHook extends Thread {

	private static final Set<AsyncAppendFactory> OPEN = new LinkedHashSet<>();

	private static boolean registered;

	private static boolean exiting;

	private ExitHook() {
		super(null, null, "async-append-exit", 0, false);
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
		AppendException failure = null;
		for (AsyncAppendFactory factory : left) {
			try {
				factory.exit();
			}
			catch (AppendException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			// Uncaught, so that the JVM reports it: nobody else is there to be told.
			throw failure;
		}
	}

}
