package io.asyncappend.spring.boot.forward.kafka;

import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

import static org.assertj.core.api.Assertions.assertThat;

/** How the producers of appenders are configured. */
class ConfiguredKafkaSinksTests {

	private final KafkaProperties properties = new KafkaProperties();

	private Map<String, Object> configuration(DefaultKafkaProducerFactoryCustomizer... customizers) {
		return new ConfiguredKafkaSinks(this.properties, () -> List.of("elsewhere:9092"), List.of(customizers),
				new DefaultListableBeanFactory())
			.producers("orders", false)
			.getConfigurationProperties();
	}

	@Test
	void producersAreConfiguredAsSpringBootDoes() {
		this.properties.getProducer().setCompressionType("lz4");
		this.properties.getProperties().put("metadata.max.age.ms", "1234");
		assertThat(configuration((factory) -> factory.updateConfigs(Map.of(ProducerConfig.LINGER_MS_CONFIG, 77))))
			.containsEntry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, List.of("elsewhere:9092"))
			.containsEntry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
			.containsEntry("metadata.max.age.ms", "1234")
			.containsEntry(ProducerConfig.LINGER_MS_CONFIG, 77)
			.containsEntry(ProducerConfig.CLIENT_ID_CONFIG, "async-append-orders");
	}

	@Test
	void whatOrderAndSafetyDependOnIsNotUpToOthers() {
		this.properties.getProducer().setAcks("1");
		this.properties.getProducer().setRetries(0);
		this.properties.getProducer().getProperties().put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "100");
		this.properties.getProducer().getProperties().put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tx");
		assertThat(configuration(
				(factory) -> factory.updateConfigs(Map.of(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false))))
			.containsEntry(ProducerConfig.ACKS_CONFIG, "all")
			.containsEntry(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE)
			.containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
			.containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5)
			.doesNotContainKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
	}

	@Test
	void fewerRequestsInFlightAreTheUsers() {
		this.properties.getProducer().setClientId("shop");
		this.properties.getProducer().getProperties().put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "2");
		assertThat(configuration()).containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 2)
			.containsEntry(ProducerConfig.CLIENT_ID_CONFIG, "shop-orders");
	}

}
