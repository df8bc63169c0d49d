package io.asyncappend.spring.boot.forward.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/** What becomes of transactions, with brokers that answer as they are told. */
@Timeout(60)
class ExactlyOnceSinkTests {

	private static final UUID LOG = UUID.randomUUID();

	private static final Duration NOW = Duration.ofSeconds(10);

	private final FakeCluster cluster = new FakeCluster();

	private final List<ExactlyOnceSink> sinks = new ArrayList<>();

	private final ExactlyOnceSink sink = sink(Duration.ZERO);

	@AfterEach
	void close() {
		this.sinks.forEach(ExactlyOnceSink::close);
	}

	private ExactlyOnceSink sink(Duration giveWay) {
		ExactlyOnceSink made = new ExactlyOnceSink(
				new ExactlyOnceSink.Settings("orders", "orders", MessageKey.log(), "test-", giveWay),
				this.cluster.producers(), this.cluster.positions());
		this.sinks.add(made);
		return made;
	}

	private static LogRecord record(long index) {
		return new LogRecord(index * 100, index * 100 + 100, index,
				("record " + index).getBytes(StandardCharsets.UTF_8));
	}

	private static RecordBatch batch(long... indexes) {
		List<LogRecord> records = new ArrayList<>();
		for (long index : indexes) {
			records.add(record(index));
		}
		return new RecordBatch(LOG, records, (record) -> {
		});
	}

	private static void succeeds(CompletionStage<?> stage) {
		assertThat(stage.toCompletableFuture()).succeedsWithin(NOW);
	}

	private static Throwable failure(CompletionStage<?> stage) {
		Throwable[] failure = new Throwable[1];
		assertThat(stage.handle((result, error) -> {
			failure[0] = error;
			return null;
		}).toCompletableFuture()).succeedsWithin(NOW);
		assertThat(failure[0]).isNotNull();
		return failure[0];
	}

	private List<String> committed() {
		return this.cluster.committed.stream()
			.filter((message) -> message.topic().equals("orders"))
			.map((message) -> new String(message.value(), StandardCharsets.UTF_8))
			.toList();
	}

	private static Optional<ReceivedRecord> last(long index) {
		return Optional.of(ReceivedRecord.of(record(index)));
	}

	@Test
	void aTransactionHasTheRecordsAndThePosition() throws Exception {
		assertThat(this.sink.lastReceived(LOG)).isEmpty();
		assertThat(this.cluster.positionMessages()).hasSize(1);
		assertThat(TopicPosition.of(this.cluster.positionMessages().get(0).value()).last()).isEmpty();
		succeeds(this.sink.send(batch(0, 1)));
		assertThat(committed()).containsExactly("record 0", "record 1");
		ProducerRecord<byte[], byte[]> position = this.cluster.committed.get(3);
		assertThat(position.key()).isEqualTo(TopicPosition.key(LOG, "orders"));
		assertThat(position.partition()).isZero();
		assertThat(TopicPosition.of(position.value()).last()).isEqualTo(last(1));
		assertThat(this.cluster.producers).hasSize(1);
		assertThat(this.sink.lastReceived(LOG)).isEqualTo(last(1));
	}

	@Test
	void anotherSinkReadsWhatIsCommitted() throws Exception {
		this.sink.lastReceived(LOG);
		succeeds(this.sink.send(batch(0, 1, 2)));
		assertThat(sink(Duration.ZERO).lastReceived(LOG)).isEqualTo(last(2));
		assertThat(this.cluster.positionMessages()).hasSize(3);
		assertThat(sink(Duration.ZERO).lastReceived(UUID.randomUUID())).isEmpty();
	}

