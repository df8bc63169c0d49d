package io.asyncappend.spring.boot.diagnostics;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.PropertyAdvice;

/**
 * Analyses a value that could not be converted to the type of its property. Spring Boot's
 * own analysis would do, but says in terms of Java what is wrong, and not what to write.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class BindPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(AsyncAppendProperties.PREFIX);

	private static final ConfigurationPropertyName APPENDERS = PREFIX.append("appenders");

	private final @Nullable Environment environment;

	BindPropertyFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (APPENDERS.isParentOf(cause.getName())) {
			return analyzeAppender(cause);
		}
		String property = cause.getName().toString();
		ConfigurationProperty found = cause.getProperty();
		String advice = PREFIX.isAncestorOf(cause.getName()) ? advice(cause.getName()) : null;
		if (advice != null && (found == null || Map.class == cause.getTarget().getType().resolve())) {
			return analyzeGroup(cause, advice);
		}
		if (advice == null || !found.getName().equals(cause.getName())) {
			return null;
		}
		return PropertyFailure.analysis(PropertyAdvice.documented(property), null, found, reason(found, cause), advice,
				cause);
	}

	private static @Nullable String advice(ConfigurationPropertyName name) {
		ConfigurationPropertyName parent = name.getParent();
		return APPENDERS.isAncestorOf(parent) && parent.getLastElement(Form.UNIFORM).equals("cursors")
				? PropertyAdvice.of(parent.toString()) : PropertyAdvice.of(name.toString());
	}

	/** The exception does not know the value, as a whole appender was to be bound. */
	private @Nullable FailureAnalysis analyzeAppender(BindException cause) {
		String property = cause.getName().toString();
		ConfigurationProperty found = PropertyFailure.find(this.environment, property);
		if (found == null) {
			return null;
		}
		return PropertyFailure.analysis(property, null, found, "is a value where the settings of an appender belong",
				"Write the settings of the appender below its name, such as " + property + ".file.", cause);
	}

	/** Likewise for what belongs together within an appender, or the defaults. */
	private @Nullable FailureAnalysis analyzeGroup(BindException cause, String advice) {
		String property = cause.getName().toString();
		ConfigurationProperty found = PropertyFailure.find(this.environment, property);
		return (found == null) ? null : PropertyFailure.analysis(property, null, found,
				"is a value where several settings belong", advice, cause);
	}

	private static String reason(ConfigurationProperty found, BindException cause) {
		if (String.valueOf(found.getValue()).isBlank()) {
			return "is empty";
		}
		Throwable root = cause;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String message = String.valueOf(root.getMessage());
		return message.startsWith("No enum constant") ? "is none of the known values" : message;
	}

}
