package io.asyncappend.internal.io;

import io.asyncappend.internal.concurrent.DetachedThreads;

/**
 * A thread of a {@link IoExecutor}. An interrupt would close the {@code FileChannel} it
 * works on, so interrupts do nothing to it: an executor ends its threads by other means.
 */
public final class IoThread extends Thread {

	private IoThread(String name, Runnable work) {
		super(DetachedThreads.group(), work, name, 0, false);
		setDaemon(true);
	}

	/** Inherits nothing of the producer that happens to need it first. */
	static Thread of(String name, Runnable work) {
		return DetachedThreads.<Thread>make(() -> new IoThread(name, work));
	}

	@Override
	public void interrupt() {
		// Deliberately nothing: see above.
	}

	/**
	 * Whether the current thread may do interruptible I/O and must not wait for an
	 * executor.
	 * @return whether it is an I/O thread
	 */
	public static boolean isCurrent() {
		return Thread.currentThread() instanceof IoThread;
	}

}
