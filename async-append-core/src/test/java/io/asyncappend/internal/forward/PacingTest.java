package io.asyncappend.internal.forward;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Pauses after failures, and between batches. */
class PacingTest {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	@Test
	void pausesDoubleUpToALimitAndVaryByAHalf() {
		Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));
		for (long longest : new long[] { 1, 2, 4, 5, 5 }) {
			assertThat(backoff.nanos()).isBetween(longest * SECOND / 2, longest * SECOND);
		}
		backoff.reset();
		assertThat(backoff.nanos()).isBetween(SECOND / 2, SECOND);
	}

	@Test
	void theLongestPausesDoNotOverflow() {
		Backoff backoff = new Backoff(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(backoff.nanos()).isPositive();
		assertThat(backoff.nanos()).isPositive();
		assertThat(new Backoff(Duration.ofNanos(1), Duration.ofNanos(1)).nanos()).isBetween(0L, 1L);
	}

	@Test
	void bytesAreSpreadOverTimeAndIdleTimeIsNotSaved() {
		AtomicLong clock = new AtomicLong(-SECOND);
		RateLimit rate = new RateLimit(100, clock::get);
		assertThat(rate.pause()).isZero();
		rate.take(200);
		assertThat(rate.pause()).isEqualTo(2 * SECOND);
		clock.addAndGet(SECOND);
		rate.take(100);
		assertThat(rate.pause()).isEqualTo(2 * SECOND);
		clock.addAndGet(100 * SECOND);
		assertThat(rate.pause()).isZero();
		rate.take(100);
		assertThat(rate.pause()).isEqualTo(SECOND);
	}

	@Test
	void withoutALimitNothingWaits() {
		RateLimit rate = new RateLimit(0, () -> 0);
		rate.take(Long.MAX_VALUE);
		assertThat(rate.pause()).isZero();
	}

}
