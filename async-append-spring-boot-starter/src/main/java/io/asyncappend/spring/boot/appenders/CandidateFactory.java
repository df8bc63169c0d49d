package io.asyncappend.spring.boot.appenders;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

import io.asyncappend.AsyncAppendFactory;

/**
 * The factory that injection by type takes. Which of a context's that is, is decided by
 * the bean definitions alone, as the question is asked while a factory is being made.
 */
public final class CandidateFactory {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<AsyncAppendFactory> factories;

	/**
	 * Looks at nothing yet.
	 * @param beanFactory where the factories are defined
	 * @param factories finds the one that injection by type takes
	 */
	public CandidateFactory(ConfigurableListableBeanFactory beanFactory, ObjectProvider<AsyncAppendFactory> factories) {
		this.beanFactory = beanFactory;
		this.factories = factories;
	}

	/**
	 * Whether injection by type takes this bean.
	 * @param beanName the name of a factory's bean
	 * @return whether it does; of several that nothing prefers it takes none
	 */
	boolean is(String beanName) {
		List<String> candidates = candidates();
		if (candidates.size() > 1) {
			candidates = preferred(candidates);
		}
		return candidates.equals(List.of(beanName));
	}

	/** Whether one of the factories that it could take is of this context. */
	boolean isHere() {
		return !candidates().isEmpty();
	}

	/**
	 * The factory itself.
	 * @throws AppendersUnavailableException if there is none, or nothing prefers one
	 */
	AsyncAppendFactory get() {
		try {
			return this.factories.getObject();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw severalFactories(ex);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw AppendersUnavailableException.of(
					"The configured appenders belong to the AsyncAppendFactory that injection by type takes, but it takes"
							+ " none: " + ex.getMessage(),
					"Have the method that makes the bean return a factory, or remove it: there is one then.", ex);
		}
	}

	/** Of several that are all primary the exception has no names. */
	private static RuntimeException severalFactories(NoUniqueBeanDefinitionException ex) {
		Collection<String> names = ex.getBeanNamesFound();
		return (names != null) ? AppendersUnavailableException.of(
				"The configured appenders belong to the AsyncAppendFactory that injection by type takes, but none of "
						+ ex.getNumberOfBeansFound() + " is preferred: " + String.join(", ", names) + ".",
				"Mark one of them as @Primary, or the others with @Bean(defaultCandidate = false).", ex)
				: AppendersUnavailableException
					.of("The configured appenders belong to the AsyncAppendFactory that injection by type takes, but that is"
							+ " undecided: " + ex.getMessage(), "Leave one of them @Primary.", ex);
	}

	/** What is thrown where an appender is asked for too early, or is not configured. */
	static RuntimeException notOpen(String name) {
		return AppendersUnavailableException.of(
				"Appender '" + name + "' is not open yet, or not configured: it was"
						+ " asked for while the factory opens the configured appenders, which tells their listeners.",
				"Have an AppendListener or an AsyncAppendFactoryCustomizer use an appender only after all beans"
						+ " are made, or check the name.",
				null);
	}

	private List<String> candidates() {
		List<String> candidates = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(AsyncAppendFactory.class, true, false)) {
			BeanDefinition definition = definition(name);
			if (definition == null || (definition.isAutowireCandidate() && isDefaultCandidate(definition))) {
				candidates.add(name);
			}
		}
		return candidates;
	}

	private static boolean isDefaultCandidate(BeanDefinition definition) {
		return !(definition instanceof AbstractBeanDefinition both) || both.isDefaultCandidate();
	}

	private List<String> preferred(List<String> candidates) {
		List<String> primary = new ArrayList<>();
		List<String> noFallback = new ArrayList<>();
		for (String name : candidates) {
			BeanDefinition definition = definition(name);
			if (definition != null && definition.isPrimary()) {
				primary.add(name);
			}
			if (definition == null || !definition.isFallback()) {
				noFallback.add(name);
			}
		}
		return primary.isEmpty() ? noFallback : primary;
	}

	/** {@code null} for a bean that was registered as a singleton. */
	private @Nullable BeanDefinition definition(String name) {
		return this.beanFactory.containsBeanDefinition(name) ? this.beanFactory.getMergedBeanDefinition(name) : null;
	}

}
