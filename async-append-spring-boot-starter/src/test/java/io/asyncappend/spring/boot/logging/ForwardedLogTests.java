package io.asyncappend.spring.boot.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.ForwardStatus;
import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendForwardAutoConfiguration;
import io.asyncappend.spring.boot.forward.AppenderForwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A log that is forwarded has no lines of forwarding itself. */
@ExtendWith(OutputCaptureExtension.class)
class ForwardedLogTests extends LoggedApplications {

	private static final String[] KAFKA = { "--async-append.appenders.app.forward.kafka.topic=log",
			"--spring.kafka.bootstrap-servers=localhost:1", "--spring.kafka.producer.properties.max.block.ms=50",
			"--spring.kafka.producer.properties.reconnect.backoff.max.ms=50" };

	private static final String STATEMENT = "do not go into appender 'app', as it is forwarded";

	@Test
	void aBrokerThatIsAwayDoesNotMakeTheLogGrow(CapturedOutput output) throws IOException {
		ConfigurableApplicationContext context = run(Forwarded.class, KAFKA);
		Counting kafka = Counting.of("org.apache.kafka");
		AppenderForwarding forwarding = context.getBean(AppenderForwarding.class);
		await().until(() -> forwarding.status("app").orElseThrow().state() == ForwardStatus.State.DEGRADED);
		int lines = log().size();
		kafka.awaitMore(5);
		assertThat(log()).hasSize(lines)
			.anyMatch((line) -> line.contains("Started "))
			.anyMatch(
					(line) -> line.contains("org.apache.kafka, org.springframework.kafka") && line.contains(STATEMENT))
			.noneMatch((line) -> line.contains("apache.kafka.") || line.contains("cannot forward"));
		assertThat(output).contains("cannot forward its records", "NetworkClient");
		assertThat(forwarding.status("app").orElseThrow().disk().reached()).isFalse();
	}

	@Test
	void linesAreKnownByTheirLoggerAndTheirThread() throws Exception {
		run(Forwarded.class, KAFKA);
		LogFactory.getLog("org.apache.kafka").error("excluded");
		LogFactory.getLog("org.apache.kafka.clients.X").error("excluded");
		LogFactory.getLog("org.springframework.kafka.core.X").error("excluded");
		LogFactory.getLog("org.apache.kafkaesque").error("taken 1");
		log("com.acme.Interceptor", "kafka-producer-network-thread | async-append-app-1", "excluded");
		log("com.acme.Interceptor", "kafka-producer-network-thread | shop-app-12", "excluded");
		log("com.acme.Interceptor", "async-append-forward-app", "excluded");
		log("com.acme.Orders", "kafka-producer-network-thread | async-append-orders-1", "taken 2");
		log("com.acme.Orders", "kafka-producer-network-thread | producer-1", "taken 3");
		log("com.acme.Orders", "async-append-forward-orders", "taken 4");
		assertThat(log()).noneMatch((line) -> line.endsWith("excluded"))
			.filteredOn((line) -> line.contains(": taken "))
			.hasSize(4);
	}

	private static void log(String logger, String thread, String message) throws InterruptedException {
		Thread logging = new Thread(() -> LogFactory.getLog(logger).error(message), thread);
		logging.start();
		logging.join();
	}

	@Test
	void withASinkOfTheApplicationsOwnKafkasLinesAreOthers() throws IOException {
		ConfigurableApplicationContext context = run(Forwarded.class, "--async-append.appenders.app.forward.sink=away");
		AppenderForwarding forwarding = context.getBean(AppenderForwarding.class);
		await().until(() -> forwarding.status("app").orElseThrow().state() == ForwardStatus.State.DEGRADED);
		LogFactory.getLog("org.apache.kafka.X").error("taken");
		assertThat(log()).noneMatch((line) -> line.contains("cannot forward"))
			.anyMatch((line) -> line.contains("io.asyncappend.spring.boot.forward " + STATEMENT))
			.anyMatch((line) -> line.endsWith("taken"));
	}

	@Test
	void aWarningThatNoOtherAppenderHasGoesToStandardError(CapturedOutput output) throws IOException {
		run(Forwarded.class, "--async-append.appenders.app.forward.sink=away", "--logging.console.enabled=false");
		LogFactory.getLog("io.asyncappend.spring.boot.forward.X").warn("trouble");
		LogFactory.getLog("io.asyncappend.spring.boot.forward.X").info("detail");
		assertThat(output.getErr()).contains(": trouble").doesNotContain("detail");
		assertThat(log()).noneMatch((line) -> line.endsWith("trouble") || line.endsWith("detail"));
	}

	@Test
	void aLogThatIsNotForwardedHasThem() throws IOException {
		run(Forwarded.class);
		LogFactory.getLog("org.apache.kafka.X").error("taken");
		assertThat(log()).anyMatch((line) -> line.endsWith("taken")).noneMatch((line) -> line.contains(STATEMENT));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendForwardAutoConfiguration.class,
			KafkaAutoConfiguration.class })
	static class Forwarded {

		@Bean
		RecordSink away() {
			return (batch) -> CompletableFuture.failedFuture(new IOException("away"));
		}

	}

	/** Counts the lines of a logger and those below it. */
	private static final class Counting extends AppenderBase<ILoggingEvent> {

		private final AtomicInteger lines = new AtomicInteger();

		static Counting of(String name) {
			Logger logger = (Logger) LoggerFactory.getLogger(name);
			Counting counting = new Counting();
			counting.setContext(logger.getLoggerContext());
			counting.start();
			logger.addAppender(counting);
			return counting;
		}

		void awaitMore(int count) {
			int before = this.lines.get();
			await().until(() -> this.lines.get() >= before + count);
		}

		@Override
		protected void append(ILoggingEvent event) {
			this.lines.incrementAndGet();
		}

	}

}
