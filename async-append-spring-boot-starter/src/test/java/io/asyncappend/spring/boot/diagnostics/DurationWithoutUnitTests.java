package io.asyncappend.spring.boot.diagnostics;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAuditAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendEndpointAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A number is no duration, in none of the properties.
 */
@ExtendWith(OutputCaptureExtension.class)
class DurationWithoutUnitTests {

	@TempDir
	Path directory;

	private ConfigurableApplicationContext run(Class<?> application, String... more) {
		SpringApplication starter = new SpringApplication(application);
		starter.setWebApplicationType(WebApplicationType.NONE);
		List<String> arguments = new ArrayList<>(
				List.of("--async-append.directory=" + this.directory, "--async-append.appenders.app.file=app.log",
						"--async-append.appenders.audit.file=audit.log", "--async-append.audit.appender=audit"));
		arguments.addAll(List.of(more));
		return starter.run(arguments.toArray(String[]::new));
	}

	@ParameterizedTest
	@ValueSource(strings = { "shutdown-timeout", "defaults.backpressure-timeout", "defaults.write-retry",
			"defaults.rotation.keep-for", "appenders.app.backpressure-timeout", "appenders.app.write-retry",
			"appenders.app.rotation.keep-for", "audit.timeout" })
	void itIsRefused(String property, CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append." + property + "=30").close())
			.isInstanceOf(RuntimeException.class);
		assertRefused(output, property);
	}

	@ParameterizedTest
	@ValueSource(strings = { "logging.flush-timeout", "shutdown-timeout", "appenders.app.rotation.keep-for" })
	void itIsRefusedBeforeThereAreBeansToo(String property, CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.logging.appender=app",
				"--async-append." + property + "=30")
			.close()).isInstanceOf(RuntimeException.class);
		assertRefused(output, property);
	}

	private void assertRefused(CapturedOutput output, String property) {
		assertThat(output).contains("APPLICATION FAILED TO START", "    Property: async-append." + property + "\n",
				"    Value: \"30\"\n", "    Reason: is a number without a unit, and would be milliseconds\n",
				"Write the unit too, such as 30s for seconds, 30m for minutes, 30h for hours or 30d for days.");
		assertThat(this.directory.resolve("app.log")).doesNotExist();
	}

	@Test
	void itIsRefusedBehindAPlaceholder(CapturedOutput output) {
		assertThatThrownBy(() -> run(Application.class, "--async-append.shutdown-timeout=${wait:5}").close())
			.isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: async-append.shutdown-timeout", "such as 5s for seconds");
	}

	@Test
	void itIsRefusedOfTheEndpointToo(CapturedOutput output) {
		assertThatThrownBy(() -> run(Actuated.class, "--management.endpoint.asyncappend.timeout=10",
				"--management.endpoints.jmx.exposure.include=asyncappend", "--spring.jmx.enabled=true")
			.close()).isInstanceOf(RuntimeException.class);
		assertThat(output).contains("Property: management.endpoint.asyncappend.timeout\n", "such as 10s for seconds");
	}

	@Test
	void zeroNeedsNoUnit() {
		try (ConfigurableApplicationContext context = run(Application.class, "--async-append.defaults.write-retry=0",
				"--async-append.defaults.rotation.keep-for=30d")) {
			AsyncAppender app = context.getBean("app", AsyncAppender.class);
			assertThat(app.options().writeRetry()).isZero();
			assertThat(app.options().rotation().keepFor()).isEqualTo(Duration.ofDays(30));
		}
	}

	@Test
	void aConverterOfTheApplicationHasItsSay() {
		try (ConfigurableApplicationContext context = run(Seconds.class, "--async-append.defaults.write-retry=30")) {
			assertThat(context.getBean("app", AsyncAppender.class).options().writeRetry()).hasSeconds(30);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendAuditAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendAuditAutoConfiguration.class,
			AsyncAppendEndpointAutoConfiguration.class })
	static class Actuated {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AsyncAppendAutoConfiguration.class, AsyncAppendAuditAutoConfiguration.class })
	static class Seconds {

		@Bean
		@ConfigurationPropertiesBinding
		static SecondsConverter seconds() {
			return new SecondsConverter();
		}

	}

	static class SecondsConverter implements Converter<String, Duration> {

		@Override
		public Duration convert(String seconds) {
			return Duration.ofSeconds(Long.parseLong(seconds));
		}

	}

}
