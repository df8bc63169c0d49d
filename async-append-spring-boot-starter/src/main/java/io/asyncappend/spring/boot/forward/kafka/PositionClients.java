package io.asyncappend.spring.boot.forward.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The other clients that a position needs. They have the connection of the producer,
 * whatever Spring Boot has for those of the application: the position that is read has to
 * be that of the cluster that is written to.
 */
final class PositionClients {

	private final KafkaProducers producers;

	PositionClients(KafkaProducers producers) {
		this.producers = producers;
	}

	Admin admin() {
		return Admin.create(configuration(AdminClientConfig.configNames()));
	}

	Consumer<byte[], byte[]> consumer() {
		return new KafkaConsumer<>(consumerConfiguration(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
	}

	Map<String, Object> consumerConfiguration() {
		Map<String, Object> configuration = configuration(ConsumerConfig.configNames());
		configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		return configuration;
	}

	/** For how long an answer is waited for: as the producer does. */
	Duration timeout() {
		Object configured = this.producers.getConfigurationProperties().get(ProducerConfig.MAX_BLOCK_MS_CONFIG);
		try {
			return Duration.ofMillis(Math.max(1, Long.parseLong(String.valueOf(configured).strip())));
		}
		catch (NumberFormatException ex) {
			// The producer refuses it, and names it.
			return Duration.ofSeconds(10);
		}
	}

	/** What is the producer's alone is left out; a class of interceptors is. */
	private Map<String, Object> configuration(Set<String> names) {
		Map<String, Object> configuration = new HashMap<>(this.producers.getConfigurationProperties());
		configuration.keySet().removeIf((name) -> ProducerConfig.configNames().contains(name) && !names.contains(name));
		configuration.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
		configuration.computeIfPresent(ProducerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-positions");
		return configuration;
	}

}
