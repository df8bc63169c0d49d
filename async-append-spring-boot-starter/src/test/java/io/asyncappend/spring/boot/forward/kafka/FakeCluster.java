package io.asyncappend.spring.boot.forward.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyMap;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** Brokers as a sink of transactions sees them: what is committed, and who is fenced. */
final class FakeCluster {

	static final TopicPartition POSITIONS = new TopicPartition("positions", 0);

	/** All that is committed, of all topics, in order. */
	final List<ProducerRecord<byte[], byte[]>> committed = new CopyOnWriteArrayList<>();

	final List<FakeProducer> producers = new CopyOnWriteArrayList<>();

	/** What is behind the last committed position: that of an open transaction. */
	volatile long open;

	/** What a new producer is told. */
	volatile @Nullable RuntimeException initFailure;

	/** What the next commit is told, though it is committed. */
	volatile @Nullable RuntimeException lostAnswer;

	/** A record of this text is too large: for the producer, or for the broker. */
	volatile String tooLarge = "";

	volatile boolean producerKnowsTheLimit;

	KafkaProducers producers() {
		KafkaProducers producers = new KafkaProducers(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1"));
		producers.addPostProcessor((real) -> {
			real.close(Duration.ZERO);
			FakeProducer fake = new FakeProducer();
			fake.initTransactionException = this.initFailure;
			this.producers.add(fake);
			return fake;
		});
		return producers;
	}

	PositionsTopic positions() {
		return new PositionsTopic(POSITIONS.topic(), true, this::admin, this::consumer, Duration.ofMillis(300));
	}

	List<ProducerRecord<byte[], byte[]>> positionMessages() {
		return this.committed.stream().filter((message) -> message.topic().equals(POSITIONS.topic())).toList();
	}

	private Admin admin() {
		Admin admin = mock(Admin.class);
		DescribeTopicsResult topics = mock(DescribeTopicsResult.class);
		given(topics.topicNameValues()).willReturn(Map.of(POSITIONS.topic(), KafkaFuture.completedFuture(null)));
		given(admin.describeTopics(anyCollection())).willReturn(topics);
		DescribeConfigsResult configs = mock(DescribeConfigsResult.class);
		given(configs.values()).willReturn(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, POSITIONS.topic()),
				KafkaFuture.completedFuture(new Config(List.of(new ConfigEntry("cleanup.policy", "compact"))))));
		given(admin.describeConfigs(anyCollection())).willReturn(configs);
		given(admin.listOffsets(anyMap())).willReturn(new ListOffsetsResult(
				Map.of(POSITIONS, KafkaFuture.completedFuture(new ListOffsetsResult.ListOffsetsResultInfo(
						positionMessages().size() + this.open, 0, Optional.empty())))));
		return admin;
	}

	private Consumer<byte[], byte[]> consumer() {
		MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
		consumer.updateBeginningOffsets(Map.of(POSITIONS, 0L));
		List<ProducerRecord<byte[], byte[]>> messages = positionMessages();
		consumer.schedulePollTask(() -> {
			for (int offset = 0; offset < messages.size(); offset++) {
				consumer.addRecord(new ConsumerRecord<>(POSITIONS.topic(), 0, offset, messages.get(offset).key(),
						messages.get(offset).value()));
			}
		});
		return consumer;
	}

	/**
	 * Fails as Kafka's does: the first failure aborts the transaction, and all that is
	 * left of it fails with the same exception.
	 */
	final class FakeProducer extends MockProducer<byte[], byte[]> {

		private final List<Callback> unanswered = new ArrayList<>();

		private final List<ProducerRecord<byte[], byte[]>> uncommitted = new ArrayList<>();

		private @Nullable RuntimeException abortable;

		private FakeProducer() {
			super(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
		}

		@Override
		public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message,
				@Nullable Callback callback) {
			Callback told = (callback != null) ? callback : (metadata, error) -> {
			};
			if (isTooLarge(message) && FakeCluster.this.producerKnowsTheLimit) {
				told.onCompletion(null, fail());
			}
			else {
				this.unanswered.add(told);
				this.uncommitted.add(message);
			}
			return super.send(message, null);
		}

		private boolean isTooLarge(ProducerRecord<byte[], byte[]> message) {
			return new String(message.value(), StandardCharsets.UTF_8).equals(FakeCluster.this.tooLarge);
		}

		private RuntimeException fail() {
			RuntimeException failure = new RecordTooLargeException("larger than it may");
			this.abortable = failure;
			return failure;
		}

		@Override
		public synchronized void flush() {
			super.flush();
			for (int i = 0; i < this.uncommitted.size() && this.abortable == null; i++) {
				if (isTooLarge(this.uncommitted.get(i))) {
					this.unanswered.remove(i).onCompletion(null, fail());
				}
			}
			this.unanswered.forEach((callback) -> callback.onCompletion(null, this.abortable));
			this.unanswered.clear();
		}

		@Override
		public void commitTransaction() {
			if (this.abortable != null) {
				throw this.abortable;
			}
			super.commitTransaction();
			FakeCluster.this.committed.addAll(this.uncommitted);
			this.uncommitted.clear();
			RuntimeException lost = FakeCluster.this.lostAnswer;
			if (lost != null) {
				FakeCluster.this.lostAnswer = null;
				throw lost;
			}
		}

		@Override
		public void abortTransaction() {
			super.abortTransaction();
			this.abortable = null;
			this.uncommitted.clear();
		}

	}

}
