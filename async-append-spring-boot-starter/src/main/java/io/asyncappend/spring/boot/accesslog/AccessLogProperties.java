package io.asyncappend.spring.boot.accesslog;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.accesslog.pattern.LinePattern;
import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * The properties {@code async-append.access-log.*}. Immutable.
 *
 * @param appender Name of the appender that gets a line for each request. There is no
 * access log without it. Its backpressure is 'drop' unless its own property says
 * otherwise.
 * @param pattern What a line says: 'common', 'combined', or a pattern of directives such
 * as '%h %t "%r" %s %b %D'.
 */
@ConfigurationProperties("async-append.access-log")
public record AccessLogProperties(@Nullable String appender, @DefaultValue("common") String pattern) {

	/** The property that turns the access log on. */
	public static final String APPENDER = "async-append.access-log.appender";

	/**
	 * Creates the properties.
	 * @throws InvalidPropertyException if the pattern is none
	 */
	public AccessLogProperties {
		compile(pattern);
	}

	/**
	 * What the appender is used for.
	 * @return the use
	 */
	public AppenderUse use() {
		return new AppenderUse(APPENDER, (this.appender != null) ? this.appender : "", Backpressure.Action.DROP, null);
	}

	/**
	 * The pattern, compiled.
	 * @return the pattern
	 */
	public LinePattern linePattern() {
		return compile(this.pattern);
	}

	private static LinePattern compile(String pattern) {
		try {
			return LinePattern.of(pattern);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException("async-append.access-log.pattern", pattern,
					String.valueOf(ex.getMessage()),
					"Write common, combined, or text with the directives " + LinePattern.DIRECTIVES + ".", ex);
		}
	}

}
