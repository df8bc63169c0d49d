package io.asyncappend.internal.forward;

/**
 * Knows the threads that carry forwarding on: that of the loop, and one of a sink for as
 * long as it completes the futures of records. An append on one of them must not wait
 * until records are forwarded.
 */
public final class ForwardingThread {

	/** Removed again, so that nothing of it stays with the threads of others. */
	private static final ThreadLocal<Boolean> CURRENT = new ThreadLocal<>();

	private ForwardingThread() {
	}

	static void run(Runnable work) {
		Boolean before = CURRENT.get();
		CURRENT.set(Boolean.TRUE);
		try {
			work.run();
		}
		finally {
			if (before == null) {
				CURRENT.remove();
			}
		}
	}

	/**
	 * Whether forwarding needs the current thread.
	 * @return whether it does
	 */
	public static boolean isCurrent() {
		return CURRENT.get() != null;
	}

}
