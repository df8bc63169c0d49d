package io.asyncappend.spring.boot.forward.kafka;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.Forwarder;
import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordBatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One log that two instances forward exactly once, as they may where one of them runs on
 * a snapshot of the other's file system, which has the identity of the log too.
 */
@Timeout(60)
class TwoInstancesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private final FakeCluster cluster = new FakeCluster();

	private final ExactlyOnceSink other = sink();

	private AsyncAppendFactory factory;

	private AsyncAppender orders;

	private Forwarder forwarder;

	@BeforeEach
	void forward() {
		this.factory = AsyncAppendFactory.create();
		this.orders = this.factory.open("orders", this.directory.resolve("orders.log"));
		this.forwarder = this.orders.forwardTo(sink(),
				ForwardOptions.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(10)).build());
		append("first");
		this.orders.forward(LONG);
	}

	@AfterEach
	void close() {
		this.factory.close();
		this.other.close();
	}

	private ExactlyOnceSink sink() {
		return new ExactlyOnceSink(
				new ExactlyOnceSink.Settings("orders", "orders", MessageKey.log(), "test-", Duration.ZERO),
				this.cluster.producers(), this.cluster.positions());
	}

	private void append(String record) {
		this.orders.append((record + "\n").getBytes(StandardCharsets.UTF_8));
		this.orders.sync();
	}

	/** The other instance appends to its own copy, and forwards that. */
	private void otherForwards(String record) throws Exception {
		UUID log = this.orders.status().log().orElseThrow().id();
		long position = this.other.lastReceived(log).orElseThrow().end();
		// As a coordinator does when another producer has the same transactional id.
		this.cluster.producers.get(0).fenceProducer();
		if (!record.isEmpty()) {
			byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
			LogRecord own = new LogRecord(position, position + bytes.length + 1, 1, bytes);
			this.other.send(new RecordBatch(log, List.of(own), (acknowledged) -> {
			})).toCompletableFuture().join();
		}
	}

	private List<String> committed() {
		return this.cluster.committed.stream()
			.filter((message) -> message.topic().equals("orders"))
			.map((message) -> new String(message.value(), StandardCharsets.UTF_8))
			.toList();
	}

	private void awaitStopped(String reason) {
		await().until(() -> this.forwarder.status().state() == ForwardStatus.State.STOPPED);
		assertThat(this.forwarder.status().failure().orElseThrow()).isInstanceOf(ForwardingStoppedException.class)
			.hasMessageContaining(reason);
	}

	private void startAgain() {
		this.forwarder.close();
		this.forwarder = this.orders.forwardTo(sink(), ForwardOptions.defaults());
	}

	@Test
	void theOneThatBeganFirstStopsAndKeepsItsRecords() throws Exception {
		otherForwards("of the other");
		append("second");
		awaitStopped("another instance forwards this log to topic 'orders' by now");
		assertThat(this.orders.appendForwarded("third\n".getBytes(StandardCharsets.UTF_8))).failsWithin(LONG)
			.withThrowableThat()
			.withCauseInstanceOf(ForwardingStoppedException.class);
		assertThat(committed()).containsExactly("first", "of the other");
		assertThat(this.cluster.producers).as("none that fences the other").hasSize(2);
		assertThat(this.forwarder.status().lag().records()).isEqualTo(2);
	}

	@Test
	void theOneThatStoppedPassesOverNothingOfItsOwn() throws Exception {
		otherForwards("of the other");
		append("of this one!");
		awaitStopped("another instance");
		startAgain();
		awaitStopped("another record is at position 6");
		startAgain();
		awaitStopped("another record is at position 6");
		assertThat(committed()).containsExactly("first", "of the other");
	}

	@Test
	void theOneThatStoppedTakesOverWhereTheOtherHasAddedNothing() throws Exception {
		otherForwards("");
		append("second");
		awaitStopped("another instance");
		startAgain();
		this.orders.forward(LONG);
		assertThat(committed()).containsExactly("first", "second");
	}

}
