package io.asyncappend.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

import io.asyncappend.AsyncAppender;
import io.asyncappend.DiskLimitException;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.RecordSink;
import io.asyncappend.Rotation;
import io.asyncappend.spring.boot.forward.AppenderForwarding;
import io.asyncappend.spring.boot.forward.KafkaSinks;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
					kafka.topic=orders,kafka.positions-topic=p                              | kafka.positions-topic | has no effect, as async-append.appenders.orders.forward.kafka.exactly-once is false
					kafka.topic=orders,kafka.positions-topic=async-append-positions         | kafka.positions-topic | has no effect
					kafka.topic=orders,kafka.exactly-once=false,kafka.transaction-id-prefix=shop- | kafka.transaction-id-prefix | has no effect
					kafka.topic=orders,max-rate=-1B | max-rate        | is negative
					kafka.topic=orders,disk-limit=-1B | disk-limit    | is negative
					kafka.topic=orders,on-disk-limit=drop-oldest | on-disk-limit | its rotation has no maximum size
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
	void theLimitIsTheAppendersAndRetentionWaits() {
		this.contexts.withUserConfiguration(AwaySinks.class)
			.withPropertyValues(FORWARD + ".sink=away", FORWARD + ".disk-limit=1KB", FORWARD + ".on-disk-limit=fail",
					"async-append.appenders.orders.rotation.max-size=100B",
					"async-append.appenders.orders.rotation.keep-files=1",
					"async-append.appenders.orders.rotation.keep-until=billing",
					"async-append.appenders.orders.cursors.billing.start=oldest")
			.run((context) -> {
				AsyncAppender orders = context.getBean("orders", AsyncAppender.class);
				assertThat(orders.options().rotation().keepUntil()).containsExactly("billing", "forward");
				orders.append(new byte[1024]);
				assertThatExceptionOfType(DiskLimitException.class).isThrownBy(() -> orders.append(new byte[1]))
					.withMessageContaining("1024 bytes are not forwarded");
				ForwardStatus.Disk disk = context.getBean(AppenderForwarding.class)
					.status("orders")
					.orElseThrow()
					.disk();
				assertThat(disk).isEqualTo(new ForwardStatus.Disk(1024, ForwardOptions.OnDiskLimit.FAIL, true,
						Optional.of(Duration.ZERO), 1));
			});
	}

	@Test
	void withoutALimitOfItsOwnForwardingHasTheDefaultOne() {
		this.contexts.withUserConfiguration(AwaySinks.class)
			.withPropertyValues(FORWARD + ".sink=away")
			.run((context) -> {
				ForwardStatus status = context.getBean(AppenderForwarding.class).status("orders").orElseThrow();
				assertThat(status.disk().limit()).isEqualTo(ForwardOptions.defaults().diskLimit());
				assertThat(status.disk().action()).isEqualTo(ForwardOptions.OnDiskLimit.BLOCK);
				assertThat(context.getBean("orders", AsyncAppender.class).options().rotation())
					.isEqualTo(Rotation.onDemand());
			});
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
	static class AwaySinks {

		@Bean
		RecordSink away() {
			return (batch) -> CompletableFuture.failedFuture(new IOException("away"));
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
