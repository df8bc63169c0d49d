package io.asyncappend.internal.writer;

import io.asyncappend.internal.concurrent.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a write that failed is tried again, with growing pauses, and when it is given up.
 * Guarded by the lock of the state.
 */
class WriteRetry {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final long limit;

	/** The last write failed. */
	boolean failing;

	private long since;

	private long pause;

	private long nextTry;

	WriteRetry(Duration limit) {
		this.limit = Deadline.nanos(limit);
	}

	/** A seam for tests. */
	long nanoTime() {
		return System.nanoTime();
	}

	/**
	 * A write failed.
	 * @param progress whether it, or one before it, wrote something since the last
	 * failure
	 * @return whether it is worth another try
	 */
	boolean failed(boolean progress) {
		long now = nanoTime();
		if (!this.failing || progress) {
			this.failing = true;
			this.since = now;
			this.pause = FIRST_PAUSE;
		}
		long left = this.limit - (now - this.since);
		if (left <= 0) {
			return false;
		}
		this.nextTry = now + Math.min(this.pause, left);
		this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
		return true;
	}

	void succeeded() {
		this.failing = false;
	}

	/** Nanoseconds until the next try; 0 or less if it may be tried now. */
	long left() {
		return this.failing ? this.nextTry - nanoTime() : 0;
	}

}
