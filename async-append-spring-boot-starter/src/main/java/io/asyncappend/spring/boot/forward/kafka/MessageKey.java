package io.asyncappend.spring.boot.forward.kafka;

import java.nio.ByteBuffer;
import java.util.List;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

import io.asyncappend.LogRecord;
import io.asyncappend.RecordRejectedException;

/**
 * Makes the message of a record. Whatever the key, a record that is sent again goes to
 * the partition that it went to before, for as long as a topic has the same number of
 * them: so a consumer of a partition knows it by its index.
 */
interface MessageKey {

	/** How many records in a row go to one partition, where they are spread. */
	int SPREAD = 1024;

	/**
	 * Makes a message.
	 * @throws RecordRejectedException if there can be no key
	 */
	ProducerRecord<byte[], byte[]> message(String topic, LogRecord record, byte[] log,
			Producer<byte[], byte[]> producer);

	/** All records have the key of their log. */
	static MessageKey log() {
		return (topic, record, log, producer) -> of(topic, null, log, record, log);
	}

	/** No key; runs of records are spread over the partitions. */
	static MessageKey none() {
		return (topic, record, log, producer) -> {
			int partitions = producer.partitionsFor(topic).size();
			return of(topic, (int) (record.index() / SPREAD % partitions), null, record, log);
		};
	}

	/** What a bean says. */
	static MessageKey of(RecordKey key) {
		return (topic, record, log, producer) -> {
			byte[] bytes;
			try {
				bytes = key.of(record);
			}
			catch (RuntimeException ex) {
				throw new RecordRejectedException(record, "it has no key: " + ex, ex);
			}
			return of(topic, null, bytes, record, log);
		};
	}

	private static ProducerRecord<byte[], byte[]> of(String topic, @Nullable Integer partition, byte @Nullable [] key,
			LogRecord record, byte[] log) {
		return new ProducerRecord<>(topic, partition, key, record.bytes(), headers(record, log));
	}

	private static List<Header> headers(LogRecord record, byte[] log) {
		return List.of(new RecordHeader("log-id", log), new RecordHeader("index", number(record.index())),
				new RecordHeader("position", number(record.position())));
	}

	private static byte[] number(long value) {
		return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
	}

}
