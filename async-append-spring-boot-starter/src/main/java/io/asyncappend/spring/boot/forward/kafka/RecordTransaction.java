package io.asyncappend.spring.boot.forward.kafka;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;
import io.asyncappend.RecordRejectedException;

/**
 * Sends records, and the position after them, in one transaction of a producer. Not for
 * use by several threads at once.
 */
final class RecordTransaction {

	private final Producer<byte[], byte[]> producer;

	private final Messages messages;

	private final PositionMessages positions;

	/**
	 * Sends nothing yet.
	 * @param producer whose transactions are initialized
	 * @param messages makes the message of a record
	 * @param positions makes the message of a position
	 */
	RecordTransaction(Producer<byte[], byte[]> producer, Messages messages, PositionMessages positions) {
		this.producer = producer;
		this.messages = messages;
		this.positions = positions;
	}

	/**
	 * Commits records.
	 * @return the first that was rejected, for which nothing is committed; or
	 * {@code null}
	 * @throws Exception if they are not committed, or if it is not known
	 */
	@Nullable RecordRejectedException commit(List<LogRecord> records) throws Exception {
		this.producer.beginTransaction();
		Failures failures = new Failures();
		for (LogRecord record : records) {
			send(record, failures, () -> this.messages.message(record));
			if (failures.any()) {
				break;
			}
		}
		if (!failures.any()) {
			send(null, failures, () -> this.positions.message(ReceivedRecord.of(records.get(records.size() - 1))));
		}
		// Bounded by the time of a delivery, while a commit has only max.block.ms.
		this.producer.flush();
		RecordRejectedException rejection = failures.rejection();
		if (rejection != null) {
			this.producer.abortTransaction();
			return rejection;
		}
		failures.rethrow();
		this.producer.commitTransaction();
		return null;
	}

	/** A producer whose transaction has failed meanwhile throws. */
	private void send(@Nullable LogRecord record, Failures failures, Supplier<ProducerRecord<byte[], byte[]>> message) {
		try {
			this.producer.send(message.get(), (metadata, error) -> failures.add(record, error));
		}
		catch (RecordRejectedException | KafkaException ex) {
			failures.add(record, ex);
		}
	}

	/** Makes the message of a record. */
	@FunctionalInterface
	interface Messages {

		ProducerRecord<byte[], byte[]> message(LogRecord record);

	}

	/** Makes the messages of positions, which all have one key, in one partition. */
	record PositionMessages(TopicPartition partition, byte[] key, UUID instance) {

		ProducerRecord<byte[], byte[]> message(@Nullable ReceivedRecord last) {
			return new ProducerRecord<>(this.partition.topic(), this.partition.partition(), this.key,
					new TopicPosition(this.instance, Optional.ofNullable(last)).toBytes());
		}

	}

	/**
	 * What failed, on the thread of the producer or while it was sent. The first failure
	 * aborts the transaction, and then the producer fails all that is left of it with the
	 * same exception: a rejection is that of its record only if none came before it.
	 */
	private static final class Failures {

		private @Nullable RecordRejectedException rejection;

		private @Nullable Exception first;

		private synchronized void add(@Nullable LogRecord record, @Nullable Exception error) {
			if (error == null) {
				return;
			}
			RecordRejectedException rejected = (record != null) ? SentBatch.rejection(record, error) : null;
			if (this.rejection == null) {
				this.rejection = rejected;
			}
			if (this.first == null) {
				this.first = error;
			}
		}

		private synchronized boolean any() {
			return this.first != null;
		}

		private synchronized @Nullable RecordRejectedException rejection() {
			return this.rejection;
		}

		private synchronized void rethrow() throws Exception {
			if (this.first != null) {
				throw this.first;
			}
		}

	}

}
