package io.asyncappend.spring.boot.actuate.endpoint;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

import static org.assertj.core.api.Assertions.assertThat;

class RotationLimitTests {

	@TempDir
	Path directory;

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	@Test
	void whatIsOlderThanAnHourDoesNotCount() {
		RotationLimit limit = new RotationLimit(2, this.nanos::get);
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender one = factory.open("one", this.directory.resolve("one.log"));
			AsyncAppender other = factory.open("other", this.directory.resolve("other.log"));
			assertThat(take(limit, one)).isTrue();
			pass(Duration.ofMinutes(30));
			assertThat(take(limit, one)).isTrue();
			assertThat(take(limit, one)).isFalse();
			assertThat(take(limit, other)).isTrue();
			pass(Duration.ofMinutes(30).minusNanos(1));
			assertThat(take(limit, one)).isFalse();
			pass(Duration.ofNanos(1));
			assertThat(take(limit, one)).isTrue();
			assertThat(take(limit, one)).isFalse();
			pass(Duration.ofHours(2));
			assertThat(take(limit, one)).isTrue();
		}
	}

	@Test
	void anAppenderWithNothingNewNeedsNone() {
		RotationLimit limit = new RotationLimit(1, this.nanos::get);
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("one", this.directory.resolve("one.log"));
			assertThat(take(limit, appender)).isTrue();
			assertThat(limit.take(appender)).isTrue();
			assertThat(take(limit, appender)).isFalse();
		}
	}

	@Test
	void noneIsAllowed() {
		RotationLimit limit = new RotationLimit(0, this.nanos::get);
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			assertThat(take(limit, factory.open("one", this.directory.resolve("one.log")))).isFalse();
		}
	}

	@Test
	void theReasonCountsInTheRightNumber() {
		assertThat(new RotationLimit(1, this.nanos::get).reason()).startsWith("rotated on demand once within an hour");
		assertThat(new RotationLimit(2, this.nanos::get).reason())
			.startsWith("rotated on demand 2 times within an hour");
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private static boolean take(RotationLimit limit, AsyncAppender appender) {
		appender.append(new byte[] { '\n' });
		return limit.take(appender);
	}

}
