package io.asyncappend.harness.forwarding.contender;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The producer itself, with the settings of a forwarded log. */
@Configuration
@Profile("producer")
class ProducerConfiguration {

	@Bean
	KafkaProducer<byte[], byte[]> producer(KafkaProperties properties, @Value("${kafka.address}") String address) {
		Map<String, Object> configuration = properties.buildProducerProperties();
		configuration.putAll(Map.of("bootstrap.servers", address, "acks", "all", "enable.idempotence", true,
				"max.in.flight.requests.per.connection", 5));
		return new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer());
	}

	@Bean
	Sender sender(KafkaProducer<byte[], byte[]> producer, @Value("${kafka.topic}") String topic) {
		return (record) -> producer.send(new ProducerRecord<>(topic, record.getBytes(StandardCharsets.US_ASCII)));
	}

}
