package io.asyncappend.spring.boot.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

import io.asyncappend.spring.boot.appenders.AppenderLookup;
import io.asyncappend.spring.boot.appenders.ConfiguredAppenders;
import io.asyncappend.spring.boot.forward.AppenderForwarding;
import io.asyncappend.spring.boot.forward.KafkaSinks;
import io.asyncappend.spring.boot.forward.kafka.ConfiguredKafkaSinks;
import io.asyncappend.spring.boot.forward.kafka.KafkaHints;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of forwarding, when an appender has
 * properties below {@code forward}.
 */
@AutoConfiguration(after = AsyncAppendAutoConfiguration.class,
		afterName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
@ConditionalOnAppenderNamed(ConditionalOnAppenderNamed.FORWARD)
@ConditionalOnBean(ConfiguredAppenders.class)
@Import(AppenderLookupConfiguration.class)
public final class AsyncAppendForwardAutoConfiguration {

	AsyncAppendForwardAutoConfiguration() {
	}

	@Bean
	AppenderForwarding asyncAppendForwarding(AsyncAppendProperties properties, AppenderLookup appenders,
			BeanFactory beans, ObjectProvider<KafkaSinks> kafka) {
		return new AppenderForwarding(properties, appenders, beans, kafka);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ DefaultKafkaProducerFactory.class, KafkaConnectionDetails.class })
	@ConditionalOnBean(type = "org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails")
	@ImportRuntimeHints(KafkaHints.class)
	static class KafkaConfiguration {

		@Bean
		ConfiguredKafkaSinks asyncAppendKafkaSinks(KafkaProperties properties, KafkaConnectionDetails connection,
				ObjectProvider<DefaultKafkaProducerFactoryCustomizer> customizers, BeanFactory beans) {
			return new ConfiguredKafkaSinks(properties, connection, customizers.orderedStream().toList(), beans);
		}

	}

}
