package io.asyncappend.samples.minimal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the application as a user would, in a JVM of its own: whether Spring processed it
 * ahead of time is decided once per JVM.
 */
class MinimalApplicationTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.boot.health.contributor.HealthContributor",
			"io.micrometer.core.instrument.MeterRegistry", "org.springframework.web.context.WebApplicationContext" })
	void whatIsOptionalIsNotThere(String type) {
		assertThat(ClassUtils.isPresent(type, null)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void appendsToItsLastBreath(boolean aheadOfTime) throws Exception {
		String output = run(aheadOfTime, Map.of());
		assertThat(output).contains("durable up to 8",
				"Appender 'audit' wrote 2 records (16 bytes) to " + this.directory.resolve("audit.log"),
				"Appender 'billing-events' wrote 1 record (10 bytes) to "
						+ this.directory.resolve("billing-events.log"));
		assertThat(this.directory.resolve("audit.log")).hasContent("started\nstopped\n");
		assertThat(this.directory.resolve("billing-events.log")).hasContent("one event\n");
		assertThat(output.contains("Starting AOT-processed MinimalApplication")).isEqualTo(aheadOfTime);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void isConfiguredByTheEnvironmentToo(boolean aheadOfTime) throws Exception {
		run(aheadOfTime, Map.of("ASYNCAPPEND_APPENDERS_BILLINGEVENTS_FILE", "money.log",
				"ASYNCAPPEND_APPENDERS_LATE_SYNC", "every-batch"));
		assertThat(this.directory.resolve("money.log")).hasContent("one event\n");
		assertThat(this.directory.resolve("billing-events.log")).doesNotExist();
		// Ahead of time it is too late for a bean, but the factory has it open.
		assertThat(this.directory.resolve("late.log")).isEmptyFile();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void logsThroughAnAppenderFromItsFirstLineToItsLast(boolean aheadOfTime) throws Exception {
		run(aheadOfTime, Map.of("ASYNCAPPEND_APPENDERS_APP_FILE", "app.log", "ASYNCAPPEND_LOGGING_APPENDER", "app"));
		List<String> log = Files.readAllLines(this.directory.resolve("app.log"));
		assertThat(log.get(0)).contains("Starting ").contains("MinimalApplication");
		assertThat(log).anyMatch((line) -> line.contains("Appender 'audit' wrote 2 records"));
		assertThat(log.get(log.size() - 1)).contains("Appender 'app' wrote ");
	}

	@Test
	void aWrongPropertyIsExplained() throws Exception {
		String output = run(false, Map.of("ASYNCAPPEND_APPENDERS_AUDIT_BUFFERSIZE", "0"));
		assertThat(output).contains("APPLICATION FAILED TO START", "Property: async-append.appenders.audit.buffer-size",
				"Value: \"0\"", "Write a size from 1KB to 1GB, such as 1MB.");
	}

	private String run(boolean aheadOfTime, Map<String, String> variables) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-cp",
				System.getProperty("java.class.path")));
		if (aheadOfTime) {
			command.add("-Dspring.aot.enabled=true");
		}
		command.addAll(List.of(MinimalApplication.class.getName(), "--async-append.directory=" + this.directory));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().putAll(variables);
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

}
