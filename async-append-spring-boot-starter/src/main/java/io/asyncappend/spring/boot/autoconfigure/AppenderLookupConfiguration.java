package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.spring.boot.appenders.AppenderBeanNames;
import io.asyncappend.spring.boot.appenders.AppenderLookup;
import io.asyncappend.spring.boot.appenders.ConfiguredAppenders;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;

/**
 * What finds the appender of an adapter; there with the first adapter.
 */
@Configuration(proxyBeanMethods = false)
class AppenderLookupConfiguration {

	@Bean
	AppenderLookup asyncAppendAppenderLookup(BeanFactory beanFactory, AsyncAppendProperties properties,
			AppenderBeanNames beanNames, ConfiguredAppenders configured) {
		return new AppenderLookup(beanFactory, properties, beanNames, configured);
	}

}
