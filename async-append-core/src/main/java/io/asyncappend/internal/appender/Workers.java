package io.asyncappend.internal.appender;

import io.asyncappend.internal.archive.ArchiveExecutor;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.io.IoExecutors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a factory. They end once neither the factory needs them nor an appender
 * that outlives it, as another factory shares it. Knows nothing of the factory, which an
 * appender that outlives it must not hold. Thread-safe.
 */
final class Workers {

	private final IoExecutors executors;

	private final ArchiveExecutor archiveExecutor;

	/** The factory is the first of them. */
	private final AtomicInteger users = new AtomicInteger(1);

	Workers(IoExecutors executors, ArchiveExecutor archiveExecutor) {
		this.executors = executors;
		this.archiveExecutor = archiveExecutor;
	}

	/** An appender outlives its factory, which has not released this yet. */
	void use() {
		this.users.incrementAndGet();
	}

	/**
	 * Lets the threads end if this was the last user.
	 * @param nanos how long to wait for their end
	 */
	void release(long nanos) {
		if (this.users.decrementAndGet() == 0) {
			this.executors.close();
			await(nanos);
		}
	}

	/** Waits for the end of the threads once this is not used any more. */
	void awaitEnd(long nanos) {
		if (this.users.get() == 0) {
			await(nanos);
		}
	}

	/** Archives that are not done are done when the files are opened again. */
	private void await(long nanos) {
		long start = System.nanoTime();
		try {
			this.archiveExecutor.close(nanos);
			this.executors.join(Deadline.left(nanos, start));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
