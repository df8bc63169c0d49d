package io.asyncappend.spring.boot.appenders;

import java.util.function.BiConsumer;

import org.springframework.beans.factory.config.BeanPostProcessor;

import io.asyncappend.AsyncAppendFactory;

/**
 * Has the configured appenders opened as soon as a factory of the user's own is made: no
 * bean may get one whose {@code find} does not know them yet. Not a bean: it would be
 * made among the other post-processors then, and so after those that use an appender.
 */
final class ConfiguredAppendersPostProcessor implements BeanPostProcessor {

	private final BiConsumer<String, AsyncAppendFactory> made;

	/**
	 * Creates the post-processor.
	 * @param made is told the name of a factory's bean, and the factory
	 */
	ConfiguredAppendersPostProcessor(BiConsumer<String, AsyncAppendFactory> made) {
		this.made = made;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AsyncAppendFactory factory) {
			this.made.accept(beanName, factory);
		}
		return bean;
	}

}
