package io.asyncappend.spring.boot.properties;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;

/**
 * The properties {@code async-append.logging.*}. Immutable. What is not set is
 * {@code null} for the constructor, as in {@link AsyncAppendProperties}.
 *
 * @param appender Name of the appender that the log of the application goes to, one of
 * 'async-append.appenders': in the place of Spring Boot's file log or, where its file is
 * 'stdout' or 'stderr', of its console log.
 * @param flushOn Level from which on a line is written, and survives the death of the
 * process, before the call that logged it returns. 'off' is never.
 * @param flushTimeout How long such a call waits at most, on a disk that hangs.
 */
@ConfigurationProperties("async-append.logging")
public record LoggingProperties(@Nullable String appender, LogLevel flushOn, Duration flushTimeout) {

	/** The prefix of the properties. */
	public static final String PREFIX = "async-append.logging";

	/** The property that turns all of this on. */
	public static final String APPENDER = PREFIX + ".appender";

	private static final String LOGBACK = "org.springframework.boot.logging.logback.LogbackLoggingSystem";

	/**
	 * Binds before there are beans.
	 * @param environment where the properties are
	 * @return the properties
	 */
	public static LoggingProperties bindEarly(Environment environment) {
		return Binder.get(environment)
			.bindOrCreate(PREFIX, Bindable.of(LoggingProperties.class), new UnitBindHandler(BindHandler.DEFAULT));
	}

	/**
	 * Creates the properties.
	 * @throws InvalidPropertyException if the timeout is negative
	 */
	public LoggingProperties {
		flushOn = (flushOn != null) ? flushOn : LogLevel.ERROR;
		flushTimeout = (flushTimeout != null) ? flushTimeout : Duration.ofSeconds(1);
		appender = (appender != null && !appender.isBlank() && !appender.strip().equalsIgnoreCase("false"))
				? appender.strip() : null;
		if (flushTimeout.isNegative()) {
			throw new InvalidPropertyException(PREFIX + ".flush-timeout", flushTimeout, "is negative",
					"Write a duration that is not negative, such as 1s.");
		}
	}

	/**
	 * Makes sure that the logging system is one that this works with.
	 * @param classLoader of the application
	 * @throws InvalidPropertyException if it is another
	 */
	public void requireLogback(ClassLoader classLoader) {
		LoggingSystem system = LoggingSystem.get(classLoader);
		for (Class<?> type = system.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals(LOGBACK)) {
				return;
			}
		}
		throw new InvalidPropertyException(APPENDER, String.valueOf(this.appender),
				"works with Logback only, but the logging system of this application is " + system.getClass().getName(),
				"Use spring-boot-starter-logging, or remove the property.");
	}

}
