package io.asyncappend.spring.boot.appenders;

import java.time.Duration;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Appender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Cursor;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/** Opens the configured cursors of configured appenders. */
public final class ConfiguredCursors {

	private ConfiguredCursors() {
	}

	/**
	 * Makes the bean of a cursor; the bean definitions name this method.
	 * @param configured the configured appenders
	 * @param properties the properties
	 * @param appender the name of the appender
	 * @param cursor the name of the cursor
	 * @return the cursor, open
	 * @throws InvalidPropertyException if it cannot be opened
	 */
	public static LogCursor open(ConfiguredAppenders configured, ObjectProvider<AsyncAppendProperties> properties,
			String appender, String cursor) {
		LogCursor.Options options = options(properties.getObject(), appender, cursor);
		return opened(configured.find(appender), options, appender, cursor);
	}

	/**
	 * Makes the bean of a cursor of an appender that is a bean of the application's own,
	 * in the place of a configured one; the bean definitions name this method.
	 * @param own the appender
	 * @param properties the properties
	 * @param appender the name of the appender
	 * @param cursor the name of the cursor
	 * @return the cursor, open
	 * @throws InvalidPropertyException if it cannot be opened
	 */
	public static LogCursor openOf(AsyncAppender own, ObjectProvider<AsyncAppendProperties> properties, String appender,
			String cursor) {
		return opened(own, options(properties.getObject(), appender, cursor), appender, cursor);
	}

	/**
	 * Not called like a factory method: processing ahead of time could not tell which.
	 */
	private static LogCursor opened(AsyncAppender appender, LogCursor.Options options, String name, String cursor) {
		try {
			return SharedCursors.open(appender, cursor, options);
		}
		catch (AppendException | UnsupportedOperationException | IllegalStateException | IllegalArgumentException ex) {
			throw new InvalidPropertyException(AppenderNames.cursorProperty(name, cursor), cursor,
					"is a cursor that cannot be opened: " + ex.getMessage(),
					"A cursor needs a file of its own with lasting-positions, a name that a file can have, and is open"
							+ " once at a time; application contexts share it if they agree about its options. Remove the"
							+ " property otherwise.",
					ex);
		}
	}

	/** All in all those of the defaults where nothing more is said of it. */
	private static LogCursor.Options options(AsyncAppendProperties properties, String appender, String cursor) {
		for (Map.Entry<String, Appender> configured : properties.appenders().entrySet()) {
			if (!AppenderNames.isSame(configured.getKey(), appender)) {
				continue;
			}
			for (Map.Entry<String, Cursor> one : configured.getValue().cursors().entrySet()) {
				if (AppenderNames.isSame(one.getKey(), cursor)) {
					return options(AppenderNames.cursorProperty(appender, cursor), one.getValue());
				}
			}
		}
		return LogCursor.Options.DEFAULTS;
	}

	private static LogCursor.Options options(String property, Cursor cursor) {
		Duration interval = cursor.forceInterval();
		if (interval.isNegative()) {
			throw new InvalidPropertyException(property + ".force-interval", interval, "is negative",
					"Write a duration such as 1s, or 0s to force at once.");
		}
		return new LogCursor.Options(cursor.start(), interval);
	}

}
