package io.asyncappend.spring.boot.actuate.endpoint;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.FakeAppender;

import static org.assertj.core.api.Assertions.assertThat;

class FsyncTimesTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final FsyncTimes times = new FsyncTimes(this.now::get);

	private final AsyncAppender appender = new FakeAppender("audit");

	@BeforeEach
	void open() {
		this.times.onOpen(this.appender);
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private void force(int millis) {
		this.times.onSync(this.appender, Duration.ofMillis(millis).toNanos());
	}

	@Test
	void thereAreNoneBeforeTheFirstForce() {
		assertThat(this.times.of(this.appender)).isNull();
	}

	@Test
	void forcesAreCountedAndAdded() {
		force(3);
		force(1);
		assertThat(this.times.of(this.appender)).isEqualTo(new FsyncDescriptor(2, 4, 1, 3));
		this.times.onSync(this.appender, 1_234);
		assertThat(this.times.of(this.appender)).isEqualTo(new FsyncDescriptor(3, 4.001, .001, 3));
	}

	@Test
	void aSlowForceIsSeenForASecondAndThenForgotten() {
		force(3);
		pass(Duration.ofMillis(900));
		force(90);
		pass(Duration.ofMillis(100));
		force(2);
		assertThat(this.times.of(this.appender).slowestMillis()).isEqualTo(90);
		pass(Duration.ofMillis(999));
		assertThat(this.times.of(this.appender).slowestMillis()).isEqualTo(90);
		pass(Duration.ofMillis(1));
		assertThat(this.times.of(this.appender).slowestMillis()).isEqualTo(2);
		pass(Duration.ofSeconds(5));
		assertThat(this.times.of(this.appender)).isEqualTo(new FsyncDescriptor(3, 95, 2, 0));
		force(7);
		assertThat(this.times.of(this.appender).slowestMillis()).isEqualTo(7);
	}

	@Test
	void aClosedAppenderIsForgotten() {
		force(3);
		this.times.onClose(this.appender, this.appender.status());
		assertThat(this.times.of(this.appender)).isNull();
	}

	@Test
	void aForceToldOfAfterTheCloseKeepsNothing() {
		force(3);
		this.times.onClose(this.appender, this.appender.status());
		force(1);
		assertThat(this.times.of(this.appender)).isNull();
	}

}
