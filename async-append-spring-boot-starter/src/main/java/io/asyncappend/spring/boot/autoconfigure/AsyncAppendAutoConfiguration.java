package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.appenders.AppenderBeanNames;
import io.asyncappend.spring.boot.appenders.AppenderShutdown;
import io.asyncappend.spring.boot.appenders.BootstrapAppenders;
import io.asyncappend.spring.boot.appenders.CandidateFactory;
import io.asyncappend.spring.boot.appenders.ConfiguredAppenders;
import io.asyncappend.spring.boot.appenders.ConfiguredAppendersPostProcessor;
import io.asyncappend.spring.boot.appenders.ListenerAttachment;
import io.asyncappend.spring.boot.appenders.LoggingAppendListener;
import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.AppendersBindHandler;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the {@link AsyncAppendFactory}
 * and of an {@link io.asyncappend.AsyncAppender} bean for each entry of
 * {@code async-append.appenders}.
 * <p>
 * A factory of the user's own makes the auto-configured one back off: the configured
 * appenders are opened on it, but the user decides when it is closed. Of several
 * factories it is the one that injection by type takes.
 * <p>
 * All of it is made when it is needed: by a bean, by an appender that is configured, or
 * to read any other property of ours, which {@link LateAppenderBeans} sees to. An
 * application that only has the starter does not pay for more.
 * <p>
 * With bean definitions processed ahead of time the names of the beans are those of the
 * configuration that the build sees, like all conditions. What an appender's properties
 * say is read when the application starts, and an appender that is only configured then
 * is open, but found with {@link AsyncAppendFactory#find(String)} only.
 */
@AutoConfiguration
@EnableConfigurationProperties(AsyncAppendProperties.class)
@Import(AppenderBeanRegistrar.class)
public final class AsyncAppendAutoConfiguration {

	AsyncAppendAutoConfiguration() {
	}

	@Bean
	static LateAppenderBeans asyncAppendLateAppenderBeans(Environment environment) {
		return new LateAppenderBeans(environment);
	}

	/** Also for what is bound early, so without any dependency. */
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ConfigurationPropertiesBindHandlerAdvisor asyncAppendAppendersBindHandlerAdvisor() {
		return new AppendersBindHandler(BindHandler.DEFAULT);
	}

	@Bean
	static AppenderShutdown asyncAppendShutdown(ObjectProvider<BootstrapAppenders> bootstrap, BeanFactory beanFactory) {
		return new AppenderShutdown(bootstrap, new ConfiguredAppendersPostProcessor(beanFactory));
	}

	@Bean(ConfiguredAppenders.BEAN_NAME)
	@Lazy
	static ConfiguredAppenders asyncAppendConfiguredAppenders(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<AsyncAppendFactory> factories, ApplicationContext context, AppenderShutdown shutdown,
			ObjectProvider<AsyncAppendProperties> properties, ObjectProvider<AppenderBeanNames> beanNames,
			ObjectProvider<AppenderUse> uses, ObjectProvider<BootstrapAppenders> bootstrap) {
		return new ConfiguredAppenders(new CandidateFactory(beanFactory, factories), context, shutdown, properties,
				beanNames, uses, bootstrap);
	}

	@Bean
	static ListenerAttachment asyncAppendListenerAttachment(ObjectProvider<BootstrapAppenders> bootstrap,
			ObjectProvider<AppendListener> listeners) {
		return new ListenerAttachment(bootstrap, listeners);
	}

	@Bean(name = LateAppenderBeans.FACTORY_BEAN, destroyMethod = AppenderShutdown.NO_OP_OF_FACTORY)
	@ConditionalOnMissingBean
	@Lazy
	static AsyncAppendFactory asyncAppendFactory(AsyncAppendProperties properties, AppenderShutdown shutdown,
			ConfiguredAppenders configured, ObjectProvider<AppendListener> listeners,
			ObjectProvider<AsyncAppendFactoryCustomizer> customizers) {
		AsyncAppendFactory.Builder builder = AsyncAppendFactory.builder()
			.enabled(properties.enabled())
			.exitTimeout(properties.shutdownTimeout())
			.listener(new LoggingAppendListener());
		for (AppendListener listener : listeners.orderedStream().toList()) {
			builder.listener(listener);
		}
		for (AsyncAppendFactoryCustomizer customizer : customizers.orderedStream().toList()) {
			customizer.customize(builder);
		}
		AsyncAppendFactory factory = builder.build();
		shutdown.close(factory, properties.shutdownTimeout());
		configured.made(LateAppenderBeans.FACTORY_BEAN, factory);
		return factory;
	}

}
