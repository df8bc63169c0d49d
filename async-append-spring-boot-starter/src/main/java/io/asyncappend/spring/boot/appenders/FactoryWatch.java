package io.asyncappend.spring.boot.appenders;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.asyncappend.AsyncAppendFactory;

/**
 * Has the configured appenders opened as soon as a factory of the user's own is made: no
 * bean may get one whose {@code find} does not know them yet. No bean itself, as it would
 * be made among the other post-processors then, and so after those that use an appender.
 */
final class FactoryWatch implements BeanPostProcessor {

	private final BeanFactory beanFactory;

	FactoryWatch(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AsyncAppendFactory factory) {
			this.beanFactory.getBean(ConfiguredAppendersPostProcessor.BEAN_NAME, ConfiguredAppendersPostProcessor.class)
				.made(beanName, factory);
		}
		return bean;
	}

}
