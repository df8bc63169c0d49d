package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.CorsEndpointProperties;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.MappedInterceptor;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpoint;
import io.asyncappend.spring.boot.actuate.endpoint.AsyncAppendEndpointWebExtension;
import io.asyncappend.spring.boot.actuate.endpoint.CrossSiteInterceptor;
import io.asyncappend.spring.boot.actuate.endpoint.CrossSiteRequests;
import io.asyncappend.spring.boot.actuate.endpoint.CrossSiteWebFilter;
import io.asyncappend.spring.boot.actuate.endpoint.FsyncTimes;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the {@link AsyncAppendEndpoint}.
 */
@AutoConfiguration(after = AsyncAppendAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(AsyncAppendEndpoint.class)
@EnableConfigurationProperties(AsyncAppendEndpointProperties.class)
public final class AsyncAppendEndpointAutoConfiguration {

	AsyncAppendEndpointAutoConfiguration() {
	}

	/** A listener, so without any dependency: the factory asks for it. */
	@Bean
	@ConditionalOnBean(AsyncAppendFactory.class)
	static FsyncTimes asyncAppendFsyncTimes() {
		return new FsyncTimes();
	}

	@Bean
	@ConditionalOnSingleCandidate(AsyncAppendFactory.class)
	@ConditionalOnMissingBean
	AsyncAppendEndpoint asyncAppendEndpoint(AsyncAppendFactory factory, FsyncTimes fsyncs,
			AsyncAppendEndpointProperties properties) {
		return new AsyncAppendEndpoint(factory, fsyncs, properties.timeout(), properties.rotationsPerHour());
	}

	@Bean
	@ConditionalOnBean(AsyncAppendEndpoint.class)
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	AsyncAppendEndpointWebExtension asyncAppendEndpointWebExtension(AsyncAppendEndpoint endpoint) {
		return new AsyncAppendEndpointWebExtension(endpoint);
	}

	/**
	 * Beans of the application's context, which that of a management server on a port of
	 * its own finds too.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(AsyncAppendFactory.class)
	@ConditionalOnAvailableEndpoint(endpoint = AsyncAppendEndpoint.class, exposure = EndpointExposure.WEB)
	@ConditionalOnWebApplication
	static class CrossSiteConfiguration {

		@Bean
		CrossSiteRequests asyncAppendCrossSiteRequests(ObjectProvider<PathMappedEndpoints> endpoints,
				ObjectProvider<CorsEndpointProperties> cors) {
			CorsEndpointProperties properties = cors.getIfAvailable();
			CorsConfiguration configuration = (properties != null) ? properties.toCorsConfiguration() : null;
			return new CrossSiteRequests(endpoints,
					(origin) -> configuration != null && configuration.checkOrigin(origin) != null);
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = Type.SERVLET)
		@ConditionalOnClass(HandlerInterceptor.class)
		static class ServletConfiguration {

			@Bean
			MappedInterceptor asyncAppendCrossSiteInterceptor(CrossSiteRequests requests) {
				return new MappedInterceptor(null, new CrossSiteInterceptor(requests));
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = Type.REACTIVE)
		@ConditionalOnClass(WebFilter.class)
		static class ReactiveConfiguration {

			@Bean
			CrossSiteWebFilter asyncAppendCrossSiteWebFilter(CrossSiteRequests requests) {
				return new CrossSiteWebFilter(requests);
			}

		}

	}

}
