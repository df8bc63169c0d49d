package io.asyncappend.harness.forwarding.verify;

import io.asyncappend.harness.forwarding.application.Spool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the only partition of a topic has, read to its end again and again. Not
 * thread-safe.
 */
public final class Topic {

	private final String address;

	private final TopicPartition partition;

	private final boolean exactlyOnce;

	private final List<Message> messages = new ArrayList<>();

	private long offset;

	/**
	 * Reads nothing yet.
	 * @param address of the brokers
	 * @param topic its name
	 * @param exactlyOnce whether only what is committed is read, and none may be twice
	 */
	public Topic(String address, String topic, boolean exactlyOnce) {
		this.address = address;
		this.partition = new TopicPartition(topic, 0);
		this.exactlyOnce = exactlyOnce;
	}

	/** Reads what has come since. */
	public void read() {
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", this.address,
				"isolation.level", this.exactlyOnce ? "read_committed" : "read_uncommitted", "default.api.timeout.ms",
				120_000, "allow.auto.create.topics", false), new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			consumer.assign(List.of(this.partition));
			consumer.seek(this.partition, this.offset);
			long end = consumer.endOffsets(List.of(this.partition)).get(this.partition);
			while (consumer.position(this.partition) < end) {
				consumer.poll(Duration.ofSeconds(1)).forEach((record) -> this.messages.add(Message.of(record)));
			}
			this.offset = consumer.position(this.partition);
		}
	}

	/** The topic was deleted and made again: what was read stays. */
	public void isNew() {
		this.offset = 0;
	}

	/**
	 * The logs that its messages are of.
	 * @return their identities, the first that came first
	 */
	public Set<UUID> logs() {
		Set<UUID> logs = new LinkedHashSet<>();
		this.messages.forEach((message) -> logs.add(message.log()));
		return logs;
	}

	/**
	 * Compares what was read with what an application was promised, whose log is the only
	 * one.
	 * @param spool the application
	 * @return what was found
	 * @throws IOException if what it noted cannot be read
	 */
	public Verdict verify(Spool spool) throws IOException {
		Set<UUID> logs = logs();
		if (logs.size() != 1) {
			return new Verdict(0, 0, 0, List.of("the topic has the logs " + logs));
		}
		return verify(spool, logs.iterator().next());
	}

	/**
	 * Compares what was read of a log with what an application was promised.
	 * @param spool the application
	 * @param log the identity of its log
	 * @return what was found
	 * @throws IOException if what it noted cannot be read
	 */
	public Verdict verify(Spool spool, UUID log) throws IOException {
		Verifier verifier = new Verifier(spool.rejected(), spool.cut(), spool.history(), this.exactlyOnce);
		this.messages.stream().filter((message) -> message.log().equals(log)).forEach(verifier::add);
		return verifier.verdict(spool.promised());
	}

}
