package io.asyncappend.spring.boot.autoconfigure;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties;
import io.asyncappend.spring.boot.appenders.AppenderShutdown;
import io.asyncappend.spring.boot.appenders.ConfiguredAppenders;
import io.asyncappend.spring.boot.appenders.ConfiguredCursors;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;
import io.asyncappend.spring.boot.properties.LoggingProperties;
import io.asyncappend.spring.boot.properties.PropertyAdvice;

/**
 * The definitions of the beans of appenders, each under the name of the appender behind a
 * configured prefix, with the name alone as its qualifier.
 * <p>
 * They consist of a class, a factory method and strings: an instance supplier could not
 * be processed ahead of time.
 */
final class AppenderBeans {

	/** The property that what the names of the beans begin with is said by. */
	static final String PREFIX = AsyncAppendProperties.PREFIX + ".bean-name-prefix";

	/**
	 * Names under which a context looks for beans of its own, and fails or ignores what
	 * it finds: see the constants of AbstractApplicationContext and
	 * ConfigurableApplicationContext.
	 */
	private static final Set<String> OF_THE_CONTEXT = Set.of("applicationEventMulticaster", "bootstrapExecutor",
			"conversionService", "lifecycleProcessor", "loadTimeWeaver", "messageSource");

	/** The audit trail's by its name, as its class needs Actuator. */
	private static final List<String> EARLIER = List.of(PREFIX, LoggingProperties.APPENDER,
			AccessLogProperties.APPENDER, "async-append.audit.appender");

	private final ConfigurableListableBeanFactory beanFactory;

	private final BeanDefinitionRegistry registry;

	private final String prefix;

	AppenderBeans(ConfigurableListableBeanFactory beanFactory, BeanDefinitionRegistry registry, String prefix) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.prefix = prefix;
	}

	/**
	 * Registers the bean of an appender.
	 * @param name the name of the appender
	 * @return false if the user has an appender of that name, which takes its place
	 * @throws InvalidPropertyException if the name of the bean is taken
	 */
	boolean register(String name) {
		if (isAppender(name)) {
			return false;
		}
		String beanName = this.prefix + name;
		if (OF_THE_CONTEXT.contains(beanName)) {
			throw taken(name, "is the name of a bean of Spring's application context");
		}
		if (this.registry.isBeanNameInUse(beanName)) {
			throw taken(name, this.prefix, this.beanFactory.getType(beanName, false));
		}
		this.registry.registerBeanDefinition(beanName, definition(name));
		return true;
	}

	/**
	 * Registers the bean of a cursor, called like its appender, a dot and the cursor,
	 * unless the user has a cursor of that name.
	 * @param appender the name of the appender
	 * @param isOurs whether that is the configured appender, and not a bean of the user's
	 * in its place
	 * @param cursor the name of the cursor
	 * @throws InvalidPropertyException if the name of the bean is taken
	 */
	void registerCursor(String appender, boolean isOurs, String cursor) {
		String name = appender + "." + cursor;
		String beanName = this.prefix + name;
		if (this.registry.isBeanNameInUse(beanName)) {
			Class<?> type = this.beanFactory.getType(beanName, false);
			if (type == null || LogCursor.class.isAssignableFrom(type)) {
				return;
			}
			throw new InvalidPropertyException(AppenderNames.cursorProperty(appender, cursor), cursor,
					"would have a bean '" + beanName + "', but that is a " + type.getName(),
					PropertyAdvice.beanNameOf(name));
		}
		RootBeanDefinition definition = new RootBeanDefinition(ConfiguredCursors.class);
		definition.setTargetType(LogCursor.class);
		definition.setFactoryMethodName(isOurs ? "open" : "openOf");
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		if (!isOurs) {
			definition.getConstructorArgumentValues().addIndexedArgumentValue(0, new RuntimeBeanReference(appender));
		}
		definition.getConstructorArgumentValues().addIndexedArgumentValue(2, appender);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(3, cursor);
		// Before the appender is closed, as that comes last of all.
		definition.setDestroyMethodName("close");
		definition.setRole(BeanDefinition.ROLE_SUPPORT);
		if (!this.prefix.isEmpty()) {
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		}
		this.registry.registerBeanDefinition(beanName, definition);
	}

	/**
	 * Silently leaving out the appender would end in an injection error far from here.
	 * What has no type before it is created is taken for one.
	 */
	private boolean isAppender(String beanName) {
		if (!this.registry.isBeanNameInUse(beanName)) {
			return false;
		}
		Class<?> type = this.beanFactory.getType(beanName, false);
		return type == null || AsyncAppender.class.isAssignableFrom(type);
	}

	/** Refuses a definition that has replaced that of an appender. */
	static void requireAppender(String name, String prefix, @Nullable Class<?> type) {
		if (type != null && !AsyncAppender.class.isAssignableFrom(type)) {
			throw taken(name, prefix, type);
		}
	}

	/** Refuses what had to be known before there were these sources. */
	static void requireEarlier(Environment environment, Iterable<ConfigurationPropertySource> sources) {
		// Placeholders are left alone: they may need one of the sources that come late.
		Binder early = new Binder(ConfigurationPropertySources.get(environment));
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

	private static InvalidPropertyException taken(String name, String prefix, @Nullable Class<?> by) {
		return taken(name,
				(prefix.isEmpty() ? "is" : "is, behind the prefix '" + prefix + "',")
						+ " the name of a bean that is no appender but "
						+ ((by != null) ? "a " + by.getName() : "something else"));
	}

	private static InvalidPropertyException taken(String name, String reason) {
		return new InvalidPropertyException(AppenderNames.property(name), name, reason,
				PropertyAdvice.beanNameOf(name));
	}

	private RootBeanDefinition definition(String name) {
		RootBeanDefinition definition = new RootBeanDefinition(ConfiguredAppenders.class);
		definition.setTargetType(AsyncAppender.class);
		definition.setFactoryMethodName("find");
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(1, name);
		definition.setDestroyMethodName(AppenderShutdown.NO_OP_OF_APPENDER);
		// Else a bean method of this name that comes later would be left out in silence.
		definition.setRole(BeanDefinition.ROLE_SUPPORT);
		// For the failure analysis of a bean that would replace it.
		definition.setAttribute(AsyncAppender.class.getName(), name);
		if (!this.prefix.isEmpty()) {
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		}
		return definition;
	}

}
