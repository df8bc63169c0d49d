package io.asyncappend.harness.forwarding.verify;

import io.asyncappend.harness.forwarding.application.Line;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A message of a topic.
 *
 * @param log the identity of the log, by its header
 * @param index which record of the log, by its header
 * @param position where it begins in the log, by its header
 * @param length of its value
 * @param line what the record says of itself; {@code null} if it is not whole
 * @param millis when it was sent
 */
record Message(UUID log, long index, long position, int length, Line line, long millis) {

	static Message of(ConsumerRecord<byte[], byte[]> record) {
		UUID log = UUID.fromString(new String(header(record, "log-id"), StandardCharsets.US_ASCII));
		return new Message(log, number(record, "index"), number(record, "position"), record.value().length,
				Line.of(record.value()), record.timestamp());
	}

	private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
		return record.headers().lastHeader(name).value();
	}

	private static long number(ConsumerRecord<byte[], byte[]> record, String name) {
		return ByteBuffer.wrap(header(record, name)).getLong();
	}

	/** Whether it is the same record. */
	boolean isSame(Message other) {
		return this.log.equals(other.log) && this.index == other.index && this.position == other.position
				&& this.length == other.length && Objects.equals(this.line, other.line);
	}

}
