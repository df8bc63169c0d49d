package io.asyncappend.spring.boot.testing;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Status;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderStatus.Positions;
import io.asyncappend.AsyncAppender;
import io.asyncappend.BufferFullException;
import io.asyncappend.FileTakenException;
import io.asyncappend.spring.boot.actuate.health.AppenderHealthIndicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What users can put in the place of an appender, and what takes it for one. */
class FakeAppenderTests {

	private final FakeAppender fake = new FakeAppender("audit");

	@Test
	void aFakeIsAnAppenderToItsCallers() {
		AsyncAppender appender = this.fake;
		assertThat(appender.append("one".getBytes(UTF_8))).isEqualTo(3);
		assertThat(appender.appendDurably("two".getBytes(UTF_8))).isCompletedWithValue(6L);
		assertThat(this.fake.records()).containsExactly("one", "two");
		assertThat(appender.status().positions()).isEqualTo(new Positions(6, 6, 6));
		assertThat(appender.status().queuedRecords()).isZero();
		assertThat(AppenderHealthIndicator.health(appender.status()).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aFakeDropsAsAppendersDo() {
		this.fake.drop();
		assertThat(this.fake.append(new byte[1])).isEqualTo(AsyncAppender.DROPPED);
		assertThatExceptionOfType(BufferFullException.class).isThrownBy(() -> this.fake.appendDurably(new byte[1]));
	}

	/** Each can be made outside the library. */
	@Test
	void aFakeThrowsWhatAppendersThrow() {
		IOException cause = new IOException("broken disk");
		for (AppendException refusal : List.of(new AppendException("refused"), new AppendException("refused", cause),
				new AppendTimeoutException("late"), new AppendInterruptedException("interrupted"),
				new BufferFullException("full"), new AppenderClosedException("closed"),
				new AppenderFailedException("failed", cause), new FileTakenException("taken", cause))) {
			this.fake.refuse(refusal);
			assertThatExceptionOfType(AppendException.class).isThrownBy(() -> this.fake.append(new byte[1]))
				.isSameAs(refusal)
				.withCauseInstanceOf(IOException.class);
		}
	}

}
