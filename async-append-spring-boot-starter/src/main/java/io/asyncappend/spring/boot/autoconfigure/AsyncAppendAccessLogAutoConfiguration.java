package io.asyncappend.spring.boot.autoconfigure;

import org.apache.catalina.Valve;
import org.eclipse.jetty.server.RequestLog;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.asyncappend.spring.boot.accesslog.AccessLog;
import io.asyncappend.spring.boot.accesslog.AccessLogCheck;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties;
import io.asyncappend.spring.boot.accesslog.Tracing;
import io.asyncappend.spring.boot.accesslog.jetty.JettyAccessLogCustomizer;
import io.asyncappend.spring.boot.accesslog.netty.NettyAccessLogCustomizer;
import io.asyncappend.spring.boot.accesslog.tomcat.TomcatAccessLogCustomizer;
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
				properties.redaction(environment), tracing.getIfAvailable(() -> Tracing.NONE));
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

	}

}