	@Test
	void aCommitWhoseAnswerIsLostIsFoundAgain() throws Exception {
		this.sink.lastReceived(LOG);
		this.cluster.lostAnswer = new org.apache.kafka.common.errors.TimeoutException("no answer");
		assertThat(failure(this.sink.send(batch(0, 1)))).hasMessage("no answer");
		assertThatIOException().isThrownBy(() -> this.sink.send(batch(2)));
		this.sink.reset();
		assertThat(this.sink.lastReceived(LOG)).isEqualTo(last(1));
		succeeds(this.sink.send(batch(2)));
		assertThat(committed()).containsExactly("record 0", "record 1", "record 2");
		assertThat(this.cluster.producers).hasSize(2);
		assertThat(this.cluster.producers.get(0).closed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatComesBeforeARejectedRecordIsCommittedAndNothingAfter(boolean producerKnows) throws Exception {
		this.cluster.producerKnowsTheLimit = producerKnows;
		this.cluster.tooLarge = "record 2";
		this.sink.lastReceived(LOG);
		Throwable rejection = failure(this.sink.send(batch(0, 1, 2, 3)));
		assertThat(rejection).isInstanceOfSatisfying(RecordRejectedException.class,
				(ex) -> assertThat(ex.record().orElseThrow().index()).isEqualTo(2));
		assertThat(committed()).containsExactly("record 0", "record 1");
		assertThatIOException().isThrownBy(() -> this.sink.send(batch(4)));
		this.sink.reset();
		assertThat(this.sink.lastReceived(LOG)).isEqualTo(last(1));
		succeeds(this.sink.send(batch(3)));
		assertThat(committed()).containsExactly("record 0", "record 1", "record 3");
		assertThat(this.cluster.producers).hasSize(1);
	}

	@Test
	void aFirstRecordThatIsRejectedCommitsNothing() throws Exception {
		this.cluster.tooLarge = "record 0";
		this.sink.lastReceived(LOG);
		assertThat(failure(this.sink.send(batch(0, 1)))).isInstanceOf(RecordRejectedException.class);
		assertThat(committed()).isEmpty();
		assertThat(this.cluster.positionMessages()).hasSize(1);
	}

	@Test
	void aSinkThatAnotherInstanceFencedStops() throws Exception {
		this.sink.lastReceived(LOG);
		succeeds(this.sink.send(batch(0)));
		ExactlyOnceSink other = sink(Duration.ZERO);
		assertThat(other.lastReceived(LOG)).isEqualTo(last(0));
		this.cluster.producers.get(0).fenceProducer();
		assertThat(failure(this.sink.send(batch(1)))).isInstanceOf(ProducerFencedException.class);
		this.sink.reset();
		assertThatExceptionOfType(ForwardingStoppedException.class).isThrownBy(() -> this.sink.lastReceived(LOG))
			.withMessageContaining("another instance forwards this log");
		assertThat(this.cluster.producers).as("no producer that would fence the other").hasSize(2);
		succeeds(other.send(batch(1)));
		assertThat(committed()).containsExactly("record 0", "record 1");
	}

	@Test
	void aSinkThatNoOtherFencedGoesOn() throws Exception {
		this.sink.lastReceived(LOG);
		this.cluster.producers.get(0).fenceProducer();
		assertThat(failure(this.sink.send(batch(0)))).isInstanceOf(ProducerFencedException.class);
		this.sink.reset();
		assertThat(this.sink.lastReceived(LOG)).isEmpty();
		succeeds(this.sink.send(batch(0)));
		assertThat(committed()).containsExactly("record 0");
	}

	@Test
	void aSinkThatIsFencedGivesWayFirst() throws Exception {
		ExactlyOnceSink patient = sink(Duration.ofMinutes(1));
		patient.lastReceived(LOG);
		this.cluster.producers.get(0).fenceProducer();
		failure(patient.send(batch(0)));
		patient.reset();
		assertThatIOException().isThrownBy(() -> patient.lastReceived(LOG)).withMessageContaining("is looked for in");
		assertThat(this.cluster.producers).hasSize(1);
	}

	@Test
	void anInstanceThatTookOverWhileThisOneWasAwayIsSeen() throws Exception {
		this.sink.lastReceived(LOG);
		sink(Duration.ZERO).lastReceived(LOG);
		this.cluster.lostAnswer = new org.apache.kafka.common.errors.TimeoutException("away");
		failure(this.sink.send(batch(0)));
		this.cluster.committed.remove(this.cluster.committed.size() - 1);
		this.sink.reset();
		assertThatExceptionOfType(ForwardingStoppedException.class).isThrownBy(() -> this.sink.lastReceived(LOG));
	}

	@Test
	void anAclThatIsMissingIsNamed() {
		this.cluster.initFailure = new TransactionalIdAuthorizationException("denied");
		assertThatIOException().isThrownBy(() -> this.sink.lastReceived(LOG))
			.withMessage("the transactional id 'test-" + LOG + "' needs the ACLs Write and Describe: denied");
		assertThat(this.cluster.producers.get(0).closed()).isTrue();
	}

	@Test
	void aPositionThatCannotBeReadStops() {
		this.cluster.committed.add(new ProducerRecord<>("positions", 0, TopicPosition.key(LOG, "orders"),
				"of another program".getBytes(StandardCharsets.UTF_8)));
		assertThatExceptionOfType(ForwardingStoppedException.class).isThrownBy(() -> this.sink.lastReceived(LOG))
			.withMessageContaining(LOG + "/orders")
			.withMessageContaining("no position");
	}

	@Test
	void aPositionThatWasTakenAwayIsNone() throws Exception {
		this.sink.lastReceived(LOG);
		succeeds(this.sink.send(batch(0)));
		this.cluster.committed.add(new ProducerRecord<>("positions", 0, TopicPosition.key(LOG, "orders"), null));
		assertThat(sink(Duration.ZERO).lastReceived(LOG)).isEmpty();
	}

	@Test
	void anOpenTransactionOfAnotherLogIsWaitedFor() throws Exception {
		this.cluster.open = 1;
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.sink.lastReceived(LOG))
			.withMessageContaining("another transaction is open there");
		this.cluster.open = 0;
		assertThat(this.sink.lastReceived(LOG)).isEmpty();
	}

	@Test
	void aSinkThatIsClosedCommitsNothing() throws Exception {
		this.sink.lastReceived(LOG);
		this.sink.close();
		assertThatIOException().isThrownBy(() -> this.sink.send(batch(0)));
		assertThatIOException().isThrownBy(() -> this.sink.lastReceived(LOG)).withMessageContaining("closed");
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("async-append-commit-orders"));
	}

}
