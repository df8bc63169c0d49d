package io.asyncappend.spring.boot.accesslog;

import org.junit.jupiter.api.Test;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.BufferFullException;
import io.asyncappend.spring.boot.accesslog.pattern.LinePattern;
import io.asyncappend.spring.boot.accesslog.pattern.TestExchange;
import io.asyncappend.spring.boot.testing.FakeAppender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The access log without a server and without a file.
 */
class AccessLogTests {

	private final FakeAppender appender = new FakeAppender("access");

	private final AccessLog accessLog = new AccessLog(this.appender, LinePattern.of("%m %U"));

	@Test
	void aRequestBecomesOneRecordWithALineFeed() {
		this.accessLog.log(new TestExchange());
		assertThat(this.appender.records()).containsExactly("GET /a/b\n");
		assertThat(this.accessLog.lostLines()).isZero();
	}

	@Test
	void aDroppedLineIsNotLostAsTheAppenderCountsIt() {
		this.appender.drop();
		this.accessLog.log(new TestExchange());
		assertThat(this.appender.records()).isEmpty();
		assertThat(this.accessLog.lostLines()).isZero();
	}

	@Test
	void refusedLinesAreCountedAndThrowNothing() {
		this.appender.refuse(new BufferFullException("full"));
		this.accessLog.log(new TestExchange());
		this.appender.refuse(new AppenderClosedException("closed"));
		this.accessLog.log(new TestExchange());
		assertThat(this.appender.records()).isEmpty();
		assertThat(this.accessLog.lostLines()).isEqualTo(2);
	}

}
