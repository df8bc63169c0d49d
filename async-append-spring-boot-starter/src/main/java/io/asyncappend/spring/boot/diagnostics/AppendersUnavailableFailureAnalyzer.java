package io.asyncappend.spring.boot.diagnostics;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.asyncappend.spring.boot.appenders.AppendersUnavailableException;

/**
 * Analyses appenders that cannot be had for a reason that is in the beans. Before Spring
 * Boot's own analysis of the error underneath, which would ask for a change to a method
 * of this library.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AppendersUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<AppendersUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AppendersUnavailableException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
