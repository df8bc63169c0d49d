package io.asyncappend.spring.boot.forward.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.asyncappend.LogRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** What becomes of records on their way, with a producer that answers as it is told. */
class KafkaRecordSinkTests {

	private static final UUID LOG = UUID.randomUUID();

	private static final Duration NOW = Duration.ofSeconds(10);

	private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();

	private final List<LogRecord> acknowledged = new ArrayList<>();

	private KafkaRecordSink sink = sink(MessageKey.log());

	@AfterEach
	void close() {
		this.sink.close();
	}

	private KafkaRecordSink sink(MessageKey key) {
		KafkaProducers producers = new KafkaProducers(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1"));
		producers.addPostProcessor((real) -> {
			real.close(Duration.ZERO);
			MockProducer<byte[], byte[]> mock = new MockProducer<>(cluster(), false, null, new ByteArraySerializer(),
					new ByteArraySerializer());
			this.made.add(mock);
			return mock;
		});
		return new KafkaRecordSink("orders", key, producers);
	}

	private static Cluster cluster() {
		Node node = new Node(0, "localhost", 1);
		return new Cluster("cluster", List.of(node), IntStream.range(0, 3)
			.mapToObj((number) -> new PartitionInfo("orders", number, node, new Node[] { node }, new Node[] { node }))
			.toList(), Set.of(), Set.of());
	}

	private RecordBatch batch(long... indexes) {
		List<LogRecord> records = new ArrayList<>();
		for (long index : indexes) {
			records.add(new LogRecord(index * 100, index * 100 + 100, index,
					("record " + index).getBytes(StandardCharsets.UTF_8)));
		}
		return new RecordBatch(LOG, records, this.acknowledged::add);
	}

	private MockProducer<byte[], byte[]> producer() {
		return this.made.get(this.made.size() - 1);
	}

	private List<Long> sent() {
		return producer().history().stream().map((message) -> number(message, "index")).toList();
	}

	private static long number(ProducerRecord<byte[], byte[]> message, String header) {
		return ByteBuffer.wrap(message.headers().lastHeader(header).value()).getLong();
	}

	@Test
	void aMessageHasTheRecordAndWhereItComesFrom() throws Exception {
		this.sink.send(batch(7));
		ProducerRecord<byte[], byte[]> message = producer().history().get(0);
		assertThat(message.topic()).isEqualTo("orders");
		assertThat(message.value()).asString().isEqualTo("record 7");
		assertThat(message.key()).asString().isEqualTo(LOG.toString());
		assertThat(message.partition()).isNull();
		assertThat(message.headers().lastHeader("log-id").value()).asString().isEqualTo(LOG.toString());
		assertThat(number(message, "index")).isEqualTo(7);
		assertThat(number(message, "position")).isEqualTo(700);
	}

	@Test
	void aBatchIsCompleteWhenAllOfItIsAcknowledged() throws Exception {
		CompletionStage<?> first = this.sink.send(batch(0, 1));
		CompletionStage<?> second = this.sink.send(batch(2));
		producer().completeNext();
		assertThat(this.acknowledged).extracting(LogRecord::index).containsExactly(0L);
		assertThat(first).isNotCompleted();
		producer().completeNext();
		assertThat(first).isCompleted();
		assertThat(second).isNotCompleted();
	}

	@Test
	void nothingIsSentAfterAFailureBeforeAReset() throws Exception {
		CompletionStage<?> first = this.sink.send(batch(0, 1, 2));
		CompletionStage<?> second = this.sink.send(batch(3));
		producer().completeNext();
		producer().errorNext(new TimeoutException("away"));
		assertThat(producer().closed()).isTrue();
		assertThat(first.toCompletableFuture()).failsWithin(NOW)
			.withThrowableThat()
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.acknowledged).extracting(LogRecord::index).containsExactly(0L);
		assertThat(second).isNotNull();
		assertThatIOException().isThrownBy(() -> this.sink.send(batch(4))).withMessageContaining("before it failed");
		this.sink.reset();
		this.sink.send(batch(1, 2));
		assertThat(this.made).hasSize(2);
		assertThat(sent()).containsExactly(1L, 2L);
	}

	@Test
	void othersGoOnAfterARecordThatIsTooLarge() throws Exception {
		CompletionStage<?> first = this.sink.send(batch(0, 1, 2));
		producer().completeNext();
		producer().errorNext(new RecordTooLargeException("larger than the topic takes"));
		assertThat(first).isNotCompleted();
		this.sink.send(batch(3));
		producer().completeNext();
		assertThat(first.toCompletableFuture()).failsWithin(NOW)
			.withThrowableThat()
			.withCauseInstanceOf(RecordRejectedException.class)
			.withMessageContaining("larger than the topic takes");
		assertThat(this.acknowledged).extracting(LogRecord::index).containsExactly(0L, 2L);
		assertThat(producer().closed()).isFalse();
		assertThat(sent()).containsExactly(0L, 1L, 2L, 3L);
	}

	@Test
	void theFirstRecordThatIsTooLargeIsTold() throws Exception {
		CompletionStage<?> stage = this.sink.send(batch(0, 1));
		producer().errorNext(new RecordTooLargeException("first"));
		producer().errorNext(new RecordTooLargeException("second"));
		assertThat(stage.toCompletableFuture()).failsWithin(NOW).withThrowableThat().withMessageContaining("first");
	}

	@Test
	void recordsWithoutAKeyAreSpreadInRuns() throws Exception {
		this.sink = sink(MessageKey.none());
		this.sink.send(batch(0, 1023, 1024, 2048, 3072));
		assertThat(producer().history()).extracting(ProducerRecord::partition).containsExactly(0, 0, 1, 2, 0);
		assertThat(producer().history()).extracting(ProducerRecord::key).containsOnlyNulls();
	}

	@Test
	void aRecordWithoutAPossibleKeyIsRejected() throws Exception {
		this.sink = sink(MessageKey.of((record) -> {
			if (record.index() == 1) {
				throw new IllegalStateException("no customer");
			}
			return record.text().substring(7).getBytes(StandardCharsets.UTF_8);
		}));
		CompletionStage<?> stage = this.sink.send(batch(0, 1, 2));
		assertThat(producer().history()).extracting((message) -> new String(message.key(), StandardCharsets.UTF_8))
			.containsExactly("0", "2");
		producer().completeNext();
		producer().completeNext();
		assertThat(stage.toCompletableFuture()).failsWithin(NOW)
			.withThrowableThat()
			.withMessageContaining("no customer");
	}

	@Test
	void aSinkThatIsClosedSendsNothing() throws Exception {
		this.sink.send(batch(0));
		this.sink.close();
		assertThat(producer().closed()).isTrue();
		assertThatIOException().isThrownBy(() -> this.sink.send(batch(1)));
	}

}
