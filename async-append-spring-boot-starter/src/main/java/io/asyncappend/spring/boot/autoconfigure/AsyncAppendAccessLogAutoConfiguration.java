package io.asyncappend.spring.boot.autoconfigure;

import io.micrometer.tracing.handler.TracingObservationHandler;
import jakarta.servlet.ServletRequest;
import org.apache.catalina.Valve;
import org.eclipse.jetty.server.RequestLog;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.server.WebFilter;

import io.asyncappend.spring.boot.accesslog.AccessLog;
import io.asyncappend.spring.boot.accesslog.AccessLogCheck;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties;
import io.asyncappend.spring.boot.accesslog.NativeRequests;
import io.asyncappend.spring.boot.accesslog.Tracing;
import io.asyncappend.spring.boot.accesslog.jetty.JettyAccessLogCustomizer;
import io.asyncappend.spring.boot.accesslog.netty.NettyAccessLogCustomizer;
import io.asyncappend.spring.boot.accesslog.netty.NettyNativeRequests;
import io.asyncappend.spring.boot.accesslog.reactive.ApplicationRequestWebFilter;
import io.asyncappend.spring.boot.accesslog.reactive.ServletNativeRequests;
import io.asyncappend.spring.boot.accesslog.security.SecurityUserFilter;
import io.asyncappend.spring.boot.accesslog.security.SecurityUserWebFilter;
import io.asyncappend.spring.boot.accesslog.tomcat.TomcatAccessLogCustomizer;
import io.asyncappend.spring.boot.accesslog.tracing.MicrometerTracing;
import io.asyncappend.spring.boot.appenders.AppenderLookup;
import io.asyncappend.spring.boot.appenders.ConfiguredAppenders;
import io.asyncappend.spring.boot.properties.AppenderUse;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the access log of the embedded
 * web server, when {@code async-append.access-log.appender} names an appender. A
 * management server on a port of its own has none.
 */
@AutoConfiguration(after = AsyncAppendAutoConfiguration.class)
@ConditionalOnAppenderNamed(AccessLogProperties.APPENDER)
@ConditionalOnBean(ConfiguredAppenders.class)
@Import(AppenderLookupConfiguration.class)
@EnableConfigurationProperties(AccessLogProperties.class)
public final class AsyncAppendAccessLogAutoConfiguration {

	AsyncAppendAccessLogAutoConfiguration() {
	}

	@Bean
	AppenderUse asyncAppendAccessLogUse(AccessLogProperties properties) {
		return properties.use();
	}

	@Bean
	static AccessLogCheck asyncAppendAccessLogCheck(ApplicationContext context, Environment environment) {
		return new AccessLogCheck(context, environment.getProperty(AccessLogProperties.APPENDER, ""));
	}

	@Bean
	@ConditionalOnMissingBean
	AccessLog asyncAppendAccessLog(AppenderLookup appenders, AccessLogProperties properties, Environment environment,
			ObjectProvider<Tracing> tracing) {
		return new AccessLog(appenders.find(properties.use()), properties.lineFormat(environment),
				properties.redaction(environment), tracing.getIfAvailable(() -> Tracing.NONE), properties.selection());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TracingObservationHandler.class)
	static class TracingConfiguration {

		@Bean
		@ConditionalOnMissingBean(Tracing.class)
		MicrometerTracing asyncAppendAccessLogTracing() {
			return new MicrometerTracing();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebFilter.class)
	static class ReactiveConfiguration {

		@Bean
		ApplicationRequestWebFilter asyncAppendApplicationRequestWebFilter(ObjectProvider<NativeRequests> servers) {
			return new ApplicationRequestWebFilter(servers.stream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(ServletRequest.class)
	static class ReactiveServletConfiguration {

		@Bean
		ServletNativeRequests asyncAppendServletNativeRequests() {
			return new ServletNativeRequests();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ HttpSecurity.class, AuthorizationFilter.class })
	static class SecurityConfiguration {

		@Bean
		Customizer<HttpSecurity> asyncAppendAccessLogUserCustomizer() {
			return SecurityUserFilter.customizer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass({ ServerHttpSecurity.class, ReactiveSecurityContextHolder.class })
	static class ReactiveSecurityConfiguration {

		@Bean
		Customizer<ServerHttpSecurity> asyncAppendAccessLogReactiveUserCustomizer() {
			return SecurityUserWebFilter.customizer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConfigurableTomcatWebServerFactory.class, Valve.class })
	static class TomcatConfiguration {

		@Bean
		TomcatAccessLogCustomizer asyncAppendTomcatAccessLogCustomizer(AccessLog accessLog) {
			return new TomcatAccessLogCustomizer(accessLog);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConfigurableJettyWebServerFactory.class, RequestLog.class })
	static class JettyConfiguration {

		@Bean
		JettyAccessLogCustomizer asyncAppendJettyAccessLogCustomizer(AccessLog accessLog) {
			return new JettyAccessLogCustomizer(accessLog);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ NettyReactiveWebServerFactory.class, HttpServer.class })
	static class NettyConfiguration {

		@Bean
		NettyAccessLogCustomizer asyncAppendNettyAccessLogCustomizer(AccessLog accessLog) {
			return new NettyAccessLogCustomizer(accessLog);
		}

		@Bean
		NettyNativeRequests asyncAppendNettyNativeRequests() {
			return new NettyNativeRequests();
		}

	}

}
