package io.asyncappend.spring.boot.autoconfigure;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AbstractAuditListener;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.asyncappend.spring.boot.appenders.AppenderLookup;
import io.asyncappend.spring.boot.appenders.ConfiguredAppenders;
import io.asyncappend.spring.boot.audit.AppenderAuditEventRepository;
import io.asyncappend.spring.boot.audit.AuditProperties;
import io.asyncappend.spring.boot.audit.AuditTrailCheck;
import io.asyncappend.spring.boot.properties.AppenderUse;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the audit trail, when
 * {@code async-append.audit.appender} names an appender: Spring Boot's audit listeners
 * and endpoint want a repository and are configured after it.
 * <p>
 * Asked for an audit trail that it has not the libraries for, the application does not
 * start.
 */
@AutoConfiguration(after = AsyncAppendAutoConfiguration.class,
		beforeName = "org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration")
@ConditionalOnAppenderNamed(AuditProperties.APPENDER)
@ConditionalOnBean(ConfiguredAppenders.class)
@Import(AppenderLookupConfiguration.class)
@EnableConfigurationProperties(AuditProperties.class)
public final class AsyncAppendAuditAutoConfiguration {

	AsyncAppendAuditAutoConfiguration() {
	}

	@Bean
	AppenderUse asyncAppendAuditUse(AuditProperties properties) {
		return properties.use();
	}

	/** With a listener of the application's own it may be so. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AbstractAuditListener.class)
	@Conditional(EventsDisabled.class)
	@ConditionalOnMissingBean(AbstractAuditListener.class)
	static class WithoutEventsConfiguration {

		WithoutEventsConfiguration(AuditProperties properties) {
			throw properties.silenced();
		}

	}

	/** As Spring Boot sees it, for which all but true is false. */
	static final class EventsDisabled extends NoneNestedConditions {

		EventsDisabled() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnBooleanProperty(name = "management.auditevents.enabled", matchIfMissing = true)
		static final class Enabled {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ AuditEventRepository.class, JsonMapper.class })
	static class RepositoryConfiguration {

		@Bean
		static AuditTrailCheck asyncAppendAuditTrailCheck(ListableBeanFactory beanFactory) {
			return new AuditTrailCheck(beanFactory);
		}

		@Bean
		@ConditionalOnMissingBean(AuditEventRepository.class)
		AppenderAuditEventRepository asyncAppendAuditEventRepository(AppenderLookup appenders,
				AuditProperties properties) {
			return new AppenderAuditEventRepository(appenders.find(properties.use()), properties);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AuditEventRepository.class)
	@ConditionalOnMissingClass("org.springframework.security.authentication.event.AbstractAuthenticationEvent")
	static class WithoutSecurityConfiguration {

		@Bean
		static SecurityListenersRemover asyncAppendSecurityListenersRemover() {
			return new SecurityListenersRemover();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.boot.actuate.audit.AuditEventRepository")
	static class WithoutActuatorConfiguration {

		WithoutActuatorConfiguration(AuditProperties properties) {
			throw properties.missing("Spring Boot's Actuator", "spring-boot-starter-actuator");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.actuate.audit.AuditEventRepository")
	@ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
	static class WithoutJacksonConfiguration {

		WithoutJacksonConfiguration(AuditProperties properties) {
			throw properties.missing("Jackson 3", "spring-boot-starter-jackson");
		}

	}

}
