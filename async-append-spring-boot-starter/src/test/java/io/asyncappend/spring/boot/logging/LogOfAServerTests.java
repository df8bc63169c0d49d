package io.asyncappend.spring.boot.logging;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.spring.boot.testing.LogProperties;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log of an application with a server, some of which log after the context is closed.
 */
class LogOfAServerTests {

	private static final Pattern REPORT = Pattern.compile(
			"Appender 'app' wrote (\\d+) records \\((\\d+) bytes\\) to \\S+, not counting this line and those after it");

	@TempDir
	Path directory;

	@AfterEach
	void clearProperties() {
		LogProperties.clear();
	}

	@ParameterizedTest
	@EnumSource
	void theReportCountsWhatIsBeforeIt(TestServer server) throws Exception {
		try (Running running = server.run(Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.app.file=app.log", "--async-append.logging.appender=app")) {
			assertThat(server.isServerOf(running)).isTrue();
		}
		List<String> lines = Files.readAllLines(this.directory.resolve("app.log"));
		assertThat(lines).filteredOn((line) -> REPORT.matcher(line).find()).hasSize(1);
		long bytes = 0;
		for (int i = 0; i < lines.size(); i++) {
			Matcher report = REPORT.matcher(lines.get(i));
			if (report.find()) {
				assertThat(report.group(1)).isEqualTo(String.valueOf(i));
				assertThat(report.group(2)).isEqualTo(String.valueOf(bytes));
			}
			bytes += lines.get(i).getBytes(StandardCharsets.UTF_8).length + 1;
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
