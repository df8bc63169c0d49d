package io.asyncappend.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.text.PrintableText;

/**
 * The text of an analysis: the property, its value, where that comes from, what is wrong
 * with it, and what to write instead.
 */
final class PropertyFailure {

	private PropertyFailure() {
	}

	static FailureAnalysis analysis(String property, @Nullable Object value, @Nullable ConfigurationProperty found,
			String reason, String advice, Throwable cause) {
		return analysis(property, value, found, (found != null) ? found.getOrigin() : null, reason, advice, cause);
	}

	static FailureAnalysis analysis(String property, @Nullable Object value, @Nullable ConfigurationProperty found,
			@Nullable Origin origin, String reason, String advice, Throwable cause) {
		StringBuilder description = new StringBuilder(
				"A property of async-append has a value that will not do:%n".formatted());
		description.append("%n    Property: %s".formatted(PrintableText.of(property)));
		// As it was written, if it was: "0" says more to its author than "0B".
		description.append("%n    Value: \"%s\""
			.formatted(PrintableText.of(String.valueOf((found != null) ? found.getValue() : value))));
		if (origin != null) {
			description.append("%n    Origin: %s".formatted(PrintableText.of(origin)));
		}
		description.append("%n    Reason: %s".formatted(PrintableText.of(reason)));
		return new FailureAnalysis(description.toString(), PrintableText.of(advice), cause);
	}

	static @Nullable ConfigurationProperty find(@Nullable Environment environment, String property) {
		if (environment == null || !ConfigurationPropertyName.isValid(property)) {
			return null;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Where a property comes from, or, if that has no value, the first one below it: what
	 * is wrong with a cursor is so with all that is said of it.
	 */
	static @Nullable Origin origin(@Nullable Environment environment, String property) {
		ConfigurationProperty found = find(environment, property);
		if (found != null || environment == null || !ConfigurationPropertyName.isValid(property)) {
			return (found != null) ? found.getOrigin() : null;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName one : iterable) {
					if (name.isAncestorOf(one)) {
						return Origin.from(source.getConfigurationProperty(one));
					}
				}
			}
		}
		return null;
	}

}
