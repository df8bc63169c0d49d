package io.asyncappend.spring.boot.testing;

import org.springframework.boot.logging.LoggingSystemProperty;

/** The system properties of Spring Boot's logging. */
public final class LogProperties {

	private LogProperties() {
	}

	/** Spring Boot leaves them set, and the next application would get them. */
	public static void clear() {
		for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
			System.clearProperty(property.getEnvironmentVariableName());
		}
	}

}
