package io.asyncappend;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Durations as nanoseconds that never overflow: {@link Long#MAX_VALUE} is for ever. */
final class Deadline {

	static final long NEVER = Long.MAX_VALUE;

	private Deadline() {
	}

	static long nanos(Duration duration) {
		// Saturates instead of throwing, unlike Duration.toNanos().
		return TimeUnit.NANOSECONDS.convert(duration);
	}

	/** The nanoseconds of a time limit that a caller gave. */
	static long limit(Duration timeout) {
		Objects.requireNonNull(timeout, "timeout");
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("timeout must not be negative but is " + timeout);
		}
		return nanos(timeout);
	}

	/** What is left of a limit that began at {@code start}; never negative. */
	static long left(long limitNanos, long start) {
		return (limitNanos == NEVER) ? NEVER : Math.max(0, limitNanos - (System.nanoTime() - start));
	}

}
