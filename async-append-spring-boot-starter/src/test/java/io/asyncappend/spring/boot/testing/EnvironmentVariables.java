package io.asyncappend.spring.boot.testing;

import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Variables that a test sets before all other sources, as the environment of a process
 * would have them. Spring Boot knows these by the end of the name of their source.
 */
public record EnvironmentVariables(
		Map<String, Object> variables) implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", this.variables));
	}

}
