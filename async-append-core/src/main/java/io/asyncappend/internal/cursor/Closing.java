package io.asyncappend.internal.cursor;

import io.asyncappend.AppendException;
import io.asyncappend.internal.io.IoTask;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes cursors, on the calling thread, or on an I/O thread for one that waits no longer
 * than a limit.
 */
final class Closing extends IoTask {

	private final List<FileCursor> cursors;

	private final CountDownLatch done = new CountDownLatch(1);

	private volatile AppendException failure;

	Closing(List<FileCursor> cursors) {
		this.cursors = cursors;
	}

	boolean isEmpty() {
		return this.cursors.isEmpty();
	}

	@Override
	protected long run() {
		if (this.done.getCount() > 0) {
			this.cursors.forEach(this::close);
			this.done.countDown();
		}
		return NEVER;
	}

	private void close(FileCursor cursor) {
		try {
			cursor.close();
		}
		catch (AppendException ex) {
			if (this.failure == null) {
				this.failure = ex;
			}
			else {
				this.failure.addSuppressed(ex);
			}
		}
	}

	/** What is left of it is done by the run that follows. */
	@Override
	protected void died(Throwable cause) {
		// Each cursor was ended before, and its file is closed by its own close.
	}

	/**
	 * Waits until it is done.
	 * @return false if the time was over before
	 * @throws AppendException if one could not be closed
	 */
	boolean await(long nanos) throws InterruptedException {
		if (this.done.getCount() > 0 && !this.done.await(nanos, TimeUnit.NANOSECONDS)) {
			return false;
		}
		if (this.failure != null) {
			throw this.failure;
		}
		return true;
	}

}
