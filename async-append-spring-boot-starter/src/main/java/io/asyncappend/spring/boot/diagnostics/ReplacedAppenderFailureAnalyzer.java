package io.asyncappend.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.PropertyAdvice;

/**
 * Analyses a bean that was to replace that of a configured appender. Spring Boot's own
 * analysis proposes to allow that, and the appender would be missing.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class ReplacedAppenderFailureAnalyzer extends AbstractFailureAnalyzer<BeanDefinitionOverrideException> {

	private final @Nullable Environment environment;

	ReplacedAppenderFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanDefinitionOverrideException cause) {
		Object name = cause.getExistingDefinition().getAttribute(AsyncAppender.class.getName());
		if (name == null) {
			return null;
		}
		BeanDefinition other = cause.getBeanDefinition();
		String place = (other.getResourceDescription() != null) ? ", defined in " + other.getResourceDescription() : "";
		String property = AppenderNames.property(name.toString());
		return PropertyFailure.analysis(property, name, PropertyFailure.find(this.environment, property),
				"is the name of another bean" + place, PropertyAdvice.beanNameOf(name.toString()), cause);
	}

}
