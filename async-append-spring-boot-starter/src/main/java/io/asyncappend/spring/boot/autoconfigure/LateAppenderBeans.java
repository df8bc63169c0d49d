package io.asyncappend.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.ConstructorArgumentValues.ValueHolder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySources;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.ConfiguredNames;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.properties.LoggingProperties;

/**
 * Registers the beans of those appenders which only the property sources of a
 * {@code PropertySourcesPlaceholderConfigurer} name: they are there when the other bean
 * definitions have been made. What had to be known by then is refused there, as it would
 * have no effect; and so is a definition that has replaced that of an appender.
 */
final class LateAppenderBeans implements BeanFactoryPostProcessor {

	/** The audit trail's by its name, as its class needs Actuator. */
	private static final List<String> EARLIER = List.of(AppenderBeans.PREFIX, LoggingProperties.APPENDER,
			AccessLogProperties.APPENDER, "async-append.audit.appender");

	private final Environment environment;

	LateAppenderBeans(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		requireNotReplaced(beanFactory);
		PropertySources applied = appliedPropertySources(beanFactory);
		if (applied == null || applied.stream().allMatch(LateAppenderBeans::isEmptyOrEnvironment)) {
			return;
		}
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.from(applied);
		requireEarlier(sources);
		register(ConfiguredNames.in(sources), beanFactory);
	}

	/** As Spring Boot does it for properties. */
	private static @Nullable PropertySources appliedPropertySources(ConfigurableListableBeanFactory beanFactory) {
		Map<String, PropertySourcesPlaceholderConfigurer> configurers = beanFactory
			.getBeansOfType(PropertySourcesPlaceholderConfigurer.class, false, false);
		return (configurers.size() == 1) ? configurers.values().iterator().next().getAppliedPropertySources() : null;
	}

	private static boolean isEmptyOrEnvironment(PropertySource<?> source) {
		return source.getSource() instanceof Environment
				|| (source instanceof EnumerablePropertySource<?> list && list.getPropertyNames().length == 0);
	}

	private void requireEarlier(Iterable<ConfigurationPropertySource> sources) {
		// Placeholders are left alone: they may need one of the sources that come late.
		Binder early = new Binder(ConfigurationPropertySources.get(this.environment));
		Binder late = new Binder(sources);
		for (String property : EARLIER) {
			String value = late.bind(property, String.class).orElse("");
			if (!value.isBlank() && !early.bind(property, String.class).isBound()) {
				throw new InvalidPropertyException(property, value,
						"has no effect in the property sources of a PropertySourcesPlaceholderConfigurer, which are"
								+ " there when it is decided what beans there are",
						"Write it in application.yaml, or wherever else the environment has it from.");
			}
		}
	}

	private void register(List<String> names, ConfigurableListableBeanFactory beanFactory) {
		List<String> known = ConfiguredNames.in(ConfigurationPropertySources.get(this.environment));
		String prefix = prefix();
		AppenderBeans beans = new AppenderBeans(beanFactory, (BeanDefinitionRegistry) beanFactory, prefix);
		for (String name : names) {
			// Processed ahead of time it is there already.
			if (known.stream().noneMatch((other) -> AppenderNames.isSame(other, name))
					&& !beanFactory.containsBeanDefinition(prefix + name)) {
				names(beans.register(name) ? 0 : 1, beanFactory).add(name);
			}
		}
	}

	/** As {@code spring.main.allow-bean-definition-overriding} allows it. */
	private void requireNotReplaced(ConfigurableListableBeanFactory beanFactory) {
		String prefix = prefix();
		for (String name : names(0, beanFactory)) {
			Class<?> type = beanFactory.getType(prefix + name, false);
			if (type != null && !AsyncAppender.class.isAssignableFrom(type)) {
				throw AppenderBeans.taken(name, prefix, type);
			}
		}
	}

	private String prefix() {
		return Binder.get(this.environment).bind(AppenderBeans.PREFIX, String.class).orElse("");
	}

	/** Of definitions that were processed ahead of time nothing is known. */
	@SuppressWarnings("unchecked")
	private static List<String> names(int index, ConfigurableListableBeanFactory beanFactory) {
		BeanDefinition names = beanFactory.getBeanDefinition(AppenderBeanRegistrar.NAMES_BEAN);
		ValueHolder holder = names.getConstructorArgumentValues().getIndexedArgumentValue(index, List.class);
		return (holder != null && holder.getValue() instanceof List<?> list) ? (List<String>) list : new ArrayList<>();
	}

}
