package io.asyncappend.spring.boot.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendAutoConfiguration;
import io.asyncappend.spring.boot.testing.LogProperties;

/**
 * Real applications in this JVM, whose log goes through an appender.
 */
abstract class LoggedApplications {

	private static final String[] DEFAULTS = { "--async-append.logging.appender=app",
			"--async-append.appenders.app.file=app.log", "--async-append.appenders.audit.sync=on-demand" };

	@TempDir
	Path directory;

	final List<ConfigurableApplicationContext> running = new ArrayList<>();

	ConfigurableApplicationContext run(Class<?> application, String... arguments) {
		SpringApplication starter = new SpringApplication(application);
		starter.setWebApplicationType(WebApplicationType.NONE);
		starter.setMainApplicationClass(application);
		ConfigurableApplicationContext context = starter.run(arguments(arguments));
		this.running.add(context);
		return context;
	}

	/** The later one of two for the same property wins. */
	String[] arguments(String... arguments) {
		Map<String, String> byProperty = new LinkedHashMap<>();
		Stream.of(Stream.of("--async-append.directory=" + this.directory), Stream.of(DEFAULTS), Stream.of(arguments))
			.flatMap((some) -> some)
			.forEach((argument) -> byProperty.put(argument.substring(0, argument.indexOf('=')), argument));
		return byProperty.values().toArray(String[]::new);
	}

	/** As far as it is written, which it is soon. */
	List<String> log() throws IOException {
		this.running.stream()
			.filter(ConfigurableApplicationContext::isActive)
			.forEach((context) -> context.getBeanProvider(AsyncAppendFactory.class)
				.ifAvailable(AsyncAppendFactory::flush));
		return Files.readAllLines(this.directory.resolve("app.log"));
	}

	/** An open would be refused while any appender has the file. */
	void requireClosed() {
		try (AsyncAppendFactory other = AsyncAppendFactory.create()) {
			other.open("other", this.directory.resolve("app.log"));
		}
	}

	@AfterEach
	void closeAll() {
		this.running.forEach(ConfigurableApplicationContext::close);
		requireClosed();
		LogProperties.clear();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Umlauts {

		Umlauts() {
			LogFactory.getLog("Umlauts").info("\u00e4\u00f6\u00fc");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class OwnFactory {

		@Bean
		AsyncAppendFactory mine() {
			return AsyncAppendFactory.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class Failing {

		@Bean
		Object fails(AsyncAppendFactory factory) {
			throw new IllegalStateException("no start today");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AsyncAppendAutoConfiguration.class)
	static class FailingRunner {

		@Bean
		org.springframework.boot.ApplicationRunner runner() {
			return (arguments) -> {
				throw new IllegalStateException("ran into it");
			};
		}

	}

}
