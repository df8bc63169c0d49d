package io.asyncappend.spring.boot.diagnostics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.StandardStream;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Properties of an appender of standard output; nothing is appended to it here. */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleFailureAnalysisTests {

	private static final String CONSOLE = "async-append.appenders.console.";

	@TempDir
	Path directory;

	private ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> all = new ArrayList<>(List.of("--async-append.directory=" + this.directory.resolve("none")));
		all.addAll(List.of(arguments));
		return application.run(all.toArray(String[]::new));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "sync | every-batch | cannot be forced to a device",
			"sync | 1s | cannot be forced to a device",
			"permissions | rw------- | has the mode that it was opened with",
			"shared | true | takes no lock that other processes know",
			"min-free | 1MB | does not tell which file system it leads to",
			"torn-tail | truncate | has no end to look at", "recreate | true | has no path to open again",
			"foreign-file | refuse | is not opened by a name",
			"forward.kafka.topic | orders | is not read back, from which records would go on",
			"forward.sink | mine | is not read back, from which records would go on",
			"rotation.max-size | 1MB | has no path to rotate", "rotation.every | day | has no path to rotate",
			"rotation.zone | UTC | has no path to rotate", "rotation.naming | {name}-{index} | has no path to rotate",
			"rotation.compress | true | has no path to rotate", "rotation.keep-files | 3 | has no path to rotate",
			"rotation.keep-for | 3d | has no path to rotate", "rotation.keep-size | 1GB | has no path to rotate",
			"rotation.keep-at-least | 3 | has no path to rotate" })
	void aPropertyThatNeedsAFileIsNamed(String leaf, String value, String reason, CapturedOutput output) {
		assertThatThrownBy(() -> run("--" + CONSOLE + "file=stderr", "--" + CONSOLE + leaf + "=" + value))
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "    Property: " + CONSOLE + leaf + "\n");
		assertThat(output.toString().replaceAll("\\s+", " "))
			.contains("Reason: has no meaning with " + CONSOLE + "file=stderr: standard error " + reason)
			.contains("Action: Remove the property, or set " + CONSOLE
					+ "file to a file (./stderr is one of that name).");
	}

	@ParameterizedTest
	@ValueSource(strings = { "stdout", "STDOUT", " stdout " })
	void whatAsksForNothingAndWhatDefaultsSayIsFine(String file) {
		try (ConfigurableApplicationContext context = run("--" + CONSOLE + "file=" + file,
				"--" + CONSOLE + "sync=on-demand", "--" + CONSOLE + "shared=false", "--" + CONSOLE + "min-free=0",
				"--" + CONSOLE + "recreate=false", "--" + CONSOLE + "rotation.every=never",
				"--" + CONSOLE + "rotation.max-size=0", "--" + CONSOLE + "buffer-size=64KB",
				"--async-append.confine-to-directory=true", "--async-append.defaults.sync=every-batch",
				"--async-append.defaults.min-free=1MB", "--async-append.defaults.rotation.every=day",
				"--async-append.defaults.recreate=true", "--async-append.defaults.backpressure=drop")) {
			AsyncAppender console = context.getBean("console", AsyncAppender.class);
			AppenderStatus status = console.status();
			assertThat(status.stream()).contains(StandardStream.OUT);
			assertThat(console.options().bufferSize()).isEqualTo(65536);
			assertThat(console.options().backpressure()).hasToString("drop");
			assertThat(console.options().sync().isOnDemand()).isTrue();
			assertThat(this.directory).isEmptyDirectory();
		}
	}

	@Test
	void aFileMayHaveThatName() {
		try (ConfigurableApplicationContext context = run("--" + CONSOLE + "file=./stdout")) {
			AppenderStatus status = context.getBean("console", AsyncAppender.class).status();
			assertThat(status.file()).contains(this.directory.resolve("none").resolve("stdout"));
			assertThat(this.directory.resolve("none").resolve("stdout")).exists();
		}
	}

	@Test
	void contextsAndAppendersMayHaveTheSameStream() {
		String[] arguments = { "--" + CONSOLE + "file=stdout", "--async-append.appenders.other.file=stdout" };
		AsyncAppender one;
		AsyncAppender other;
		try (ConfigurableApplicationContext second = run(arguments)) {
			try (ConfigurableApplicationContext first = run(arguments)) {
				one = first.getBean("console", AsyncAppender.class);
				other = second.getBean("console", AsyncAppender.class);
				assertThat(one).isNotSameAs(other);
			}
			assertThat(one.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
			assertThat(other.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		}
	}

	@Test
	void aChildContextClosesItsOwn() {
		try (ConfigurableApplicationContext parent = run("--" + CONSOLE + "file=stdout")) {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.addInitializers((context) -> context.setParent(parent));
			AsyncAppender inherited = parent.getBean("console", AsyncAppender.class);
			AsyncAppender own;
			try (ConfigurableApplicationContext child = application.run("--" + CONSOLE + "file=stdout",
					"--async-append.appenders.mine.file=stderr")) {
				assertThat(child.getBean("console", AsyncAppender.class)).isSameAs(inherited);
				own = child.getBean("mine", AsyncAppender.class);
			}
			assertThat(own.status().state()).isEqualTo(AppenderStatus.State.CLOSED);
			assertThat(inherited.status().state()).isEqualTo(AppenderStatus.State.OPEN);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

	}

}
