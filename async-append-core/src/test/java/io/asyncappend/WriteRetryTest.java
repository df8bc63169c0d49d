package io.asyncappend;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A full disk is given up when it takes nothing for too long, not when it takes little.
 */
class WriteRetryTest extends Faulty {

	private static final Duration LIMIT = Duration.ofMillis(50);

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
	void aDiskThatTakesNothingIsGivenUp() {
		WriteRetry retry = new WriteRetry(LIMIT);
		long start = System.nanoTime();
		while (retry.failed(false)) {
			assertThat(retry.left()).isLessThanOrEqualTo(LIMIT.toNanos());
		}
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(LIMIT.toNanos());
	}

	@Test
	void progressBeginsTheLimitAnew() {
		WriteRetry retry = new WriteRetry(LIMIT);
		retry.failed(false);
		long start = System.nanoTime();
		while (System.nanoTime() - start < 4 * LIMIT.toNanos()) {
			assertThat(retry.failed(true)).isTrue();
		}
	}

	@Test
	void successEndsThePause() {
		WriteRetry retry = new WriteRetry(Duration.ofDays(1));
		assertThat(retry.left()).isLessThanOrEqualTo(0);
		retry.failed(false);
		for (int i = 0; i < 20; i++) {
			retry.failed(false);
		}
		assertThat(retry.left()).isBetween(1L, Duration.ofSeconds(1).toNanos());
		retry.succeeded();
		assertThat(retry.left()).isLessThanOrEqualTo(0);
		retry.failed(false);
		assertThat(retry.left()).isLessThanOrEqualTo(Duration.ofMillis(10).toNanos());
	}

}
