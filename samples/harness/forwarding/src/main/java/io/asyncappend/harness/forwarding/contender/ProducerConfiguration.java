package io.asyncappend.harness.forwarding.contender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The producer itself, with the settings of a forwarded log. */
@Configuration
@Profile({ "producer", "producer-of-messages" })
class ProducerConfiguration {

	@Bean
	KafkaProducer<byte[], byte[]> producer(KafkaProperties properties, @Value("${kafka.address}") String address) {
		Map<String, Object> configuration = properties.buildProducerProperties();
		configuration.putAll(Map.of("bootstrap.servers", address, "acks", "all", "enable.idempotence", true,
				"max.in.flight.requests.per.connection", 5, "batch.size", 1 << 16));
		return new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer());
	}

	@Bean
	@Profile("producer")
	Sender sender(KafkaProducer<byte[], byte[]> producer, @Value("${kafka.topic}") String topic) {
		return (record) -> producer.send(new ProducerRecord<>(topic, record.getBytes(StandardCharsets.US_ASCII)));
	}

	/** Of one thread, and of records of one length. */
	@Bean
	@Profile("producer-of-messages")
	Sender senderOfMessages(KafkaProducer<byte[], byte[]> producer, @Value("${kafka.topic}") String topic) {
		byte[] log = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
		AtomicLong index = new AtomicLong();
		return (record) -> {
			byte[] bytes = record.getBytes(StandardCharsets.US_ASCII);
			long next = index.getAndIncrement();
			producer.send(new ProducerRecord<>(topic, null, log, bytes,
					List.of(new RecordHeader("log-id", log), new RecordHeader("index", number(next)),
							new RecordHeader("position", number(next * (bytes.length + 1))))));
		};
	}

	private static byte[] number(long value) {
		return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
	}

}
