package io.asyncappend.spring.boot.autoconfigure;

import java.util.List;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.actuate.health.AsyncAppendHealthContributor;
import io.asyncappend.spring.boot.actuate.health.StatusOrder;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the health contributor
 * {@code asyncAppend}; {@code management.health.asyncappend.enabled=false} turns it off.
 */
@AutoConfiguration(after = AsyncAppendAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration")
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("asyncappend")
public final class AsyncAppendHealthContributorAutoConfiguration {

	AsyncAppendHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnSingleCandidate(AsyncAppendFactory.class)
	@ConditionalOnMissingBean(name = { "asyncAppendHealthContributor", "asyncAppendHealthIndicator" })
	AsyncAppendHealthContributor asyncAppendHealthContributor(AsyncAppendFactory factory) {
		return new AsyncAppendHealthContributor(factory);
	}

	/**
	 * Spring Boot leaves a status that is not in its order out of the aggregate, and so
	 * would call a degraded appender {@code UNKNOWN}, and the application {@code UP}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Endpoint.class)
	@ConditionalOnBean(AsyncAppendFactory.class)
	static class DegradedStatusConfiguration {

		@Bean
		@ConditionalOnMissingBean
		StatusAggregator asyncAppendStatusAggregator(Environment environment) {
			List<String> order = Binder.get(environment)
				.bind("management.endpoint.health.status.order", Bindable.listOf(String.class))
				.orElseGet(List::of);
			return new StatusOrder(order);
		}

	}

}
