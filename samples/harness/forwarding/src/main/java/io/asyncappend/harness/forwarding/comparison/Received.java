package io.asyncappend.harness.forwarding.comparison;

import io.asyncappend.harness.reliability.system.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What has come in a topic of one partition. Not thread-safe. */
final class Received implements AutoCloseable {

	private static final int DIGITS = 10;

	private final TopicPartition partition;

	private final KafkaConsumer<byte[], byte[]> consumer;

	Received(String address, String topic) {
		this.partition = new TopicPartition(topic, 0);
		this.consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", address, "default.api.timeout.ms", 120_000),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
		this.consumer.assign(List.of(this.partition));
	}

	/** How many messages there are, those that came twice counted twice. */
	long end() {
		return this.consumer.endOffsets(List.of(this.partition)).get(this.partition);
	}

	/**
	 * Waits until there are as many messages, or none came for ten seconds.
	 * @return when the last one was there, on the clock of {@link System#nanoTime()}
	 */
	long await(long count) throws Exception {
		long[] last = { end(), System.nanoTime() };
		Await.until("received", Duration.ofMinutes(10), () -> {
			long now = end();
			if (now > last[0]) {
				last[0] = now;
				last[1] = System.nanoTime();
			}
			return now >= count || System.nanoTime() - last[1] > Duration.ofSeconds(10).toNanos();
		});
		return last[1];
	}

	/** How many different records there are. */
	long distinct() {
		BitSet seen = new BitSet();
		this.consumer.seekToBeginning(List.of(this.partition));
		long end = end();
		while (this.consumer.position(this.partition) < end) {
			this.consumer.poll(Duration.ofSeconds(1))
				.forEach((record) -> seen
					.set(Integer.parseInt(new String(record.value(), 0, DIGITS, StandardCharsets.US_ASCII))));
		}
		return seen.cardinality();
	}

	@Override
	public void close() {
		this.consumer.close();
	}

}
