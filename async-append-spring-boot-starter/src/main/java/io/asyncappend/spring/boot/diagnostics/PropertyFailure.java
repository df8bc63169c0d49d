package io.asyncappend.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
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
		StringBuilder description = new StringBuilder(
				"A property of async-append has a value that will not do:%n".formatted());
		description.append("%n    Property: %s".formatted(PrintableText.of(property)));
		// As it was written, if it was: "0" says more to its author than "0B".
		description.append("%n    Value: \"%s\""
			.formatted(PrintableText.of(String.valueOf((found != null) ? found.getValue() : value))));
		if (found != null && found.getOrigin() != null) {
			description.append("%n    Origin: %s".formatted(PrintableText.of(found.getOrigin())));
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

}
