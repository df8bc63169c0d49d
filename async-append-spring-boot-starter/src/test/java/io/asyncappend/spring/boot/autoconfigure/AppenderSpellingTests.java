package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.SyncPolicy;
import io.asyncappend.spring.boot.testing.EnvironmentVariables;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One appender has one name, however its properties are spelled.
 */
class AppenderSpellingTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory);
	}

	@Test
	void anEnvironmentVariableOverridesTheFileForTheSameAppender() {
		this.runner
			.withPropertyValues("async-append.appenders.billing-events.sync=1s",
					"async-append.appenders.billing-events.buffer-size=2KB")
			.withInitializer(
					new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_BILLINGEVENTS_SYNC", "every-batch")))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactly("billing-events");
				assertThat(context.getBean(AsyncAppendFactory.class).appenders()).hasSize(1);
				AppenderOptions options = context.getBean("billing-events", AsyncAppender.class).options();
				assertThat(options.sync()).isEqualTo(SyncPolicy.everyBatch());
				assertThat(options.bufferSize()).isEqualTo(2048);
				assertThat(this.directory.resolve("billing-events.log")).exists();
			});
	}

	@Test
	void whatNoPropertyIsCalledMakesNoAppender() {
		this.runner
			.withPropertyValues("async-append.appenders.billing-events.sync=1s",
					"async-append.appenders.with.dots.file=dots.log")
			.withInitializer(
					new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_BILLING_EVENTS_SYNC", "every-batch")))
			.run((context) -> {
				assertThat(context).hasSingleBean(AsyncAppender.class);
				assertThat(context.getBean(AsyncAppendFactory.class).appenders()).hasSize(1);
			});
	}

	@Test
	void theOrderOfTheSourcesDecidesNotTheSpelling() {
		this.runner.withPropertyValues("async-append.appenders.billing-events.sync=1s")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("ASYNCAPPEND_APPENDERS_BILLINGEVENTS_SYNC", "every-batch",
								"ASYNCAPPEND_APPENDERS_BILLINGEVENTS_BUFFERSIZE", "2KB"))))
			.run((context) -> {
				AppenderOptions options = context.getBean("billing-events", AsyncAppender.class).options();
				assertThat(options.sync()).isEqualTo(SyncPolicy.every(Duration.ofSeconds(1)));
				assertThat(options.bufferSize()).isEqualTo(2048);
			});
	}

	@Test
	void anEnvironmentVariableOverridesAnEntryOfWhichNothingIsSaid() {
		this.runner.withPropertyValues("async-append.appenders.billing-events=")
			.withInitializer(
					new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_BILLINGEVENTS_SYNC", "every-batch")))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactly("billing-events");
				assertThat(context.getBean(AsyncAppender.class).options().sync()).isEqualTo(SyncPolicy.everyBatch());
			});
	}

	@Test
	void anEnvironmentVariableAloneMakesAnAppender() {
		this.runner.withInitializer(new EnvironmentVariables(Map.of("ASYNCAPPEND_APPENDERS_AUDIT_SYNC", "every-batch")))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactly("audit");
				assertThat(this.directory.resolve("audit.log")).exists();
			});
	}

}
