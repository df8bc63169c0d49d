package io.asyncappend.spring.boot.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.properties.AppenderDefinitions;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AppenderUse;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;
import io.asyncappend.spring.boot.properties.LoggingProperties;

/**
 * Opens the configured appenders as soon as there is a factory, the user's own one too,
 * and includes those that are open already.
 * <p>
 * A bean post-processor, because nobody may get a factory whose {@code find} does not
 * know the configured appenders yet, and the bean of each appender comes later than that.
 */
public final class ConfiguredAppenders implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<AsyncAppendProperties> properties;

	private final ObjectProvider<AppenderBeanNames> beanNames;

	private final ObjectProvider<AppenderUse> uses;

	private final ObjectProvider<EarlyAppenders> early;

	/**
	 * Creates the post-processor; what it needs is looked up when a factory comes by.
	 * @param beanFactory where the factories are defined
	 * @param properties the properties
	 * @param beanNames which appenders are beans
	 * @param uses what appenders are used for by name
	 * @param early appenders that are open already
	 */
	public ConfiguredAppenders(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<AsyncAppendProperties> properties, ObjectProvider<AppenderBeanNames> beanNames,
			ObjectProvider<AppenderUse> uses, ObjectProvider<EarlyAppenders> early) {
		this.uses = uses;
		this.beanFactory = beanFactory;
		this.properties = properties;
		this.beanNames = beanNames;
		this.early = early;
	}

	/**
	 * Makes the bean of an appender; the bean definitions name this method.
	 * @param factory the factory that has the appender open
	 * @param name the name of the appender
	 * @return the appender
	 * @throws IllegalStateException if the factory does not know the appender
	 */
	public static AsyncAppender find(AsyncAppendFactory factory, String name) {
		return factory.find(name)
			.orElseThrow(() -> new IllegalStateException("The factory has no open appender '" + name + "'"));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AsyncAppendFactory factory && isForConfiguredAppenders(beanName)) {
			open(factory);
		}
		return bean;
	}

	/** Of several factories it is the primary one. */
	private boolean isForConfiguredAppenders(String beanName) {
		String[] names = this.beanFactory.getBeanNamesForType(AsyncAppendFactory.class, true, false);
		return names.length <= 1 || (this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getMergedBeanDefinition(beanName).isPrimary());
	}

	private void open(AsyncAppendFactory factory) {
		EarlyAppenders included = this.early.getIfAvailable();
		AppenderDefinitions definitions = new AppenderDefinitions(this.properties.getObject(), uses(included));
		// All definitions first: while one of them is wrong no file is created.
		List<AppenderDefinition> all = definitions.of(names(included));
		if (included != null) {
			factory.include(included.factory());
		}
		AppenderOpener opener = new AppenderOpener(factory, definitions);
		List<AsyncAppender> opened = new ArrayList<>();
		try {
			all.forEach((definition) -> opened.add(opener.open(definition)));
		}
		catch (RuntimeException ex) {
			// The bean of the factory fails with this, and a failed bean is not
			// destroyed.
			opened.forEach((appender) -> close(appender, ex));
			throw ex;
		}
	}

	/** The log's appender, which is open by now, has no other use either. */
	private List<AppenderUse> uses(@Nullable EarlyAppenders included) {
		Stream<AppenderUse> early = this.properties.getObject()
			.appenders()
			.keySet()
			.stream()
			.filter((name) -> included != null && included.has(name))
			.map((name) -> new AppenderUse(LoggingProperties.APPENDER, name, null, null));
		return Stream.concat(early, this.uses.orderedStream()).toList();
	}

	private static void close(AsyncAppender appender, RuntimeException failure) {
		try {
			appender.close();
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	private List<String> names(@Nullable EarlyAppenders included) {
		AppenderBeanNames beans = this.beanNames.getObject();
		Set<String> theirs = uniform(beans.theirs());
		Set<String> ours = uniform(beans.ours());
		// Configured now but not when the bean definitions were made: no bean, but open.
		Stream<String> late = this.properties.getObject()
			.appenders()
			.keySet()
			.stream()
			.filter((name) -> !ours.contains(AppenderNames.uniform(name)))
			.filter((name) -> !theirs.contains(AppenderNames.uniform(name)));
		return Stream.concat(beans.ours().stream(), late)
			.filter((name) -> included == null || !included.has(name))
			.toList();
	}

	private static Set<String> uniform(List<String> names) {
		return names.stream().map(AppenderNames::uniform).collect(Collectors.toSet());
	}

}
