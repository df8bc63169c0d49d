package io.asyncappend.internal.forward;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast what is not forwarded grows, by samples of the last five minutes, and when it
 * will have grown by so many bytes at that rate. Thread-safe.
 */
final class BacklogGrowth {

	private static final long SPACING = TimeUnit.SECONDS.toNanos(5);

	private static final int SAMPLES = 61;

	private final LongSupplier clock;

	private final long[] times = new long[SAMPLES];

	private final long[] sizes = new long[SAMPLES];

	/** How many samples were taken; the last {@value #SAMPLES} are there. */
	private int taken;

	/**
	 * Knows nothing yet.
	 * @param clock nanoseconds, as of {@link System#nanoTime()}
	 */
	BacklogGrowth(LongSupplier clock) {
		this.clock = clock;
	}

	/** So many bytes are not forwarded now; called as often as that is at hand. */
	synchronized void sample(long bytes) {
		long now = this.clock.getAsLong();
		if (this.taken == 0 || now - this.times[(this.taken - 1) % SAMPLES] >= SPACING) {
			this.times[this.taken % SAMPLES] = now;
			this.sizes[this.taken % SAMPLES] = bytes;
			this.taken++;
		}
	}

	/**
	 * When it will have grown by some bytes.
	 * @param bytes that are not forwarded now
	 * @param room by how many bytes it may grow
	 * @return empty if it does not grow, or has been known for less than five seconds
	 */
	synchronized Optional<Duration> until(long bytes, long room) {
		long now = this.clock.getAsLong();
		int oldest = oldest(now);
		if (oldest == this.taken) {
			return Optional.empty();
		}
		double nanos = now - this.times[oldest % SAMPLES];
		double grown = bytes - this.sizes[oldest % SAMPLES];
		if (grown <= 0) {
			return Optional.empty();
		}
		// A cast of what is too much gives the largest long.
		return Optional.of(Duration.ofNanos((long) (room / grown * nanos)));
	}

	/** The oldest sample that is neither too young nor of long before. */
	private int oldest(long now) {
		int index = Math.max(0, this.taken - SAMPLES);
		while (index < this.taken - 1 && now - this.times[index % SAMPLES] > SPACING * SAMPLES) {
			index++;
		}
		boolean isOldEnough = index < this.taken && now - this.times[index % SAMPLES] >= SPACING;
		return isOldEnough ? index : this.taken;
	}

}
