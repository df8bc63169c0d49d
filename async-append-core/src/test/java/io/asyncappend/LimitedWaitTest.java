package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Crew;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A wait with a limit ends, whatever hangs, also where callers write themselves. */
class LimitedWaitTest extends Faulty {

	private static final Duration LIMIT = Duration.ofMillis(50);

	private AsyncAppender appender;

	@BeforeEach
	void queueARecord() {
		this.appender = open(smallest().backpressure(Backpressure.block(LIMIT)));
		this.file.stallWrites();
		this.appender.append(bytes(SMALLEST));
		untilStalled();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyWaitEndsWhileAWriteHangs(boolean enabled) throws Exception {
		switchTo(enabled);
		Crew.run(() -> {
			assertTimeout(() -> this.appender.append(bytes(1)));
			assertTimeout(() -> this.appender.flush(LIMIT));
			assertTimeout(() -> this.appender.sync(LIMIT));
			assertTimeout(() -> this.appender.close(LIMIT));
		}).join();
		this.file.releaseWrites();
		await().until(() -> this.file.closes.get() == 1);
		assertThat(this.file.size()).isEqualTo(SMALLEST);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyWaitEndsWhileAForceHangs(boolean enabled) throws Exception {
		switchTo(enabled);
		this.file.stallForces();
		this.file.releaseWrites();
		await().until(() -> this.appender.status().positions().written() == SMALLEST);
		Crew.run(() -> {
			assertTimeout(() -> this.appender.sync(LIMIT));
			this.appender.flush(LIMIT);
			assertTimeout(() -> this.appender.close(LIMIT));
		}).join();
		this.file.releaseForces();
		await().until(() -> this.file.closes.get() == 1);
	}

	@Test
	void aDurableFutureIsWaitedForNoLongerThanItsCallerWants() throws Exception {
		this.file.stallForces();
		this.file.releaseWrites();
		this.appender.flush();
		Crew.run(() -> assertThatThrownBy(
				() -> this.appender.appendDurably(bytes(1)).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
			.isInstanceOf(TimeoutException.class)).join();
	}

	@Test
	void aThreadWithALimitLeavesTheWriteToAnIoThread() throws Exception {
		this.file.releaseWrites();
		this.appender.flush();
		this.factory.disable();
		this.file.stallForces();
		Crew.run(() -> assertTimeout(() -> this.appender.sync(LIMIT))).join();
		assertThat(this.file.stalled).hasValue(1);
		this.file.releaseForces();
		this.appender.sync(Duration.ofSeconds(30));
		assertThat(this.file.forced()).isEqualTo(SMALLEST);
	}

	private void switchTo(boolean enabled) {
		if (!enabled) {
			this.factory.disable();
		}
	}

	private static void assertTimeout(Runnable wait) {
		assertThatThrownBy(wait::run).isInstanceOf(AppendTimeoutException.class);
	}

}
