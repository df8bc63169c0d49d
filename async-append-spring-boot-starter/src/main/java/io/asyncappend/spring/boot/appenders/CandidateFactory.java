package io.asyncappend.spring.boot.appenders;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

import io.asyncappend.AsyncAppendFactory;

/**
 * Which factory of a context injection by type takes. Decided by the bean definitions
 * alone, as the question is asked while a factory is being made.
 */
public final class CandidateFactory {

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Looks at nothing yet.
	 * @param beanFactory where the factories are defined
	 */
	public CandidateFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
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

	private List<String> candidates() {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(AsyncAppendFactory.class, true, false))
			.filter((name) -> definition(name, BeanDefinition::isAutowireCandidate))
			.filter((name) -> definition(name,
					(definition) -> !(definition instanceof AbstractBeanDefinition)
							|| ((AbstractBeanDefinition) definition).isDefaultCandidate()))
			.toList();
	}

	private List<String> preferred(List<String> candidates) {
		List<String> primary = candidates.stream().filter((name) -> isPrimary(name)).toList();
		return !primary.isEmpty() ? primary
				: candidates.stream().filter((name) -> definition(name, (one) -> !one.isFallback())).toList();
	}

	private boolean isPrimary(String name) {
		return this.beanFactory.containsBeanDefinition(name) && definition(name, BeanDefinition::isPrimary);
	}

	/** What was registered as a singleton has no definition that could exclude it. */
	private boolean definition(String name, Predicate<BeanDefinition> condition) {
		return !this.beanFactory.containsBeanDefinition(name)
				|| condition.test(this.beanFactory.getMergedBeanDefinition(name));
	}

}
