package io.asyncappend.spring.boot.properties;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.logging.LogLevel;
import org.springframework.core.env.Environment;

/**
 * The properties {@code async-append.logging.*}. Immutable.
 *
 * @param appender Name of the appender that the file log of the application goes to, one
 * of 'async-append.appenders'.
 * @param flushOn Level from which on a line is written, and survives the death of the
 * process, before the call that logged it returns. 'off' is never.
 * @param flushTimeout How long such a call waits at most, on a disk that hangs.
 */
@ConfigurationProperties("async-append.logging")
public record LoggingProperties(@Nullable String appender, @DefaultValue("error") LogLevel flushOn,
		@DefaultValue("1s") Duration flushTimeout) {

	/** The prefix of the properties. */
	public static final String PREFIX = "async-append.logging";

	/** The property that turns all of this on. */
	public static final String APPENDER = PREFIX + ".appender";

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
		appender = (appender != null && !appender.isBlank() && !appender.strip().equalsIgnoreCase("false"))
				? appender.strip() : null;
		if (flushTimeout.isNegative()) {
			throw new InvalidPropertyException(PREFIX + ".flush-timeout", flushTimeout, "is negative",
					"Write a duration that is not negative, such as 1s.");
		}
	}

}
