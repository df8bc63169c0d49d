package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpoint;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpointWebExtension;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the {@link AsyncAppendEndpoint}.
 */
@AutoConfiguration(after = AsyncAppendAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(AsyncAppendEndpoint.class)
@EnableConfigurationProperties(AsyncAppendEndpointProperties.class)
public final class AsyncAppendEndpointAutoConfiguration {

	@Bean
	@ConditionalOnSingleCandidate(AsyncAppendFactory.class)
	@ConditionalOnMissingBean
	AsyncAppendEndpoint asyncAppendEndpoint(AsyncAppendFactory factory, AsyncAppendEndpointProperties properties) {
		return new AsyncAppendEndpoint(factory, properties.timeout());
	}

	@Bean
	@ConditionalOnBean(AsyncAppendEndpoint.class)
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	AsyncAppendEndpointWebExtension asyncAppendEndpointWebExtension(AsyncAppendEndpoint endpoint) {
		return new AsyncAppendEndpointWebExtension(endpoint);
	}

}
