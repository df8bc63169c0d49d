package io.asyncappend.spring.boot.properties;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.asyncappend.Backpressure;
import io.asyncappend.StandardStream;

/**
 * That a property names a configured appender for some use. The appender must be
 * configured and may have no other use, and its defaults are what suits the use. A bean
 * of this type makes both hold before any file is opened.
 *
 * @param property the property that names the appender
 * @param appender the name of the appender, in any spelling
 * @param backpressure what its backpressure is if its own properties do not say, whatever
 * {@code async-append.defaults} says; {@code null} for what that says
 * @param backpressureTimeout likewise how long {@code block} waits for room
 * @param streamRefusal why it cannot be a standard stream, without its subject;
 * {@code null} if it can
 */
public record AppenderUse(String property, String appender, Backpressure.@Nullable Action backpressure,
		@Nullable Duration backpressureTimeout, @Nullable String streamRefusal) {

	/**
	 * The name of the appender as it is configured.
	 * @param properties the properties
	 * @return the name, in the spelling of {@code async-append.appenders}
	 * @throws InvalidPropertyException if no such appender is configured
	 */
	public String configuredName(AsyncAppendProperties properties) {
		Optional<String> configured = AppenderNames.find(properties.appenders().keySet(), this.appender);
		if (configured.isEmpty()) {
			throw unknown(properties);
		}
		return configured.get();
	}

	/**
	 * Whether the appender is configured.
	 * @param properties the properties
	 * @return whether it has an entry in {@code async-append.appenders}
	 */
	public boolean isConfigured(AsyncAppendProperties properties) {
		return AppenderNames.find(properties.appenders().keySet(), this.appender).isPresent();
	}

	/** Refuses an appender of a standard stream where the use needs a file. */
	void check(String name, StandardStream stream) {
		if (this.streamRefusal != null) {
			String file = AppenderNames.property(name, "file");
			throw new InvalidPropertyException(
					this.property, this.appender, "is an appender of " + stream + " (" + file + "=" + stream.shortName()
							+ "), which " + this.streamRefusal,
					"Set " + file + " to a file, or name another appender.");
		}
	}

	private InvalidPropertyException unknown(AsyncAppendProperties properties) {
		String known = properties.appenders().isEmpty() ? "there are none"
				: properties.appenders()
					.keySet()
					.stream()
					.sorted()
					.collect(Collectors.joining("', '", "there are '", "'"));
		if (this.appender.isBlank()) {
			return new InvalidPropertyException(this.property, this.appender,
					"is empty, but what there is was decided ahead of time, when it named an appender",
					"Remove the name where the application is built.");
		}
		String missing = this.appender;
		return new InvalidPropertyException(this.property, this.appender,
				"is not the name of an entry of " + AsyncAppendProperties.PREFIX + ".appenders; " + known,
				"Name one of them, or add the entry, for instance " + AppenderNames.property(missing, "file") + "="
						+ missing + ".log.");
	}

	static Map<String, AppenderUse> byAppender(AsyncAppendProperties properties, List<AppenderUse> uses) {
		Map<String, AppenderUse> byAppender = new LinkedHashMap<>();
		for (AppenderUse use : uses) {
			String name = AppenderNames.uniform(use.configuredName(properties));
			AppenderUse other = byAppender.putIfAbsent(name, use);
			if (other != null) {
				throw new InvalidPropertyException(use.property, use.appender,
						"is the appender that " + other.property + " names, too",
						"Give each of the two an appender of its own.");
			}
		}
		return byAppender;
	}

}
