package io.asyncappend.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * Analyses a value that could be converted but will not do.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	private final @Nullable Environment environment;

	InvalidPropertyFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		return PropertyFailure.analysis(cause.getProperty(), cause.getValue(),
				PropertyFailure.find(this.environment, cause.getProperty()),
				PropertyFailure.origin(this.environment, cause.getProperty()), cause.getReason(), cause.getAdvice(),
				cause);
	}

}
