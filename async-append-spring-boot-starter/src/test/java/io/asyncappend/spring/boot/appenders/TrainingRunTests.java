package io.asyncappend.spring.boot.appenders;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A training run for an archive of classes: Spring halts the JVM once the context is
 * refreshed, so that nothing is closed.
 */
@Tag("jdk")
class TrainingRunTests {

	@TempDir
	Path directory;

	@Test
	void aTrainingRunTouchesNothingOutsideTheDirectoryItIsGiven() throws Exception {
		Path real = this.directory.resolve("real");
		Path scratch = this.directory.resolve("scratch");
		assertThat(train(real, "--async-append.directory=" + scratch, "--async-append.confine-to-directory=true",
				"--async-append.logging.appender="))
			.doesNotContain("FAILED", "ERROR");
		assertThat(real).doesNotExist();
		assertThat(scratch.resolve("audit.log")).exists();
		assertThat(scratch.resolve("app.log")).isEmptyFile();
		// A file that lies elsewhere would be touched: the start is refused.
		Path absolute = this.directory.resolve("absolute.log");
		assertThat(train(real, "--async-append.directory=" + scratch, "--async-append.confine-to-directory=true",
				"--async-append.appenders.audit.file=" + absolute))
			.contains("APPLICATION FAILED TO START", "async-append.appenders.audit.file");
		assertThat(absolute).doesNotExist();
	}

	private static String train(Path real, String... more) throws Exception {
		String[] arguments = new String[more.length + 1];
		arguments[0] = real.toString();
		System.arraycopy(more, 0, arguments, 1, more.length);
		try (ChildJvm child = ChildJvm.start(Application.class, arguments)) {
			return child.readAll();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

		public static void main(String[] arguments) {
			System.setProperty("spring.context.exit", "onRefresh");
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.setDefaultProperties(
					Map.of("async-append.directory", arguments[0], "async-append.appenders.audit.sync", "every-batch",
							"async-append.appenders.app.file", "app.log", "async-append.logging.appender", "app"));
			String[] rest = new String[arguments.length - 1];
			System.arraycopy(arguments, 1, rest, 0, rest.length);
			application.run(rest);
			throw new IllegalStateException("the JVM should have been halted: ERROR");
		}

	}

}
