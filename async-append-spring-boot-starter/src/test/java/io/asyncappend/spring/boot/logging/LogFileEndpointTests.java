package io.asyncappend.spring.boot.logging;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.testing.LogProperties;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot's endpoint shows the log that goes through an appender.
 */
class LogFileEndpointTests {

	@TempDir
	Path directory;

	private Running run(TestServer server, String... more) {
		String[] arguments = { "--async-append.directory=" + this.directory,
				"--async-append.appenders.app.file=app.log", "--async-append.logging.appender=app" };
		return server.run(Application.class,
				java.util.stream.Stream.of(arguments, more).flatMap(java.util.Arrays::stream).toArray(String[]::new));
	}

	@AfterEach
	void clear() {
		LogProperties.clear();
	}

	@ParameterizedTest
	@EnumSource
	void theFileOfTheAppenderIsShown(TestServer server) throws Exception {
		try (Running running = run(server, "--logging.file.name=" + this.directory.resolve("boot.log"))) {
			running.context().getBean(AsyncAppendFactory.class).flush();
			assertThat(running.get("/actuator/logfile").body()).contains("Starting ", "Started ");
		}
	}

	@Test
	void whatTheApplicationSaysComesFirst() throws Exception {
		Path other = Files.writeString(this.directory.resolve("other.log"), "other");
		try (Running running = run(TestServer.TOMCAT, "--management.endpoint.logfile.external-file=" + other)) {
			assertThat(running.get("/actuator/logfile").body()).isEqualTo("other");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
