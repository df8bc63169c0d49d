package io.asyncappend.harness.benchmark.workload;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;

/** Virtual threads, which Java 17, that this is compiled for, does not have. */
final class VirtualThreads {

	private VirtualThreads() {
	}

	/** Says why there are none, or returns {@code null}. */
	static String missing() {
		return (Runtime.version().feature() < 21) ? "Java " + Runtime.version().feature() + " has no virtual threads"
				: null;
	}

	/** Makes them, not started. */
	static ThreadFactory factory() {
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			return (ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
