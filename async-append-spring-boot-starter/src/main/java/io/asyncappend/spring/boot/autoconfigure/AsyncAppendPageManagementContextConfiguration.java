package io.asyncappend.spring.boot.autoconfigure;

import java.util.Map;
import java.util.function.Function;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;

import io.asyncappend.spring.boot.actuate.page.LivePage;
import io.asyncappend.spring.boot.actuate.page.LivePageHints;
import io.asyncappend.spring.boot.actuate.page.LivePageRequestHandler;
import io.asyncappend.spring.boot.actuate.page.LivePageWebHandler;

/**
 * Puts the {@link LivePage} where the endpoints are: in the context of the application,
 * or that of a management server on a port of its own.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@Conditional(AsyncAppendPageManagementContextConfiguration.OnPageEnabled.class)
@EnableConfigurationProperties(AsyncAppendPageProperties.class)
@ImportRuntimeHints(LivePageHints.class)
final class AsyncAppendPageManagementContextConfiguration {

	/**
	 * Before the endpoint, at -100, which answers 405 to a GET of an operation: and so of
	 * anything that has two segments.
	 */
	private static final int ORDER = -101;

	private static <H> Map<String, H> mapping(WebEndpointsSupplier endpoints, WebEndpointProperties properties,
			Function<LivePage, H> handler) {
		return LivePage.of(endpoints.getEndpoints(), properties.getBasePath())
			.map((page) -> Map.of(page.path(), handler.apply(page)))
			.orElse(Map.of());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	@ConditionalOnBean({ DispatcherServlet.class, WebEndpointsSupplier.class })
	static class ServletConfiguration {

		@Bean
		org.springframework.web.servlet.handler.SimpleUrlHandlerMapping asyncAppendPageHandlerMapping(
				WebEndpointsSupplier endpoints, WebEndpointProperties properties) {
			return new org.springframework.web.servlet.handler.SimpleUrlHandlerMapping(
					mapping(endpoints, properties, LivePageRequestHandler::new), ORDER);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	@ConditionalOnBean(WebEndpointsSupplier.class)
	static class ReactiveConfiguration {

		@Bean
		org.springframework.web.reactive.handler.SimpleUrlHandlerMapping asyncAppendPageHandlerMapping(
				WebEndpointsSupplier endpoints, WebEndpointProperties properties) {
			return new org.springframework.web.reactive.handler.SimpleUrlHandlerMapping(
					mapping(endpoints, properties, LivePageWebHandler::new), ORDER);
		}

	}

	/** As it is bound, so that a value that is none stops the start. */
	static final class OnPageEnabled extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			boolean enabled = Binder.get(context.getEnvironment())
				.bindOrCreate("async-append.page", AsyncAppendPageProperties.class)
				.enabled();
			ConditionMessage.Builder message = ConditionMessage.forCondition("async-append.page.enabled");
			return new ConditionOutcome(enabled, message.because("it is " + enabled));
		}

	}

}
