package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.convert.converter.Converter;
import org.springframework.util.unit.DataSize;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What counts for the properties of an application counts for these.
 */
class BindingTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendAccessLogAutoConfiguration.class, AsyncAppendAuditAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory);
	}

	@ParameterizedTest
	@CsvSource({ "appenders.audit", "defaults" })
	void aConverterOfTheApplicationCounts(String where) {
		this.runner.withUserConfiguration(Sizes.class)
			.withPropertyValues("async-append.appenders.audit.sync=on-demand",
					"async-append." + where + ".buffer-size=two pages")
			.run((context) -> assertThat(context.getBean("audit", AsyncAppender.class).options().bufferSize())
				.isEqualTo(8192));
	}

	@Test
	void aPlaceholderIsReplacedByALatePropertySource() {
		this.runner.withUserConfiguration(Late.class)
			.withBean(Properties.class, () -> properties(Map.of("size", "2KB")))
			.withPropertyValues("async-append.appenders.audit.buffer-size=${size}")
			.run((context) -> assertThat(context.getBean("audit", AsyncAppender.class).options().bufferSize())
				.isEqualTo(2048));
	}

	@Test
	void aLatePropertySourceMakesAppendersAndTheirBeans() {
		this.runner.withUserConfiguration(Late.class)
			.withBean(Properties.class,
					() -> properties(Map.of("async-append.appenders.audit.buffer-size", "2KB",
							"async-append.appenders.access.sync", "every-batch", "async-append.enabled", "false")))
			.withPropertyValues("async-append.appenders.access.buffer-size=4KB")
			.run((context) -> {
				assertThat(context.getBeanNamesForType(AsyncAppender.class)).containsExactlyInAnyOrder("audit",
						"access");
				AsyncAppendFactory factory = context.getBean(AsyncAppendFactory.class);
				assertThat(factory.isEnabled()).isFalse();
				assertThat(factory.find("audit")).containsSame(context.getBean("audit", AsyncAppender.class));
				assertThat(factory.find("audit").orElseThrow().options().bufferSize()).isEqualTo(2048);
				assertThat(factory.find("access").orElseThrow().options().toString()).contains("every-batch");
			});
	}

	@ParameterizedTest
	@CsvSource({ "async-append.audit.appender", "async-append.access-log.appender", "async-append.logging.appender",
			"async-append.bean-name-prefix" })
	void whatHadToBeKnownBeforeIsRefusedThere(String property) {
		this.runner.withUserConfiguration(Late.class)
			.withBean(Properties.class, () -> properties(Map.of(property, "audit")))
			.withPropertyValues("async-append.appenders.audit.sync=on-demand")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining(property + "=audit: has no effect in the property sources of a Property"));
	}

	private static Properties properties(Map<String, String> values) {
		Properties properties = new Properties();
		properties.putAll(values);
		return properties;
	}

	@Configuration(proxyBeanMethods = false)
	static class Sizes {

		@Bean
		@ConfigurationPropertiesBinding
		static Converter<String, DataSize> sizeConverter() {
			// A lambda would hide the types.
			return new Converter<>() {

				@Override
				public DataSize convert(String source) {
					return source.equals("two pages") ? DataSize.ofKilobytes(8) : DataSize.parse(source);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Late {

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders(Properties properties) {
			PropertySourcesPlaceholderConfigurer configurer = new PropertySourcesPlaceholderConfigurer();
			configurer.setProperties(properties);
			return configurer;
		}

	}

}
