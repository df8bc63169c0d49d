package io.asyncappend.spring.boot.logging;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log of an application that ends in one way or another, with its JVM.
 */
@Tag("jdk")
@Timeout(120)
class ApplicationLogProcessTests {

	private static final Predicate<String> LIBRARIES_BUT_LOGBACK = (entry) -> !entry.startsWith("logback")
			&& !entry.contains("slf4j") && !entry.startsWith("log4j");

	@TempDir
	Path directory;

	private ChildJvm start(String end, String... more) throws Exception {
		return ChildJvm.start(Application.class, arguments(end, more));
	}

	private String[] arguments(String end, String... more) {
		String[] arguments = { end, "--async-append.directory=" + this.directory,
				"--async-append.appenders.app.file=app.log", "--async-append.appenders.audit.sync=on-demand",
				"--async-append.logging.appender=app" };
		return java.util.stream.Stream.concat(java.util.Arrays.stream(arguments), java.util.Arrays.stream(more))
			.toArray(String[]::new);
	}

	private List<String> log() throws Exception {
		return Files.readAllLines(this.directory.resolve("app.log"));
	}

	private void requireFirstAndLastLines() throws Exception {
		assertThat(log().get(0)).contains("Starting ");
		assertThat(log()).anyMatch((line) -> line.endsWith("destroyed"))
			.anyMatch((line) -> line.contains("Appender 'audit' wrote"))
			.anyMatch((line) -> line.contains("Appender 'app' wrote"))
			.doesNotHaveDuplicates();
		assertThat(log().get(log().size() - 1)).endsWith("the very last line");
	}

	@Test
	void sigterm() throws Exception {
		try (ChildJvm child = start("wait")) {
			child.readUntil("READY");
			child.terminate();
			child.readAll();
		}
		requireFirstAndLastLines();
	}

	@Test
	void systemExit() throws Exception {
		try (ChildJvm child = start("exit")) {
			child.readAll();
		}
		requireFirstAndLastLines();
	}

	@Test
	void returnOfMain() throws Exception {
		try (ChildJvm child = start("return")) {
			child.readAll();
		}
		requireFirstAndLastLines();
	}

	@Test
	void anErrorSurvivesAHalt() throws Exception {
		try (ChildJvm child = start("halt")) {
			child.readAll();
		}
		assertThat(log()).filteredOn((line) -> line.contains(": line ")).hasSize(1000);
		assertThat(log().get(log().size() - 1)).endsWith("this is why");
	}

	@Test
	void atAnotherLevelToo() throws Exception {
		try (ChildJvm child = start("halt-info", "--async-append.logging.flush-on=info")) {
			child.readAll();
		}
		assertThat(log().get(log().size() - 1)).endsWith("this is why");
	}

	@Test
	void aStartThatFailsIsReportedInIt() throws Exception {
		try (ChildJvm child = start("return", "--async-append.appenders.audit.sync=often")) {
			child.readAll();
		}
		assertThat(String.join("\n", log())).contains("Starting ", "APPLICATION FAILED TO START",
				"Property: async-append.appenders.audit.sync");
	}

	@Test
	void withoutLogback() throws Exception {
		try (ChildJvm child = ChildJvm.start(LIBRARIES_BUT_LOGBACK, Application.class,
				"--async-append.directory=" + this.directory, "--async-append.appenders.audit.sync=on-demand",
				"return")) {
			assertThat(child.readAll()).contains("READY");
		}
		assertThat(this.directory.resolve("audit.log")).exists();
	}

	@Test
	void withoutLogbackButThePropertySet() throws Exception {
		try (ChildJvm child = ChildJvm.start(LIBRARIES_BUT_LOGBACK, Application.class, arguments("return"))) {
			assertThat(child.readAll()).doesNotContain("READY")
				.contains("Property: async-append.logging.appender", "Reason: works with Logback only, but the logging "
						+ "system of this application is org.springframework.boot.logging.java.JavaLoggingSystem");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

		private static final Log logger = LogFactory.getLog("test");

		@Bean
		DisposableBean destroyed() {
			return () -> logger.info("destroyed");
		}

		public static void main(String[] arguments) throws Exception {
			SpringApplication starter = new SpringApplication(Application.class);
			starter.setWebApplicationType(WebApplicationType.NONE);
			// Runs when all contexts are closed, before the loggers are stopped.
			ConfigurableApplicationContext context = starter.run(arguments);
			SpringApplication.getShutdownHandlers().add(() -> logger.info("the very last line"));
			System.out.println("READY");
			switch (arguments[0]) {
				case "wait" -> Thread.currentThread().join();
				case "exit" -> System.exit(SpringApplication.exit(context));
				case "halt" -> {
					for (int i = 0; i < 1000; i++) {
						logger.info("line " + i);
					}
					logger.error("this is why");
					Runtime.getRuntime().halt(1);
				}
				case "halt-info" -> {
					logger.info("this is why");
					Runtime.getRuntime().halt(1);
				}
				default -> logger.debug("returns");
			}
		}

	}

}
