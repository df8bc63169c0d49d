package io.asyncappend.internal.forward;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads bytes over time: a debt that the clock pays off. What was not used is not saved
 * up, so that an idle night allows no burst in the morning. Not thread-safe.
 */
final class RateLimit {

	private final long bytesPerSecond;

	private final LongSupplier clock;

	/** When all that was taken is paid for. */
	private long paid;

	RateLimit(long bytesPerSecond, LongSupplier clock) {
		this.bytesPerSecond = bytesPerSecond;
		this.clock = clock;
		this.paid = clock.getAsLong();
	}

	/** How long to wait, in nanoseconds, before more may be taken; 0 for not at all. */
	long pause() {
		return (this.bytesPerSecond == 0) ? 0 : Math.max(0, this.paid - this.clock.getAsLong());
	}

	/** Takes bytes, more than are paid for as well. */
	void take(long bytes) {
		if (this.bytesPerSecond != 0) {
			long now = this.clock.getAsLong();
			double nanos = (double) bytes / this.bytesPerSecond * TimeUnit.SECONDS.toNanos(1);
			this.paid = ((this.paid - now > 0) ? this.paid : now) + (long) nanos;
		}
	}

}
