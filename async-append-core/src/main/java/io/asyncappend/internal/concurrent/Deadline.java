package io.asyncappend.internal.concurrent;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Durations as nanoseconds that never overflow: {@link Long#MAX_VALUE} is for ever. */
public final class Deadline {

	public static final long NEVER = Long.MAX_VALUE;

	private Deadline() {
	}

	public static long nanos(Duration duration) {
		// Saturates instead of throwing, unlike Duration.toNanos().
		return TimeUnit.NANOSECONDS.convert(duration);
	}

	/** The nanoseconds of a limit that there may be; {@link #NEVER} without one. */
	public static long nanos(Optional<Duration> limit) {
		return limit.isPresent() ? nanos(limit.get()) : NEVER;
	}

	/** The nanoseconds of a time limit that a caller gave. */
	public static long limit(Duration timeout) {
		Objects.requireNonNull(timeout, "timeout");
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("timeout must not be negative but is " + timeout);
		}
		return nanos(timeout);
	}

	/** What is left of a limit that began at {@code start}; never negative. */
	public static long left(long limitNanos, long start) {
		return (limitNanos == NEVER) ? NEVER : Math.max(0, limitNanos - (System.nanoTime() - start));
	}

}
