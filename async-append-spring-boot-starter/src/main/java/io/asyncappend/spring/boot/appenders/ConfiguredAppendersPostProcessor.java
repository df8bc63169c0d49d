package io.asyncappend.spring.boot.appenders;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.asyncappend.AsyncAppendFactory;

/**
 * Has the configured appenders opened as soon as a factory of the user's own is made: no
 * bean may get one whose {@code find} does not know them yet. Not a bean: it would be
 * made among the other post-processors then, and so after those that use an appender.
 */
public final class ConfiguredAppendersPostProcessor implements BeanPostProcessor {

	private final BeanFactory beanFactory;

	/**
	 * Creates the post-processor.
	 * @param beanFactory where the configured appenders are
	 */
	public ConfiguredAppendersPostProcessor(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AsyncAppendFactory factory) {
			this.beanFactory.getBean(ConfiguredAppenders.BEAN_NAME, ConfiguredAppenders.class).made(beanName, factory);
		}
		return bean;
	}

}
