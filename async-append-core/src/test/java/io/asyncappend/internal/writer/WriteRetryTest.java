package io.asyncappend.internal.writer;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.fault.Faulty;
import io.asyncappend.fault.FaultyFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A full disk is given up when it takes nothing for too long, not when it takes little.
 */
class WriteRetryTest extends Faulty {

	private static final Duration LIMIT = Duration.ofMillis(50);

	/** Wraps around in the midst of it, as a clock of the system may. */
	private long now = Long.MAX_VALUE - 1000;

	@Test
	void aDiskThatFreesAByteAtATimeIsNotGivenUp() {
		// With a pause of 10 ms after each, which is much more than the limit.
		int length = 60;
		this.file.bytesBeforeFault = 1;
		this.file.writeFault = (n) -> (n < length) ? new IOException(FaultyFile.NO_SPACE) : null;
		AsyncAppender appender = open(smallest().writeRetry(LIMIT));
		long start = System.nanoTime();
		appender.append(bytes(length));
		appender.flush();
		assertThat(System.nanoTime() - start).isGreaterThan(2 * LIMIT.toNanos());
		assertThat(this.file.size()).isEqualTo(length);
		assertThat(appender.status().state()).isEqualTo(AppenderStatus.State.OPEN);
	}

	@Test
	void aDiskThatTakesNothingIsGivenUpAfterExactlyTheLimit() {
		WriteRetry retry = retry(LIMIT);
		// Pauses of 10 and 20 ms, and the rest of the 50.
		for (int pause : new int[] { 10, 20, 20 }) {
			assertThat(retry.failed(false)).isTrue();
			assertThat(retry.left()).isEqualTo(millis(pause));
			this.now += millis(pause);
			assertThat(retry.left()).isZero();
		}
		assertThat(retry.failed(false)).isFalse();
	}

	@Test
	void progressBeginsTheLimitAnew() {
		WriteRetry retry = retry(LIMIT);
		retry.failed(false);
		for (int i = 0; i < 20; i++) {
			this.now += LIMIT.toNanos() - 1;
			assertThat(retry.failed(true)).isTrue();
			assertThat(retry.left()).isEqualTo(millis(10));
		}
		this.now += LIMIT.toNanos() - 1;
		assertThat(retry.failed(false)).isTrue();
		assertThat(retry.left()).isOne();
		this.now++;
		assertThat(retry.failed(false)).isFalse();
	}

	@Test
	void withoutALimitItIsNeverGivenUp() {
		WriteRetry retry = retry(Duration.ofSeconds(Long.MAX_VALUE));
		retry.failed(false);
		this.now += Duration.ofDays(10_000).toNanos();
		assertThat(retry.failed(false)).isTrue();
	}

	@Test
	void successEndsThePause() {
		WriteRetry retry = retry(Duration.ofDays(1));
		assertThat(retry.left()).isZero();
		for (int i = 0; i < 20; i++) {
			retry.failed(false);
		}
		assertThat(retry.left()).isEqualTo(millis(1000));
		retry.succeeded();
		assertThat(retry.left()).isZero();
		retry.failed(false);
		assertThat(retry.left()).isEqualTo(millis(10));
	}

	private WriteRetry retry(Duration limit) {
		return new WriteRetry(limit) {

			@Override
			long nanoTime() {
				return WriteRetryTest.this.now;
			}

		};
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
