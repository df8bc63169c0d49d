package io.asyncappend.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.ConstructorArgumentValues.ValueHolder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySources;

import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.ConfiguredNames;

/**
 * Registers the beans of those appenders which only the property sources of a
 * {@code PropertySourcesPlaceholderConfigurer} name: they are there when the other bean
 * definitions have been made. What had to be known by then is refused there, as it would
 * have no effect; and so is a definition that has replaced that of an appender.
 * <p>
 * Once all beans are made, those are as well that no other bean needed, if any of our
 * properties is set: what will not do is refused at the start.
 */
final class LateAppenderBeans implements BeanFactoryPostProcessor, SmartInitializingSingleton {

	static final String FACTORY_BEAN = "asyncAppendFactory";

	private static final ConfigurationPropertyName ALL = ConfigurationPropertyName.of(AsyncAppendProperties.PREFIX);

	private final Environment environment;

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	private boolean late;

	LateAppenderBeans(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		requireNotReplaced(beanFactory);
		PropertySources applied = appliedPropertySources(beanFactory);
		if (applied == null || !isNews(applied)) {
			return;
		}
		this.late = true;
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.from(applied);
		AppenderBeans.requireEarlier(this.environment, sources);
		register(ConfiguredNames.in(sources), beanFactory);
		registerCursors(ConfiguredNames.cursors(sources), beanFactory);
	}

	@Override
	public void afterSingletonsInstantiated() {
		ConfigurableListableBeanFactory beans = this.beanFactory;
		if (beans == null || (!this.late && !isAnythingSet())) {
			return;
		}
		beans.getBean(AsyncAppendProperties.class);
		if (beans.containsBeanDefinition(FACTORY_BEAN)) {
			beans.getBean(FACTORY_BEAN);
		}
	}

	private boolean isAnythingSet() {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			// A source that cannot be listed may have something.
			if (source.containsDescendantOf(ALL) != ConfigurationPropertyState.ABSENT) {
				return true;
			}
		}
		return false;
	}

	/** As Spring Boot does it for properties. */
	private static @Nullable PropertySources appliedPropertySources(ConfigurableListableBeanFactory beanFactory) {
		Map<String, PropertySourcesPlaceholderConfigurer> configurers = beanFactory
			.getBeansOfType(PropertySourcesPlaceholderConfigurer.class, false, false);
		return (configurers.size() == 1) ? configurers.values().iterator().next().getAppliedPropertySources() : null;
	}

	private static boolean isNews(PropertySources applied) {
		for (PropertySource<?> source : applied) {
			if (!isEmptyOrEnvironment(source)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isEmptyOrEnvironment(PropertySource<?> source) {
		return source.getSource() instanceof Environment
				|| (source instanceof EnumerablePropertySource<?> list && list.getPropertyNames().length == 0);
	}

	private void register(List<String> names, ConfigurableListableBeanFactory beanFactory) {
		List<String> known = ConfiguredNames.in(ConfigurationPropertySources.get(this.environment));
		String prefix = prefix();
		AppenderBeans beans = new AppenderBeans(beanFactory, (BeanDefinitionRegistry) beanFactory, prefix);
		for (String name : names) {
			// Processed ahead of time it is there already.
			if (!AppenderNames.contains(known, name) && !beanFactory.containsBeanDefinition(prefix + name)) {
				names(beans.register(name) ? 0 : 1, beanFactory).add(name);
			}
		}
	}

	private void registerCursors(Map<String, Set<String>> names, ConfigurableListableBeanFactory beanFactory) {
		if (names.isEmpty()) {
			return;
		}
		AppenderBeans beans = new AppenderBeans(beanFactory, (BeanDefinitionRegistry) beanFactory, prefix());
		for (int i = 0; i <= 1; i++) {
			boolean isOurs = i == 0;
			for (String name : names(i, beanFactory)) {
				// No lambda: Spring has the types in its signature loaded, as it is a
				// method of a bean's class.
				for (Map.Entry<String, Set<String>> appender : names.entrySet()) {
					if (AppenderNames.isSame(name, appender.getKey())) {
						for (String cursor : appender.getValue()) {
							beans.registerCursor(name, isOurs, cursor);
						}
					}
				}
			}
		}
	}

	/** As {@code spring.main.allow-bean-definition-overriding} allows it. */
	private void requireNotReplaced(ConfigurableListableBeanFactory beanFactory) {
		List<String> ours = names(0, beanFactory);
		String prefix = ours.isEmpty() ? "" : prefix();
		for (String name : ours) {
			AppenderBeans.requireAppender(name, prefix, beanFactory.getType(prefix + name, false));
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
