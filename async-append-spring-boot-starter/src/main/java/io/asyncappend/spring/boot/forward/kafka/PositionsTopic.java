package io.asyncappend.spring.boot.forward.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import io.asyncappend.ForwardingStoppedException;

/**
 * The compacted topic that has, for each log and each topic, the last position that was
 * written to it in a transaction. All is in its partition 0, so that its number of
 * partitions is of no matter. Used by one thread, but for {@link #abort()}.
 */
final class PositionsTopic {

	/**
	 * Smaller than Kafka's gigabyte: a segment that is written is not compacted, and all
	 * of it is read at each start.
	 */
	private static final Map<String, String> CONFIGURATION = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG,
			TopicConfig.CLEANUP_POLICY_COMPACT, TopicConfig.SEGMENT_BYTES_CONFIG, "16777216");

	private static final Duration POLL = Duration.ofMillis(100);

	private static final Log logger = LogFactory.getLog(PositionsTopic.class);

	private final String name;

	private final TopicPartition partition;

	private final boolean create;

	private final Supplier<Admin> admins;

	private final Supplier<Consumer<byte[], byte[]>> consumers;

	private final Duration timeout;

	private volatile @Nullable Admin admin;

	private volatile @Nullable Consumer<byte[], byte[]> consumer;

	/**
	 * Connects to nothing.
	 * @param name of the topic
	 * @param create whether it is created where it is not there
	 * @param admins make one, which is closed after use
	 * @param consumers make one that reads what is committed, likewise
	 * @param timeout of each answer of a broker
	 */
	PositionsTopic(String name, boolean create, Supplier<Admin> admins, Supplier<Consumer<byte[], byte[]>> consumers,
			Duration timeout) {
		this.name = name;
		this.partition = new TopicPartition(name, 0);
		this.create = create;
		this.admins = admins;
		this.consumers = consumers;
		this.timeout = timeout;
	}

	TopicPartition partition() {
		return this.partition;
	}

	/**
	 * Creates the topic where it is not there, before a producer asks for it and has a
	 * broker create one that deletes what is old.
	 * @throws Exception if it cannot be done now; says what would help
	 */
	void prepare() throws Exception {
		ask((open) -> {
			requireCompacted(open);
			return true;
		});
	}

	/**
	 * Reads what is committed under a key.
	 * @return empty if there is nothing
	 * @throws ForwardingStoppedException if what is there cannot be read
	 * @throws Exception if it cannot be done now; says what would help
	 */
	Optional<TopicPosition> read(byte[] key) throws Exception {
		return ask((open) -> {
			long end = answer(
					open.listOffsets(Map.of(this.partition, OffsetSpec.latest())).partitionResult(this.partition))
				.offset();
			return decode(readTo(end, key), key);
		});
	}

	private <T> T ask(Question<T> question) throws Exception {
		Admin open = this.admins.get();
		this.admin = open;
		try {
			return question.answer(open);
		}
		catch (AuthorizationException ex) {
			throw new IOException("the topic '" + this.name + "' of positions needs the ACLs Read, Write and Describe"
					+ ", and Create where it is not there: " + ex.getMessage(), ex);
		}
		finally {
			this.admin = null;
			open.close(Duration.ZERO);
		}
	}

	private void requireCompacted(Admin open) throws Exception {
		try {
			answer(open.describeTopics(List.of(this.name)).topicNameValues().get(this.name));
		}
		catch (UnknownTopicOrPartitionException ex) {
			create(open, ex);
			return;
		}
		String policy;
		try {
			ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, this.name);
			policy = answer(open.describeConfigs(List.of(resource)).values().get(resource))
				.get(TopicConfig.CLEANUP_POLICY_CONFIG)
				.value();
		}
		catch (AuthorizationException ex) {
			logger.debug("Whether topic '" + this.name + "' is compacted cannot be seen", ex);
			return;
		}
		if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
			throw new IOException("the topic '" + this.name + "' of positions has cleanup.policy=" + policy
					+ ", so that positions would be deleted: set cleanup.policy=compact");
		}
	}

	private void create(Admin open, UnknownTopicOrPartitionException missing) throws Exception {
		String wanted = "create it with one partition and cleanup.policy=compact, or name another one by"
				+ " forward.kafka.positions-topic";
		if (!this.create) {
			throw new IOException("the topic '" + this.name + "' of positions is not there, and"
					+ " spring.kafka.admin.auto-create is false: " + wanted, missing);
		}
		try {
			answer(open
				.createTopics(List.of(new NewTopic(this.name, Optional.of(1), Optional.empty()).configs(CONFIGURATION)))
				.all());
			logger.info("Created topic '" + this.name + "' for the positions of logs that are forwarded");
		}
		catch (TopicExistsException ex) {
			// Another instance did it meanwhile.
		}
		catch (TimeoutException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IOException("the topic '" + this.name + "' of positions is not there and cannot be created, " + ex
					+ ": " + wanted, ex);
		}
	}

	/**
	 * The end is that of what is written, not of what is committed: before it there may
	 * be our own position behind an open transaction of another log, which is waited for.
	 */
	private byte @Nullable [] readTo(long end, byte[] key) throws TimeoutException {
		Consumer<byte[], byte[]> open = this.consumers.get();
		this.consumer = open;
		try {
			open.assign(List.of(this.partition));
			open.seekToBeginning(List.of(this.partition));
			byte[] found = null;
			long before = -1;
			long progress = System.nanoTime();
			for (long at = 0; (at = open.position(this.partition, this.timeout)) < end;) {
				if (at > before) {
					progress = System.nanoTime();
				}
				else if (System.nanoTime() - progress > this.timeout.toNanos()) {
					throw new TimeoutException("the topic '" + this.name + "' of positions could be read to offset "
							+ at + " of " + end + " only, as another transaction is open there, or a broker is away");
				}
				before = at;
				for (ConsumerRecord<byte[], byte[]> message : open.poll(POLL).records(this.partition)) {
					if (Arrays.equals(message.key(), key)) {
						found = message.value();
					}
				}
			}
			return found;
		}
		finally {
			this.consumer = null;
			open.close(CloseOptions.timeout(Duration.ZERO));
		}
	}

	private Optional<TopicPosition> decode(byte @Nullable [] value, byte[] key) {
		try {
			return Optional.ofNullable(value).map(TopicPosition::of);
		}
		catch (IllegalArgumentException ex) {
			throw new ForwardingStoppedException(
					"forwarding stopped, as the position of '" + new String(key, StandardCharsets.US_ASCII)
							+ "' in topic '" + this.name + "' cannot be read: " + ex.getMessage(),
					ex);
		}
	}

	private <T> T answer(KafkaFuture<T> future) throws Exception {
		try {
			return future.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
		catch (TimeoutException ex) {
			throw new TimeoutException("no broker answered within " + this.timeout.toMillis()
					+ " ms what was asked of the topic '" + this.name + "' of positions");
		}
	}

	/** Ends a read, from any thread. */
	void abort() {
		Admin open = this.admin;
		if (open != null) {
			open.close(Duration.ZERO);
		}
		Consumer<byte[], byte[]> reading = this.consumer;
		if (reading != null) {
			reading.wakeup();
		}
	}

	/** What is asked of a broker. */
	private interface Question<T> {

		T answer(Admin admin) throws Exception;

	}

}
