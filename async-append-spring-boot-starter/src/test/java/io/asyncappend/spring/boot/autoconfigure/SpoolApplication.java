package io.asyncappend.spring.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.forward.kafka.RecordKey;

/**
 * Forwards to Kafka and to a sink, and has cursors, one of an appender of its own; for
 * {@link AheadOfTimeTests}, which has it processed, compiled and run.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendForwardAutoConfiguration.class,
		KafkaAutoConfiguration.class })
class SpoolApplication {

	@Bean
	RecordSink printing() {
		return (batch) -> {
			batch.records().forEach((record) -> System.out.println("sent " + record.text()));
			return CompletableFuture.completedFuture(null);
		};
	}

	@Bean
	RecordKey customer() {
		return (record) -> record.bytes();
	}

	@Bean
	AsyncAppender own(AsyncAppendFactory factory, @Value("${async-append.directory}") String directory) {
		return factory.open("own", Path.of(directory, "elsewhere.log"));
	}

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(SpoolApplication.class, args)) {
			for (String name : new String[] { "orders", "own" }) {
				AsyncAppender appender = context.getBean(name, AsyncAppender.class);
				appender.append((name + "\n").getBytes(StandardCharsets.UTF_8));
				appender.sync();
				context.getBean(name + ".billing", LogCursor.class)
					.poll(1, Duration.ZERO)
					.forEach((entry) -> System.out.println("billed " + ((LogRecord) entry).text()));
			}
			System.out.println("orders are " + context.getBean("orders", AsyncAppender.class)
				.status()
				.forwarding()
				.map((forwarding) -> forwarding.lag().records() + " behind")
				.orElse("not forwarded"));
			context.getBean("events", AsyncAppender.class)
				.appendForwarded("event\n".getBytes(StandardCharsets.UTF_8))
				.get(30, TimeUnit.SECONDS);
			System.out.println("forwarded");
		}
	}

}
