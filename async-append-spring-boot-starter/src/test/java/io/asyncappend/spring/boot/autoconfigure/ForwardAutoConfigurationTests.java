package io.asyncappend.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.forward.AppenderForwarding;
import io.asyncappend.spring.boot.forward.KafkaSinks;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;

/** Which beans forward, and what will not do. */
class ForwardAutoConfigurationTests {

	private static final String FORWARD = "async-append.appenders.orders.forward";

	@TempDir
	private Path directory;

	private ApplicationContextRunner contexts;

	@BeforeEach
	void configure() {
		this.contexts = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AsyncAppendAutoConfiguration.class,
					AsyncAppendForwardAutoConfiguration.class, KafkaAutoConfiguration.class))
			.withPropertyValues("async-append.directory=" + this.directory,
					"spring.kafka.bootstrap-servers=localhost:1");
	}

	@Test
	void nothingIsThereWithoutAnAppenderThatForwards() {
		this.contexts.withPropertyValues("async-append.appenders.orders.file=forward.kafka.log")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(AppenderForwarding.class)
				.doesNotHaveBean(KafkaSinks.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					sink=none                       | sink            | is not the name of a bean of type RecordSink
					sink=aString                    | sink            | is not the name of a bean of type RecordSink
					oversize=stop                   |                 | names neither a topic of Kafka nor a sink
					kafka.topic=a b                 | kafka.topic     | is not the name of a topic
					kafka.topic=..                  | kafka.topic     | is not the name of a topic
					kafka.key=log                   | kafka.topic     | is not the name of a topic
					kafka.topic=orders,kafka.key=x  | kafka.key       | is neither log nor none
					kafka.topic=orders,kafka.exactly-once=true,kafka.positions-topic=a b    | kafka.positions-topic | is not the name of a topic
					kafka.topic=orders,kafka.exactly-once=true,kafka.positions-topic=orders | kafka.positions-topic | is the topic of the records
					kafka.topic=orders,max-rate=-1B | max-rate        | is negative
					""")
	void whatWillNotDoIsRefusedByItsName(String properties, String leaf, String reason) {
		String[] values = properties.split(",");
		for (int i = 0; i < values.length; i++) {
			values[i] = FORWARD + "." + values[i];
		}
		this.contexts.withUserConfiguration(Strings.class)
			.withPropertyValues(values)
			.run((context) -> assertThat(context).getFailure().satisfies((failure) -> {
				InvalidPropertyException invalid = invalid(failure);
				assertThat(invalid.getProperty()).isEqualTo((leaf != null) ? FORWARD + "." + leaf : FORWARD);
				assertThat(invalid.getReason()).contains(reason);
			}));
	}

	@Test
	void twoTargetsAreRefused() {
		this.contexts.withUserConfiguration(Sinks.class)
			.withPropertyValues(FORWARD + ".kafka.topic=orders", FORWARD + ".sink=http")
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(invalid(failure).getReason()).contains("both")));
	}

	@Test
	void kafkaThatIsNotThereIsMissedByName() {
		this.contexts.withClassLoader(new FilteredClassLoader("org.apache.kafka", "org.springframework.kafka"))
			.withPropertyValues(FORWARD + ".kafka.topic=orders")
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(invalid(failure).getAdvice())
					.contains("org.springframework.boot:spring-boot-starter-kafka")));
	}

	@Test
	void theApplicationKeepsItsOwnProducers() {
		this.contexts.withPropertyValues("async-append.appenders.orders.file=orders.log")
			.withUserConfiguration(Kafkas.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ProducerFactory.class)
				.hasSingleBean(KafkaTemplate.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Strings {

		@Bean
		String aString() {
			return "text";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Sinks {

		@Bean
		RecordSink http() {
			return (batch) -> CompletableFuture.completedFuture(null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Kafkas {

		@Bean
		KafkaConnectionDetails details() {
			return () -> List.of("elsewhere:9092");
		}

		@Bean
		DefaultKafkaProducerFactoryCustomizer customizer() {
			return (factory) -> factory
				.updateConfigs(Map.of(ProducerConfig.LINGER_MS_CONFIG, 77, ProducerConfig.ACKS_CONFIG, "0"));
		}

	}

	private static InvalidPropertyException invalid(Throwable failure) {
		Throwable cause = failure;
		while (!(cause instanceof InvalidPropertyException)) {
			assertThat(cause).as("an InvalidPropertyException in " + failure).isNotNull();
			cause = cause.getCause();
		}
		return (InvalidPropertyException) cause;
	}

}
