package io.asyncappend.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.RecordSink;

import static org.assertj.core.api.Assertions.assertThat;

/** The lines of the log on forwarding: what another system answers forges none. */
@ExtendWith(OutputCaptureExtension.class)
class ForwardLinesTests {

	private static final String HOSTILE = "no\n2026-01-01 INFO all is well\u202e\r";

	@TempDir
	private Path directory;

	private void run(RecordSink sink, Runnable assertion) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendForwardAutoConfiguration.class))
			.withBean("there", RecordSink.class, () -> sink)
			.withPropertyValues("async-append.directory=" + this.directory, "async-append.shutdown-timeout=10s",
					"async-append.appenders.orders.forward.sink=there")
			.run((context) -> {
				AsyncAppender orders = context.getBean(AsyncAppender.class);
				orders.append("order\n".getBytes(StandardCharsets.UTF_8));
				orders.sync();
				Awaitility.await().untilAsserted(assertion::run);
			});
	}

	private static RecordSink failing(String kind) {
		return (batch) -> CompletableFuture.failedFuture(switch (kind) {
			case "stopped" -> new ForwardingStoppedException(HOSTILE);
			case "rejected" -> new RecordRejectedException(batch.records().get(0), HOSTILE, null);
			default -> new IOException(HOSTILE);
		});
	}

	@ParameterizedTest
	@CsvSource({ "degraded, cannot forward its records; they are kept", "stopped, has stopped to forward its records",
			"rejected, has kept aside what is never taken" })
	void whatIsAnsweredForgesNoLine(String kind, String line, CapturedOutput output) {
		run(failing(kind), () -> assertThat(output.toString().lines()).anyMatch(
				(one) -> one.contains(line) && one.contains("no\\u000a2026-01-01 INFO all is well\\u202e\\u000d")));
		assertThat(output.toString().lines()).noneMatch((one) -> one.startsWith("2026-01-01 INFO"));
		assertThat(output).doesNotContain("\u202e");
	}

	@Test
	void whatIsLeftAtTheEndIsTold(CapturedOutput output) {
		run(failing("degraded"), () -> assertThat(output).contains("cannot forward its records"));
		assertThat(output.toString().lines()).anyMatch((one) -> one.contains(
				"Appender 'orders' has 1 record (6 bytes) left to be forwarded, which goes on with the next start")
				&& one.contains("\\u000a2026-01-01"));
	}

}
