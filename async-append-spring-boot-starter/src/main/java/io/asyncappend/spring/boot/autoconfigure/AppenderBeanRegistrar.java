package io.asyncappend.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.lifecycle.AppenderBeanNames;
import io.asyncappend.spring.boot.lifecycle.ConfiguredAppenders;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * Registers a bean definition for each configured appender, under the appender's name,
 * unless the user has a bean of that name.
 * <p>
 * The definitions consist of a class, a factory method and strings: an instance supplier
 * could not be processed ahead of time. Ahead of time this runs during the build, so the
 * names of the beans are those of the configuration that the build sees.
 */
final class AppenderBeanRegistrar implements ImportBeanDefinitionRegistrar {

	static final String NAMES_BEAN = "asyncAppendBeanNames";

	/**
	 * Does nothing. Without a destroy method {@code close()} would be found and called
	 * too early, as for any {@code AutoCloseable}; and the empty name, which is meant to
	 * prevent that, is lost when bean definitions are processed ahead of time.
	 */
	private static final String DESTROY_METHOD = "name";

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
		AsyncAppendProperties properties = Binder.get(this.environment)
			.bindOrCreate(AsyncAppendProperties.PREFIX, AsyncAppendProperties.class);
		for (String name : properties.appenders().keySet()) {
			if (registry.isBeanNameInUse(name)) {
				requireAppender(name);
				theirs.add(name);
			}
			else {
				registry.registerBeanDefinition(name, appender(name));
				ours.add(name);
			}
		}
		RootBeanDefinition names = new RootBeanDefinition(AppenderBeanNames.class);
		names.getConstructorArgumentValues().addIndexedArgumentValue(0, ours);
		names.getConstructorArgumentValues().addIndexedArgumentValue(1, theirs);
		registry.registerBeanDefinition(NAMES_BEAN, names);
	}

	/**
	 * Silently leaving out the appender would end in an injection error far from here.
	 */
	private void requireAppender(String name) {
		Class<?> type = this.beanFactory.getType(name, false);
		if (type != null && !AsyncAppender.class.isAssignableFrom(type)) {
			throw new InvalidPropertyException(AppenderNames.property(name), name,
					"is the name of a bean that is no appender but a " + type.getName(),
					"Give the appender or the bean another name.");
		}
	}

	private static RootBeanDefinition appender(String name) {
		RootBeanDefinition definition = new RootBeanDefinition(ConfiguredAppenders.class);
		definition.setTargetType(AsyncAppender.class);
		definition.setFactoryMethodName("find");
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(1, name);
		definition.setDestroyMethodName(DESTROY_METHOD);
		return definition;
	}

}
