package io.asyncappend.spring.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.asyncappend.spring.boot.actuate.metrics.AsyncAppendMeters;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the {@link AsyncAppendMeters}.
 */
@AutoConfiguration(after = AsyncAppendAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class AsyncAppendMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AsyncAppendMeters asyncAppendMeters() {
		return new AsyncAppendMeters();
	}

}
