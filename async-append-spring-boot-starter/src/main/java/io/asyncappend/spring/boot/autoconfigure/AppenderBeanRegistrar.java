package io.asyncappend.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.asyncappend.spring.boot.appenders.AppenderBeanNames;
import io.asyncappend.spring.boot.properties.ConfiguredNames;

/**
 * Registers a bean definition for each configured appender, unless the user has an
 * appender of that name.
 * <p>
 * Ahead of time this runs during the build, so the names of the beans are those of the
 * configuration that the build sees.
 */
final class AppenderBeanRegistrar implements ImportBeanDefinitionRegistrar {

	static final String NAMES_BEAN = "asyncAppendBeanNames";

	private final Environment environment;

	private final ConfigurableListableBeanFactory beanFactory;

	AppenderBeanRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		List<String> ours = new ArrayList<>();
		List<String> theirs = new ArrayList<>();
		List<String> configured = ConfiguredNames.in(ConfigurationPropertySources.get(this.environment));
		if (!configured.isEmpty()) {
			String prefix = Binder.get(this.environment).bind(AppenderBeans.PREFIX, String.class).orElse("");
			AppenderBeans beans = new AppenderBeans(this.beanFactory, registry, prefix);
			for (String name : configured) {
				(beans.register(name) ? ours : theirs).add(name);
			}
			Map<String, Set<String>> cursors = ConfiguredNames
				.cursors(ConfigurationPropertySources.get(this.environment));
			for (Map.Entry<String, Set<String>> appender : cursors.entrySet()) {
				boolean isOurs = ours.contains(appender.getKey());
				for (String cursor : appender.getValue()) {
					beans.registerCursor(appender.getKey(), isOurs, cursor);
				}
			}
		}
		RootBeanDefinition names = new RootBeanDefinition(AppenderBeanNames.class);
		names.setLazyInit(true);
		names.getConstructorArgumentValues().addIndexedArgumentValue(0, ours);
		names.getConstructorArgumentValues().addIndexedArgumentValue(1, theirs);
		registry.registerBeanDefinition(NAMES_BEAN, names);
	}

}
