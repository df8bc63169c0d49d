package io.asyncappend.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.SyncPolicy;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spelling of a name in a configuration file names the bean and the file, whatever
 * else overrides its values.
 */
class NamesInFilesTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() throws IOException {
		Files.createDirectories(this.directory.resolve("config"));
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("place",
						Map.of("async-append.directory", this.directory.resolve("data").toString(),
								"spring.config.location", this.directory.resolve("config") + "/"))))
			.withInitializer(new ConfigDataApplicationContextInitializer());
	}

	@ParameterizedTest
	@CsvSource({ "orderLines", "order-lines", "order_lines", "ORDERLINES", "orderlines", "OrDeRlInEs" })
	void theEnvironmentRenamesNothing(String name) throws IOException {
		write("application.yaml", name, "buffer-size: 2KB");
		this.runner
			.withInitializer(new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_ORDERLINES_SYNC", "every-batch")))
			.run((context) -> assertOne(context, name));
	}

	@Test
	void anEnvironmentBelowTheFilesRenamesNothing() throws IOException {
		write("application.yaml", "orderLines", "buffer-size: 2KB");
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("ASYNCAPPEND_APPENDERS_ORDERLINES_SYNC", "every-batch"))))
			.run((context) -> assertOne(context, "orderLines"));
	}

	@ParameterizedTest
	@CsvSource({ "orderLines,order-lines", "order-lines,orderLines", "orderlines,order_lines", "ORDERLINES,OrderLines",
			"orderLines,orderlines", "oRdErLiNeS,OrDeRlInEs" })
	void aProfileRenamesNothing(String name, String inProfile) throws IOException {
		write("application.yaml", name, "buffer-size: 2KB");
		write("application-prod.yaml", inProfile, "sync: every-batch");
		this.runner.withPropertyValues("spring.profiles.active=prod").run((context) -> assertOne(context, name));
	}

	@ParameterizedTest
	@CsvSource({ "orderLines", "order-lines", "ORDERLINES" })
	void anArgumentRenamesNothing(String name) throws IOException {
		write("application.yaml", "orderlines", "buffer-size: 2KB");
		this.runner.withPropertyValues("async-append.appenders." + name + ".sync=every-batch")
			.run((context) -> assertOne(context, "orderlines"));
	}

	@Test
	void aSystemPropertyRenamesNothing() throws IOException {
		write("application.yaml", "orderLines", "buffer-size: 2KB");
		this.runner.withSystemProperties("async-append.appenders.order-lines.sync=every-batch")
			.run((context) -> assertOne(context, "orderLines"));
	}

	@Test
	void aNameOfTheEnvironmentAloneIsInLowerCase() {
		this.runner
			.withInitializer(new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_ORDERLINES_SYNC", "every-batch")))
			.run((context) -> assertThat(context.getBeanNamesForType(AsyncAppender.class))
				.containsExactly("orderlines"));
	}

	@Test
	void aVariableOfTheOldFormOverridesTheFileToo() throws IOException {
		write("application.yaml", "order-lines", "buffer-size: 2KB");
		this.runner
			.withInitializer(new EnvironmentVariables(Map.of("ASYNC_APPEND_APPENDERS_ORDER_LINES_SYNC", "every-batch",
					"ASYNCAPPEND_APPENDERS_ORDERLINES_SHARED", "true")))
			.run((context) -> {
				assertOne(context, "order-lines");
				assertThat(context.getBean(AsyncAppender.class).options().shared()).isTrue();
			});
	}

	@Test
	void aNameInBracketsIsTakenAsItIs() throws IOException {
		write("application.yaml", "'[Order.Lines_a-b]'", "buffer-size: 2KB");
		write("application-prod.yaml", "'[Order.Lines_a-b]'", "sync: every-batch");
		this.runner.withPropertyValues("spring.profiles.active=prod")
			.run((context) -> assertOne(context, "Order.Lines_a-b"));
	}

	@Test
	void namesThatSpringBootKeepsApartAreRefused() throws IOException {
		write("application.yaml", "'[order-lines]'", "buffer-size: 2KB");
		write("application-prod.yaml", "order-lines", "sync: every-batch");
		this.runner.withPropertyValues("spring.profiles.active=prod")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("is the same name as that of async-append.appenders[order-lines]"));
	}

	@Test
	void twoSpellingsInOneFileAreRefused() throws IOException {
		Files.writeString(this.directory.resolve("config/application.yaml"), """
				async-append:
				  appenders:
				    orderLines: { file: one.log }
				    order-lines: { file: other.log }
				""");
		this.runner.run((context) -> assertThat(context).getFailure()
			.isInstanceOf(InvalidPropertyException.class)
			.hasMessageContaining(
					"async-append.appenders.order-lines.file=order-lines: is the same name as 'orderLines'"));
	}

	@Test
	void twoSpellingsInOneFileOfDifferentThingsAreOneAppender() throws IOException {
		Files.writeString(this.directory.resolve("config/application.yaml"), """
				async-append:
				  appenders:
				    orderLines: { buffer-size: 2KB }
				    order-lines: { sync: every-batch }
				""");
		this.runner.run((context) -> assertOne(context, "order-lines"));
	}

	private void write(String file, String name, String property) throws IOException {
		Files.writeString(this.directory.resolve("config").resolve(file),
				"async-append:\n  appenders:\n    " + name + ":\n      " + property + "\n");
	}

	private void assertOne(AssertableApplicationContext context, String name) throws IOException {
		assertThat(context).hasNotFailed();
		assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactly(name);
		assertThat(context.getBean(AsyncAppendFactory.class).appenders()).extracting(AsyncAppender::name)
			.containsExactly(name);
		AsyncAppender appender = context.getBean(name, AsyncAppender.class);
		assertThat(appender.options().bufferSize()).isEqualTo(2048);
		assertThat(appender.options().sync()).isEqualTo(SyncPolicy.everyBatch());
		try (Stream<Path> files = Files.list(this.directory.resolve("data"))) {
			assertThat(files.map((file) -> file.getFileName().toString()).filter((file) -> !file.startsWith(".")))
				.containsExactly(name + ".log");
		}
	}

}
