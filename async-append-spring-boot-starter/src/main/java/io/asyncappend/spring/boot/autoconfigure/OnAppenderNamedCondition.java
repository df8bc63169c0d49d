package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Evaluates {@link ConditionalOnAppenderNamed}.
 */
final class OnAppenderNamedCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String property = metadata.getAnnotations().get(ConditionalOnAppenderNamed.class).getString("value");
		String appender = context.getEnvironment().getProperty(property, "").strip();
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnAppenderNamed.class, property);
		return (appender.isEmpty() || appender.equalsIgnoreCase("false"))
				? ConditionOutcome.noMatch(message.because("it names no appender"))
				: ConditionOutcome.match(message.because("it names '" + appender + "'"));
	}

}
