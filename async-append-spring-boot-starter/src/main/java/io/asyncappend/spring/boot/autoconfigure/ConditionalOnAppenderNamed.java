package io.asyncappend.spring.boot.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.asyncappend.spring.boot.properties.ConfiguredNames;

/**
 * Matches where a property names an appender. An empty value names none, so that a
 * profile or an environment variable can turn off what a file turns on; nor does
 * {@code false}. {@link #FORWARD} matches where any appender has a property below
 * {@code forward}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(ConditionalOnAppenderNamed.Evaluation.class)
@interface ConditionalOnAppenderNamed {

	/** Stands for what any appender has below {@code forward}. */
	String FORWARD = "async-append.appenders.*.forward";

	/**
	 * The name of the property.
	 * @return the name of the property
	 */
	String value();

	/** Evaluates the condition. */
	final class Evaluation extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			String property = metadata.getAnnotations().get(ConditionalOnAppenderNamed.class).getString("value");
			ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnAppenderNamed.class,
					property);
			if (property.equals(FORWARD)) {
				return ConfiguredNames.isForwarded(ConfigurationPropertySources.get(context.getEnvironment()))
						? ConditionOutcome.match(message.because("there is one"))
						: ConditionOutcome.noMatch(message.because("there is none"));
			}
			String appender = context.getEnvironment().getProperty(property, "").strip();
			return (appender.isEmpty() || appender.equalsIgnoreCase("false"))
					? ConditionOutcome.noMatch(message.because("it names no appender"))
					: ConditionOutcome.match(message.because("it names '" + appender + "'"));
		}

	}

}
