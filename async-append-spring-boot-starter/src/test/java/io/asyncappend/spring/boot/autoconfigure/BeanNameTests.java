package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An appender whose bean cannot have its name.
 */
class BeanNameTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"async-append.appenders.app.sync=every-batch");
	}

	@Test
	void aNameThatIsTakenSaysTheWayOut() {
		this.runner.withBean("app", App.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("is the name of a bean that is no appender but a " + App.class.getName())
				.hasMessageContaining("async-append.bean-name-prefix")
				.hasMessageContaining("@Qualifier(\"app\")"));
	}

	@Test
	void thePrefixIsAWayOutAndTheNameRemainsTheQualifier() {
		this.runner.withBean("app", App.class)
			.withUserConfiguration(Injected.class)
			.withPropertyValues("async-append.bean-name-prefix=appender-", "async-append.appenders.audit.sync=1s")
			.run((context) -> {
				assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactlyInAnyOrder("appender-app",
						"appender-audit");
				AsyncAppender app = context.getBean(AsyncAppendFactory.class).find("app").orElseThrow();
				assertThat(context.getBean("injected", Holder.class).appender()).isSameAs(app);
				assertThat(context.getBean("appender-app")).isSameAs(app);
				assertThat(this.directory.resolve("app.log")).exists();
			});
	}

	@Test
	void aPrefixedNameMayBeTakenToo() {
		this.runner.withBean("appender-app", App.class)
			.withPropertyValues("async-append.bean-name-prefix=appender-")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("is, behind the prefix 'appender-', the name of a bean that is no appender"));
	}

	@Test
	void anAppenderOfTheUserStillTakesThePlaceOfOne() {
		this.runner
			.withBean("app", AsyncAppender.class,
					() -> AsyncAppendFactory.create().open("mine", this.directory.resolve("mine.log")))
			.withPropertyValues("async-append.bean-name-prefix=appender-")
			.run((context) -> {
				assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactly("app");
				assertThat(this.directory.resolve("app.log")).doesNotExist();
				context.getBean(AsyncAppender.class).close();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "messageSource", "lifecycleProcessor", "environment", "conversionService" })
	void namesOfTheContextAreTaken(String name) {
		this.runner.withPropertyValues("async-append.appenders." + name + ".sync=on-demand")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("async-append.bean-name-prefix"));
	}

	@Test
	void aDefinitionThatReplacesTheBeanIsRefused() {
		this.runner.withAllowBeanDefinitionOverriding(true)
			.withConfiguration(AutoConfigurations.of(LaterAutoConfiguration.class))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("is the name of a bean that is no appender but a java.lang.StringBuilder"));
	}

	record App() {
	}

	record Holder(AsyncAppender appender) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Bean
		Holder injected(@Qualifier("app") AsyncAppender appender) {
			return new Holder(appender);
		}

	}

	@org.springframework.boot.autoconfigure.AutoConfiguration(after = AsyncAppendAutoConfiguration.class)
	static class LaterAutoConfiguration {

		@Bean
		StringBuilder app() {
			return new StringBuilder();
		}

	}

}
