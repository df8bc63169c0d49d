package io.asyncappend.samples.orders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Drops what a consumer has seen, by the headers of each message: a record that was not
 * acknowledged in time is sent again, with the same index of the same log, and in the
 * same partition. Kept with the offsets of the consumer, as here in memory, it makes
 * delivery once of at least once. Not thread-safe, like a consumer.
 */
public final class SeenOrders {

	private final Map<String, Long> last = new HashMap<>();

	/**
	 * Whether it is the first time.
	 * @param message as a consumer has it
	 * @return false for a message whose record, or one after it, was there before
	 */
	public boolean isNew(ConsumerRecord<?, ?> message) {
		String log = new String(message.headers().lastHeader("log-id").value(), StandardCharsets.US_ASCII);
		long index = ByteBuffer.wrap(message.headers().lastHeader("index").value()).getLong();
		String key = log + " " + new TopicPartition(message.topic(), message.partition());
		if (index <= this.last.getOrDefault(key, -1L)) {
			return false;
		}
		this.last.put(key, index);
		return true;
	}

}
