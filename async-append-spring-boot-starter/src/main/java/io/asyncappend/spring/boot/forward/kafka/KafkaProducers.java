package io.asyncappend.spring.boot.forward.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * The producers of one appender, one at a time, each from bytes to bytes. It is a factory
 * as applications have it, so that their customizers, and the meters that these add, go
 * for it, but no bean, in whose place Spring Boot's own would not be made.
 */
final class KafkaProducers extends DefaultKafkaProducerFactory<byte[], byte[]> {

	private volatile @Nullable Producer<byte[], byte[]> current;

	private volatile @Nullable String transactionalId;

	KafkaProducers(Map<String, Object> configuration) {
		super(configuration, new ByteArraySerializer(), new ByteArraySerializer());
		setPhysicalCloseTimeout(0);
	}

	@Override
	protected Producer<byte[], byte[]> createRawProducer(Map<String, Object> configuration) {
		String id = this.transactionalId;
		if (id != null) {
			configuration.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
		}
		Producer<byte[], byte[]> created = super.createRawProducer(configuration);
		this.current = created;
		return created;
	}

	/**
	 * Makes a producer of transactions. Spring's own would add something to its
	 * identifier, keep it for others, and write a line for each transaction that fails.
	 */
	Producer<byte[], byte[]> transactional(String id) {
		this.transactionalId = id;
		createNonTransactionalProducer();
		return Objects.requireNonNull(this.current);
	}

	/**
	 * Ends the producer at once: what it has not sent yet is never sent. From any thread,
	 * a callback of the producer among them.
	 */
	void abort() {
		abort(Duration.ZERO);
	}

	/**
	 * Ends the producer, which aborts a transaction within a time; from no callback.
	 */
	void abort(Duration timeout) {
		Producer<byte[], byte[]> aborted = this.current;
		if (aborted != null) {
			aborted.close(timeout);
		}
	}

}
