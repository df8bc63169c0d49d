package io.asyncappend.spring.boot.documents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.LogProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real applications by the configurations of Logback that the documents have.
 */
@ExtendWith(OutputCaptureExtension.class)
class DocumentedLogbackTests {

	@TempDir
	Path directory;

	@AfterEach
	void forgetTheLog() {
		LogProperties.clear();
	}

	@Test
	void theFileGetsTheLogAndTheConsoleTheLastLines(CapturedOutput output) throws Exception {
		run("async-append-appender.xml", "--async-append.logging.appender=application-log",
				"--async-append.appenders.application-log.file=app.log")
			.close();
		assertThat(data("app.log")).contains("Starting DocumentedLogbackTests");
		assertThat(output.getAll()).contains("Starting DocumentedLogbackTests", "Appender 'application-log' wrote")
			.doesNotContain("No appenders present", "-ERROR in");
	}

	@Test
	void aLoggerHasAnAppenderOfItsOwn(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = run("name=\"SQL\"", "--async-append.appenders.sql.file=sql.log");
		LogFactory.getLog("org.springframework.jdbc.core.JdbcTemplate").debug("SELECT 1");
		context.close();
		assertThat(data("sql.log")).endsWith(" SELECT 1\n");
		assertThat(output.getAll()).contains("Starting DocumentedLogbackTests").doesNotContain("-ERROR in");
	}

	private ConfigurableApplicationContext run(String part, String... arguments) throws Exception {
		List<Snippet> configurations = Document.of("async-append-spring-boot-starter/docs/application-log.md")
			.snippets()
			.stream()
			.filter((snippet) -> snippet.text().startsWith("<configuration>"))
			.toList();
		assertThat(configurations).hasSize(2);
		String text = configurations.stream()
			.map(Snippet::text)
			.filter((configuration) -> configuration.contains(part))
			.findFirst()
			.orElseThrow();
		Path file = Files.writeString(this.directory.resolve("logback-spring.xml"), text);
		SpringApplication starter = new SpringApplication(Application.class);
		starter.setWebApplicationType(WebApplicationType.NONE);
		starter.setMainApplicationClass(DocumentedLogbackTests.class);
		starter.setDefaultProperties(
				Map.of("async-append.directory", this.directory.toString(), "logging.config", file.toUri().toString()));
		return starter.run(arguments);
	}

	private String data(String file) throws Exception {
		return Files.readString(this.directory.resolve(file));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

	}

}
