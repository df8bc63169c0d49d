package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Takes away the listeners for events of Spring Security where that is not on the class
 * path. Spring Boot 4.1 defines them as soon as there is an audit event repository, and
 * no application would start with them, as their classes cannot be introspected.
 */
final class SecurityListenersRemover implements BeanDefinitionRegistryPostProcessor {

	private static final String BOOTS = "org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration";

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		remove(registry, "authenticationAuditListener");
		remove(registry, "authorizationAuditListener");
	}

	private static void remove(BeanDefinitionRegistry registry, String name) {
		if (registry.containsBeanDefinition(name)
				&& registry.getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition
				&& definition.getFactoryMethodMetadata() != null
				&& BOOTS.equals(definition.getFactoryMethodMetadata().getDeclaringClassName())) {
			registry.removeBeanDefinition(name);
		}
	}

}
