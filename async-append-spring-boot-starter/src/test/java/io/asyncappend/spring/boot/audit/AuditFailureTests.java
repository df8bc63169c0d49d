package io.asyncappend.spring.boot.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAuditAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendMetricsAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of an event that may not be durable.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuditFailureTests {

	private static final AuditApplicationEvent EVENT = new AuditApplicationEvent("ada\n", "LOGIN");

	/** Nothing is written: there is never that much space. */
	private static final String FULL_DISK = "async-append.appenders.audit.min-free=1000000TB";

	@TempDir
	Path directory;

	private void run(ContextConsumer<AssertableApplicationContext> consumer, String... properties) {
		List<String> all = new ArrayList<>(
				List.of("async-append.directory=" + this.directory, "async-append.appenders.audit.file=audit.log",
						"async-append.audit.appender=audit", "async-append.shutdown-timeout=0s"));
		all.addAll(List.of(properties));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendAuditAutoConfiguration.class, AuditAutoConfiguration.class,
					MetricsAutoConfiguration.class, AsyncAppendMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues(all.toArray(String[]::new))
			.run(consumer);
	}

	@Test
	void failsClosedAtThePublisher() {
		run((context) -> {
			context.publishEvent(EVENT);
			context.getBean(AsyncAppendFactory.class).close();
			assertThatExceptionOfType(AuditEventNotRecordedException.class)
				.isThrownBy(() -> context.publishEvent(EVENT))
				.withMessageStartingWith("Audit event of type \"LOGIN\" of principal \"ada\\n\" may not be durable: ")
				.withCauseInstanceOf(AppenderClosedException.class);
			assertThat(failures(context)).isOne();
			assertThat(context.getBean(AuditEventRepository.class).find(null, null, null)).hasSize(1);
		});
	}

	@Test
	void failsOpenWithAnErrorAndACount(CapturedOutput output) {
		run((context) -> {
			context.getBean(AsyncAppendFactory.class).close();
			context.publishEvent(EVENT);
			context.publishEvent(EVENT);
			assertThat(failures(context)).isEqualTo(2);
			assertThat(output).contains("ERROR",
					"Audit event of type \"LOGIN\" of principal \"ada\\n\" may not be durable: ");
		}, "async-append.audit.on-failure=log");
	}

	@Test
	void whatIsNotDurableInTimeIsAFailure() {
		run((context) -> assertThatExceptionOfType(AuditEventNotRecordedException.class)
			.isThrownBy(() -> context.publishEvent(EVENT))
			.withMessageContaining("not within PT0.1S")
			.withNoCause(), FULL_DISK, "async-append.audit.timeout=100ms");
	}

	@Test
	void noRoomInTimeIsAFailureToo() {
		run((context) -> {
			AsyncAppender audit = context.getBean("audit", AsyncAppender.class);
			audit.append(new byte[1024]);
			assertThatExceptionOfType(AuditEventNotRecordedException.class)
				.isThrownBy(() -> context.publishEvent(EVENT))
				.withCauseInstanceOf(AppendTimeoutException.class);
		}, FULL_DISK, "async-append.audit.timeout=100ms", "async-append.appenders.audit.buffer-size=1KB");
	}

	@Test
	void anInterruptWhileThereIsNoRoomIsAFailureAndKept() {
		run((context) -> {
			context.getBean("audit", AsyncAppender.class).append(new byte[1024]);
			Thread.currentThread().interrupt();
			try {
				assertThatExceptionOfType(AuditEventNotRecordedException.class)
					.isThrownBy(() -> context.getBean(AuditEventRepository.class).add(new AuditEvent("ada", "LOGIN")));
			}
			finally {
				assertThat(Thread.interrupted()).isTrue();
			}
		}, FULL_DISK, "async-append.appenders.audit.buffer-size=1KB");
	}

	@Test
	void theWaitForRoomIsLimitedUnlessTheAppenderSaysOtherwise() {
		run((context) -> assertThat(context.getBean("audit", AsyncAppender.class).options().backpressure())
			.isEqualTo(Backpressure.block(java.time.Duration.ofSeconds(10))));
		run((context) -> assertThat(context.getBean("audit", AsyncAppender.class).options().backpressure())
			.isEqualTo(Backpressure.block(java.time.Duration.ofSeconds(3))),
				"async-append.appenders.audit.backpressure-timeout=3s");
		run((context) -> assertThat(context.getBean("audit", AsyncAppender.class).options().backpressure())
			.isEqualTo(Backpressure.fail()), "async-append.defaults.backpressure=fail");
	}

	private static double failures(AssertableApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.get("async.append.audit.failures")
			.tag("name", "audit")
			.functionCounter()
			.count();
	}

}
