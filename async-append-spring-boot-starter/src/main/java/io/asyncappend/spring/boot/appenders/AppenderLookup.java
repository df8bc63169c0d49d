package io.asyncappend.spring.boot.appenders;

import org.springframework.beans.factory.BeanFactory;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * Finds the appenders that properties name: the user's own bean where there is one of the
 * name, and else the one that is open, also if it was configured too late to be a bean.
 * Thread-safe.
 */
public final class AppenderLookup {

	private final BeanFactory beanFactory;

	private final AsyncAppendProperties properties;

	private final AppenderBeanNames beanNames;

	private final ConfiguredAppenders configured;

	/**
	 * Creates it; what it finds is opened when it is asked for.
	 * @param beanFactory where the beans are
	 * @param properties the properties
	 * @param beanNames which appenders are beans
	 * @param configured the configured appenders
	 */
	public AppenderLookup(BeanFactory beanFactory, AsyncAppendProperties properties, AppenderBeanNames beanNames,
			ConfiguredAppenders configured) {
		this.beanFactory = beanFactory;
		this.properties = properties;
		this.beanNames = beanNames;
		this.configured = configured;
	}

	/**
	 * Finds an appender.
	 * @param use which names it
	 * @return the appender, open
	 * @throws InvalidPropertyException if no such appender is configured
	 */
	public AsyncAppender find(AppenderUse use) {
		String name = use.configuredName(this.properties);
		for (String theirs : this.beanNames.theirs()) {
			if (AppenderNames.isSame(theirs, name)) {
				return this.beanFactory.getBean(theirs, AsyncAppender.class);
			}
		}
		return this.configured.find(name);
	}

}
