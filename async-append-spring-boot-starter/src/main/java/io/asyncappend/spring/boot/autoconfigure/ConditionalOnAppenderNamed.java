package io.asyncappend.spring.boot.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches where a property names an appender. An empty value names none, so that a
 * profile or an environment variable can turn off what a file turns on; nor does
 * {@code false}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnAppenderNamedCondition.class)
@interface ConditionalOnAppenderNamed {

	/**
	 * The name of the property.
	 * @return the name of the property
	 */
	String value();

}
