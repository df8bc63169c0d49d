package io.asyncappend.internal.forward;

import io.asyncappend.AppendException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import io.asyncappend.ForwardStatus.State;
import io.asyncappend.Forwarder;
import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What forwarding does with a sink that fails, stalls, reorders and throws. */
@Timeout(60)
class ForwardLoopTest {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private FakeLog log;

	private final FakeSink sink = new FakeSink(3);

	private final RecordedEvents events = new RecordedEvents();

	private Forwarder forwarder;

	@BeforeEach
	void open() {
		this.log = new FakeLog(this.directory);
	}

	@AfterEach
	void close() {
		if (this.forwarder != null) {
			this.forwarder.close();
		}
	}

	private static ForwardOptions.Builder options() {
		return ForwardOptions.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(10));
	}

	private void start(ForwardOptions.Builder options) {
		this.forwarder = LogForwarder.start(this.log, this.sink, options.build(), this.events);
	}

	private void start() {
		start(options());
	}

	private void awaitState(State state) {
		await().until(() -> this.forwarder.status().state() == state);
	}

	private static CompletableFuture<Void> failed(Throwable cause) {
		return CompletableFuture.failedFuture(cause);
	}

	private static String[] numbers(int count) {
		return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
	}

	@Test
	void recordsArriveInOrderAndTheCursorRemembers() {
		for (String number : numbers(1000)) {
			this.log.add(number);
		}
		start(options().batchBytes(100));
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly(numbers(1000));
		await().until(() -> this.log.remembered() == this.log.accepted());
		ForwardStatus status = this.forwarder.status();
		assertThat(status.forwarded()).isEqualTo(this.log.accepted());
		assertThat(status.lag()).isEqualTo(ForwardedLog.NO_LAG);
		assertThat(status.counts()).isEqualTo(new ForwardStatus.Counts(1000, this.log.accepted(), 0, 0, 0, 0));
		assertThat(this.sink.batches).allMatch((batch) -> batch.bytes() <= 100 && batch.logId().equals(this.log.id()));
	}

	@Test
	void aBatchThatFailsIsSentAgain() {
		IOException cause = new IOException("away");
		this.sink.answers.add((batch) -> failed(cause));
		this.sink.answers.add((batch) -> failed(cause));
		this.log.add("a");
		this.log.add("b");
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("a", "b");
		assertThat(this.sink.batches).hasSize(3);
		assertThat(this.forwarder.status().counts().retried()).isEqualTo(4);
		await().until(() -> this.events.all().equals(List.of("degraded " + cause, "recovered")));
		assertThat(this.forwarder.status().state()).isEqualTo(State.FORWARDING);
		assertThat(this.forwarder.status().failure()).isEmpty();
	}

	@Test
	void whatTheSinkThrowsMayPass() {
		this.sink.answers.add((batch) -> {
			throw new NoClassDefFoundError("missing");
		});
		this.sink.answers.add((batch) -> {
			throw new IOException("checked");
		});
		this.sink.answers.add((batch) -> {
			throw new InterruptedException();
		});
		this.sink.answers.add((batch) -> null);
		this.sink.answers.add((batch) -> failed(new StackOverflowError()));
		this.sink.answers.add((batch) -> failed(new AppenderClosedException("of another appender")));
		this.log.add("a");
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("a");
		assertThat(this.sink.batches).hasSize(7);
		assertThat(this.sink.resets).hasValue(6);
	}

	@Test
	void whatIsAcknowledgedBeforeAFailureIsNotSentAgain() {
		this.sink.answers.add((batch) -> {
			batch.records().subList(0, 2).forEach((record) -> {
				this.sink.taken.add(record.text());
				batch.acknowledge(record);
			});
			return failed(new IOException("away"));
		});
		for (String number : numbers(4)) {
			this.log.add(number);
		}
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly(numbers(4));
		assertThat(this.forwarder.status().counts().retried()).isEqualTo(2);
	}

	@Test
	void thePositionMovesOverWhatIsAcknowledgedWithoutAGap() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		this.sink.answers.add((batch) -> first);
		for (String number : numbers(3)) {
			this.log.add(number);
		}
		start();
		await().until(() -> this.sink.batches.size() == 1);
		RecordBatch batch = this.sink.batches.get(0);
		batch.acknowledge(batch.records().get(2));
		batch.acknowledge(batch.records().get(1));
		assertThat(this.forwarder.status().forwarded()).isZero();
		batch.acknowledge(batch.records().get(0));
		assertThat(this.forwarder.status().forwarded()).isEqualTo(this.log.accepted());
		batch.acknowledge(batch.records().get(0));
		first.complete(null);
		assertThat(this.forwarder.status().counts().sent()).isEqualTo(3);
	}

	@Test
	void batchesAcknowledgedOutOfOrderCountInOrder() {
		List<CompletableFuture<Void>> stages = List.of(new CompletableFuture<>(), new CompletableFuture<>());
		stages.forEach((stage) -> this.sink.answers.add((batch) -> stage));
		LogRecord first = this.log.add("first");
		this.log.add("second");
		start(options().batchBytes(1));
		await().until(() -> this.sink.batches.size() == 2);
		stages.get(1).complete(null);
		assertThat(this.forwarder.status().forwarded()).isZero();
		assertThat(this.log.remembered()).isZero();
		stages.get(0).complete(null);
		assertThat(this.forwarder.status().forwarded()).isGreaterThan(first.end());
	}

	@Test
	void aLaterBatchThatFailsWaitsForTheOneBefore() {
		List<CompletableFuture<Void>> stages = List.of(new CompletableFuture<>(), new CompletableFuture<>());
		stages.forEach((stage) -> this.sink.answers.add((batch) -> stage));
		this.log.add("first");
		this.log.add("second");
		start(options().batchBytes(1));
		await().until(() -> this.sink.batches.size() == 2);
		stages.get(1).completeExceptionally(new IOException("away"));
		this.log.add("third");
		stages.get(0).complete(null);
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("second", "third");
		assertThat(this.sink.batches.get(2).records()).extracting(LogRecord::text).containsExactly("second");
	}

	@Test
	void aRejectedRecordGoesToAFileAndTheOthersOn() throws Exception {
		this.sink.answers.add((batch) -> {
			this.sink.taken.add("0");
			return failed(new RecordRejectedException(batch.records().get(1), "too \"large\" ü\n", new IOException()));
		});
		for (String number : numbers(4)) {
			this.log.add(number);
		}
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("0", "2", "3");
		assertThat(this.forwarder.status().counts().rejected()).isOne();
		assertThat(this.events.all()).contains("rejected 1");
		String line = Files.readString(this.directory.resolve("orders.log.rejected"));
		assertThat(line).startsWith(
				"{\"version\":1,\"log\":\"" + this.log.id() + "\",\"index\":1,\"position\":2,\"end\":4,\"time\":\"");
		assertThat(line).endsWith("\",\"reason\":\"too \\\"large\\\" \\u00fc\\u000a\",\"record\":\""
				+ Base64.getEncoder().encodeToString("1".getBytes(StandardCharsets.UTF_8)) + "\"}\n");
	}

	@Test
	void aSinkMayGoOnAfterARejectedRecord() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		CompletableFuture<Void> second = new CompletableFuture<>();
		this.sink.answers.add((batch) -> first);
		this.sink.answers.add((batch) -> second);
		LogRecord rejected = this.log.add("0");
		LogRecord next = this.log.add("1");
		start(options().batchBytes(4));
		await().until(() -> this.sink.batches.size() == 1);
		LogRecord last = this.log.add("2");
		await().until(() -> this.sink.batches.size() == 2);
		second.complete(null);
		this.sink.batches.get(0).acknowledge(next);
		first.completeExceptionally(new RecordRejectedException(rejected, "large", null));
		this.forwarder.forward(LONG);
		assertThat(this.forwarder.status().forwarded()).isEqualTo(last.end());
		assertThat(this.forwarder.status().counts()).isEqualTo(new ForwardStatus.Counts(2, 4, 0, 1, 0, 0));
		assertThat(this.sink.batches).hasSize(2);
		assertThat(this.sink.resets).hasValue(0);
		assertThat(this.forwarder.status().state()).isEqualTo(State.FORWARDING);
	}

	@Test
	void aRejectionOfNoRecordOfTheBatchMayPass() {
		LogRecord other = new LogRecord(1000, 1002, 9, new byte[1]);
		this.sink.answers.add((batch) -> failed(new RecordRejectedException(other, "unknown", null)));
		this.sink.answers.add((batch) -> {
			batch.acknowledge(batch.records().get(0));
			return failed(new RecordRejectedException(batch.records().get(0), "acknowledged before", null));
		});
		this.log.add("a");
		this.log.add("b");
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("b");
		assertThat(this.forwarder.status().counts().rejected()).isZero();
	}

	@Test
	void aRejectedRecordIsNotForgottenWhileItsFileFails() throws Exception {
		Path file = Files.createDirectory(this.directory.resolve("orders.log.rejected"));
		this.sink.answers.add((batch) -> failed(new RecordRejectedException(batch.records().get(0), "large", null)));
		this.log.add("a");
		this.log.add("b");
		start();
		awaitState(State.DEGRADED);
		assertThat(this.forwarder.status().forwarded()).isZero();
		assertThat(this.sink.taken).isEmpty();
		Files.delete(file);
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("b");
		assertThat(Files.readAllLines(file)).hasSize(1);
	}

	@Test
	void noRejectedRecordGoesToAFileThatOthersHavePutThere() throws Exception {
		Path others = Files.createFile(this.directory.resolve("others"));
		Path file = Files.createLink(this.directory.resolve("orders.log.rejected"), others);
		this.sink.answers.add((batch) -> failed(new RecordRejectedException(batch.records().get(0), "large", null)));
		this.log.add("a");
		start();
		awaitState(State.DEGRADED);
		assertThat(others).isEmptyFile();
		Files.delete(file);
		this.forwarder.forward(LONG);
		assertThat(Files.readAllLines(file)).hasSize(1);
		assertThat(others).isEmptyFile();
	}

	@Test
	void aRejectedRecordStopsForwardingWhereSet() {
		this.sink.answers.add((batch) -> failed(new RecordRejectedException(batch.records().get(1), "large", null)));
		for (String number : numbers(3)) {
			this.log.add(number);
		}
		start(options().onRejected(ForwardOptions.OnRejected.STOP));
		awaitState(State.STOPPED);
		assertThatExceptionOfType(ForwardingStoppedException.class).isThrownBy(() -> this.forwarder.forward(LONG))
			.withMessageContaining("large");
		assertThat(this.forwarder.status().forwarded()).isEqualTo(2);
		await().until(() -> this.log.remembered() == 2);
		assertThat(this.forwarder.status().lag().bytes()).isEqualTo(4);
		assertThat(this.sink.batches).hasSize(1);
		assertThat(this.directory.resolve("orders.log.rejected")).doesNotExist();
	}

	@Test
	void aSinkThatMustNotGoOnStopsForwarding() {
		this.sink.answers.add((batch) -> failed(new ForwardingStoppedException("fenced")));
		this.log.add("a");
		start();
		awaitState(State.STOPPED);
		assertThat(this.events.all()).containsExactly("stopped fenced");
		CompletableFuture<Long> later = this.forwarder.append("b\n".getBytes(StandardCharsets.UTF_8));
		assertThat(later).isCompletedExceptionally();
		ForwardStatus last = this.forwarder.close(LONG);
		assertThat(last.state()).isEqualTo(State.CLOSED);
		assertThat(last.lag().records()).isEqualTo(2);
		assertThat(last.failure()).isPresent();
	}

	@Test
	void aSinkThatStallsIsTriedAgainAndItsLateAnswersIgnored() {
		CompletableFuture<Void> never = new CompletableFuture<>();
		this.sink.answers.add((batch) -> never);
		this.log.add("a");
		start(options().acknowledgeTimeout(Duration.ofMillis(100)));
		this.forwarder.forward(LONG);
		assertThat(this.events.all().get(0)).startsWith("degraded java.util.concurrent.TimeoutException");
		this.sink.batches.get(0).acknowledge(this.sink.batches.get(0).records().get(0));
		never.complete(null);
		assertThat(this.forwarder.status().counts().sent()).isOne();
		assertThat(this.sink.taken).containsExactly("a");
	}

	@Test
	void whatIsOnItsWayIsBounded() {
		for (int i = 0; i < 10; i++) {
			this.sink.answers.add((batch) -> new CompletableFuture<>());
		}
		for (String number : numbers(10)) {
			this.log.add(number);
		}
		start(options().batchBytes(1).acknowledgeTimeout(Duration.ofMillis(200)));
		awaitState(State.DEGRADED);
		assertThat(this.sink.batches).hasSize(3);
	}

	@Test
	void whatIsOnItsWayIsBoundedInBytes() {
		for (int i = 0; i < 10; i++) {
			this.sink.answers.add((batch) -> new CompletableFuture<>());
		}
		for (String number : numbers(10)) {
			this.log.add(number);
		}
		start(options().batchBytes(1).inFlightBytes(3).acknowledgeTimeout(Duration.ofMillis(200)));
		awaitState(State.DEGRADED);
		assertThat(this.sink.batches).hasSize(2);
	}

	@Test
	void closingForwardsWhatIsLeft() {
		this.log.onDemand = true;
		this.log.add("a");
		start();
		this.log.add("b");
		ForwardStatus last = this.forwarder.close(LONG);
		assertThat(this.sink.taken).containsExactly("a", "b");
		assertThat(last.lag()).isEqualTo(ForwardedLog.NO_LAG);
		assertThat(last.state()).isEqualTo(State.CLOSED);
		assertThat(this.log.remembered()).isEqualTo(this.log.accepted());
		assertThat(this.sink.closes).hasValue(1);
		assertThat(this.forwarder.close(LONG).state()).isEqualTo(State.CLOSED);
	}

	@Test
	void closingDoesNotWaitForASinkThatIsAway() {
		for (int i = 0; i < 100_000; i++) {
			this.sink.answers.add((batch) -> failed(new IOException("away")));
		}
		this.log.add("a");
		start();
		awaitState(State.DEGRADED);
		CompletableFuture<Long> waiting = this.forwarder.append("b\n".getBytes(StandardCharsets.UTF_8));
		ForwardStatus last = this.forwarder.close(Duration.ofHours(1));
		assertThat(last.lag().records()).isEqualTo(2);
		assertThat(last.lag().bytes()).isEqualTo(4);
		assertThat(waiting).isCompletedExceptionally();
	}

	@Test
	void closingEndsAtOnceForAThreadThatIsInterrupted() {
		this.sink.answers.add((batch) -> new CompletableFuture<>());
		this.log.add("a");
		start();
		await().until(() -> this.sink.batches.size() == 1);
		Thread.currentThread().interrupt();
		ForwardStatus last = this.forwarder.close(Duration.ofHours(1));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(last.state()).isEqualTo(State.CLOSED);
		assertThat(last.failure()).isEmpty();
		await().until(() -> this.sink.closes.get() == 1);
	}

	@Test
	void closingEndsASendThatBlocks() throws Exception {
		CountDownLatch sending = new CountDownLatch(1);
		this.sink.answers.add((batch) -> {
			sending.countDown();
			await().until(() -> this.sink.resets.get() > 0);
			throw new IOException("reset");
		});
		this.log.add("a");
		start();
		sending.await();
		assertThat(this.forwarder.close(Duration.ofMillis(1)).lag().records()).isOne();
		await().until(() -> this.sink.closes.get() == 1);
	}

	/** It would take what comes after a batch that failed. */
	@Test
	void aSinkThatHangsInNoCallIsResetByItsOwnThreadAlone() {
		this.log.add("a");
		start();
		this.forwarder.forward(LONG);
		this.forwarder.close();
		await().until(() -> this.sink.closes.get() == 1);
		assertThat(this.sink.resets).hasValue(1);
	}

	@Test
	void nothingIsSentOnceTheEndIsAskedFor() throws Exception {
		CountDownLatch reset = new CountDownLatch(1);
		this.sink.last = () -> {
			reset.await();
			return Optional.empty();
		};
		this.log.add("a");
		start();
		await().until(() -> this.sink.asked.get() == 1);
		Thread closing = new Thread(this.forwarder::close);
		closing.start();
		await().until(() -> this.sink.resets.get() == 1);
		reset.countDown();
		closing.join();
		await().until(() -> this.sink.closes.get() == 1);
		assertThat(this.sink.batches).isEmpty();
	}

	@Test
	void aGapIsCountedAndPassedOver() {
		this.log.add("a");
		LogGap gap = this.log.addGap(100);
		this.log.add("b");
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("a", "b");
		assertThat(this.forwarder.status().counts().gaps()).isOne();
		assertThat(this.forwarder.status().counts().gapBytes()).isEqualTo(100);
		assertThat(this.forwarder.status().counts().sentBytes()).isEqualTo(4);
		assertThat(this.events.all()).containsExactly("gap " + gap);
	}

	@Test
	void theFutureOfARecordSaysWhatBecameOfIt() {
		start();
		CompletableFuture<Long> taken = this.forwarder.append("a\n".getBytes(StandardCharsets.UTF_8));
		assertThat(taken).succeedsWithin(LONG).isEqualTo(2L);
		this.sink.answers.add((batch) -> failed(new RecordRejectedException(batch.records().get(0), "large", null)));
		CompletableFuture<Long> rejected = this.forwarder.append("b\n".getBytes(StandardCharsets.UTF_8));
		assertThat(rejected).failsWithin(LONG).withThrowableThat().withMessageContaining("large");
		assertThat(this.forwarder.append("c\n".getBytes(StandardCharsets.UTF_8))).succeedsWithin(LONG);
		this.forwarder.close();
		assertThat(this.forwarder.append("d\n".getBytes(StandardCharsets.UTF_8))).failsWithin(LONG)
			.withThrowableThat()
			.withMessageContaining("forwarded when the appender is opened again");
	}

	@Test
	void whatIsForcedOnDemandIsForced() {
		this.log.onDemand = true;
		start();
		this.log.add("a");
		await().until(() -> this.sink.taken.equals(List.of("a")));
	}

	@Test
	void aForceThatFailsIsTriedAgain() {
		this.log.onDemand = true;
		this.log.syncFailure = new AppendException("disk");
		this.log.add("a");
		start();
		awaitState(State.DEGRADED);
		this.log.syncFailure = null;
		await().until(() -> this.sink.taken.equals(List.of("a")));
		awaitState(State.FORWARDING);
	}

	@Test
	void aForceThatTakesItsTimeIsNoTroubleOfForwarding() {
		this.log.onDemand = true;
		this.log.syncFailure = new AppendTimeoutException("the disk is full");
		this.log.add("a");
		start();
		await().until(() -> this.log.syncs.get() > 1);
		assertThat(this.events.all()).isEmpty();
		this.log.syncFailure = null;
		await().until(() -> this.sink.taken.equals(List.of("a")));
	}

	@Test
	void anIdleForwarderSleepsWithoutATimerAndForcesNothing() {
		this.log.onDemand = true;
		start();
		this.log.add("a");
		this.forwarder.forward(LONG);
		Thread loop = thread();
		await().until(() -> loop.getState() == Thread.State.WAITING);
		int syncs = this.log.syncs.get();
		int waits = this.log.waits.get();
		// Another thread that has the clock: nothing wakes the loop before it is asked.
		this.log.wake();
		await().until(() -> this.log.waits.get() == waits + 1);
		await().until(() -> loop.getState() == Thread.State.WAITING);
		assertThat(this.log.syncs).hasValue(syncs);
		this.log.add("b");
		await().until(() -> this.sink.taken.equals(List.of("a", "b")));
		assertThat(this.log.syncs).hasValue(syncs + 1);
		this.forwarder.close();
		await().until(() -> loop.getState() == Thread.State.TERMINATED);
	}

	private static Thread thread() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("async-append-forward-orders") && thread.isAlive())
			.reduce((first, second) -> {
				throw new AssertionError("more than one");
			})
			.orElseThrow();
	}

	@Test
	void aSinkThatInterruptsItsThreadHarmsNothing() {
		for (int i = 0; i < 3; i++) {
			this.sink.answers.add((batch) -> {
				Thread.currentThread().interrupt();
				return this.sink.take(batch);
			});
		}
		this.log.add("a");
		this.log.add("b");
		start(options().batchBytes(1));
		this.forwarder.forward(LONG);
		this.log.add("c");
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("a", "b", "c");
		assertThat(this.events.all()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { AppenderClosedException.class, ForwardingStoppedException.class,
			IllegalStateException.class, StackOverflowError.class })
	void aResetThatFailsIsTriedAgainBeforeAnythingIsSent(Class<? extends Throwable> type) throws Exception {
		Throwable failure = type.getConstructor(String.class).newInstance("of another appender");
		this.sink.resetFailures.add(failure);
		this.sink.resetFailures.add(failure);
		this.sink.answers.add((batch) -> failed(new IOException("away")));
		this.log.add("a");
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("a");
		assertThat(this.sink.resets).hasValue(3);
		assertThat(this.sink.batches).hasSize(2);
		awaitState(State.FORWARDING);
	}

	@Test
	void aResetThatFailsDoesNotKeepItFromBeingClosed() {
		start();
		this.sink.resetFailures.add(new NoClassDefFoundError("missing"));
		assertThat(this.forwarder.close(LONG).state()).isEqualTo(State.CLOSED);
	}

	@Test
	void aRejectionWithoutAReasonIsKeptAside() throws Exception {
		this.sink.answers.add((batch) -> failed(new RecordRejectedException(batch.records().get(0), null, null)));
		this.log.add("a");
		this.log.add("b");
		start();
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("b");
		assertThat(Files.readString(this.directory.resolve("orders.log.rejected"))).contains("\"reason\":\"null\"");
	}

	@Test
	void aBatchThatCompletesTwiceCountsOnce() {
		CompletableFuture<Void> stage = new CompletableFuture<>();
		this.sink.answers.add((batch) -> {
			batch.records().forEach(batch::acknowledge);
			stage.complete(null);
			stage.obtrudeException(new IOException("again"));
			return new TwiceCompleted();
		});
		this.log.add("a");
		start();
		this.forwarder.forward(LONG);
		this.log.add("b");
		this.forwarder.forward(LONG);
		assertThat(this.forwarder.status().counts().sent()).isEqualTo(2);
		assertThat(this.forwarder.status().counts().retried()).isZero();
		assertThat(this.events.all()).isEmpty();
	}

	/** Tells what depends on it that it is complete, and then that it failed. */
	private static final class TwiceCompleted extends CompletableFuture<Void> {

		@Override
		public CompletableFuture<Void> whenComplete(BiConsumer<? super Void, ? super Throwable> action) {
			action.accept(null, null);
			action.accept(null, new IOException("again"));
			return this;
		}

	}

	@Test
	void aSinkMayAcknowledgeWithALockThatItsSendNeeds() throws Exception {
		ReentrantLock lock = new ReentrantLock();
		for (int i = 0; i < 100; i++) {
			this.sink.answers.add((batch) -> {
				lock.lock();
				try {
					return CompletableFuture.runAsync(() -> {
						lock.lock();
						try {
							batch.records().forEach(batch::acknowledge);
						}
						finally {
							lock.unlock();
						}
					});
				}
				finally {
					lock.unlock();
				}
			});
		}
		for (String number : numbers(100)) {
			this.log.add(number);
		}
		start(options().batchBytes(1));
		this.forwarder.forward(LONG);
		assertThat(this.forwarder.status().counts().sent()).isEqualTo(100);
	}

	@Test
	void anAcknowledgementWakesTheLoopOnlyForRoom() {
		this.sink.answers.add((batch) -> new CompletableFuture<>());
		for (String number : numbers(200)) {
			this.log.add(number);
		}
		start(options().inFlightBytes(1));
		await().until(() -> this.sink.batches.size() == 1);
		Thread loop = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("async-append-forward-orders"))
			.findFirst()
			.orElseThrow();
		long start = System.nanoTime();
		int before = this.log.kept.get();
		for (LogRecord record : this.sink.batches.get(0).records()) {
			await().pollInterval(Duration.ofMillis(1)).until(() -> loop.getState() == Thread.State.TIMED_WAITING);
			this.sink.batches.get(0).acknowledge(record);
		}
		// Besides it looks by itself, each 50 milliseconds at most.
		assertThat(this.log.kept.get() - before)
			.isLessThanOrEqualTo((int) ((System.nanoTime() - start) / 50_000_000) + 1);
		assertThat(this.forwarder.status().forwarded()).isEqualTo(this.log.accepted());
	}

	@Test
	void aRecordLargerThanABatchAndAnEmptyOneAreForwarded() {
		this.log.add("");
		this.log.add("x".repeat(10_000));
		this.log.add("");
		start(options().batchBytes(10).inFlightBytes(10));
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("", "x".repeat(10_000), "");
	}

	@Test
	void aLimitThatIsReachedIsToldWhileItPausesAndWhenItHasStopped() {
		this.sink.answers.add((batch) -> failed(new IOException("away")));
		this.sink.answers.add((batch) -> failed(new ForwardingStoppedException("fenced")));
		this.log.add("a");
		start(ForwardOptions.builder().backoff(Duration.ofHours(1), Duration.ofHours(1)).diskLimit(7));
		awaitState(State.DEGRADED);
		reach(true);
		await().until(() -> this.events.all().contains("limit reached 7"));
		assertThat(this.forwarder.status().disk().reached()).isTrue();
		assertThat(this.forwarder.status().disk().untilFull()).contains(Duration.ZERO);
		reach(false);
		await().until(() -> this.events.all().contains("limit left"));
		assertThat(this.sink.batches).hasSize(1);
		this.forwarder.close();
		this.log.restart(0);
		start(options().diskLimit(8));
		awaitState(State.STOPPED);
		reach(true);
		await().until(() -> this.events.all().contains("limit reached 8"));
	}

	private void reach(boolean reached) {
		this.log.isLimitReached = reached;
		this.log.wake();
	}

	@Test
	void theLogIsToldHowFarForwardingIsAndWhenItEnds() {
		this.log.add("a");
		start();
		this.forwarder.forward(LONG);
		await().until(() -> this.log.forwarded.get() == 2);
		assertThat(this.log.isEnded).isFalse();
		this.forwarder.close();
		assertThat(this.log.isEnded).isTrue();
	}

	@Test
	void threadsThatCarryForwardingOnAreKnown() throws Exception {
		List<Boolean> known = new CopyOnWriteArrayList<>();
		this.sink.answers.add((batch) -> {
			known.add(ForwardingThread.isCurrent());
			Thread acknowledging = new Thread(() -> {
				batch.acknowledge(batch.records().get(0));
				known.add(ForwardingThread.isCurrent());
			});
			acknowledging.start();
			return new CompletableFuture<>();
		});
		start();
		CompletableFuture<Boolean> inFuture = this.forwarder.append("a\n".getBytes(StandardCharsets.UTF_8))
			.thenApply((end) -> ForwardingThread.isCurrent());
		assertThat(inFuture).succeedsWithin(LONG).isEqualTo(true);
		await().until(() -> known.equals(List.of(true, false)));
		assertThat(ForwardingThread.isCurrent()).isFalse();
	}

	@Test
	void nothingIsSentWhileTheCursorCannotBeKept() {
		this.log.cursorFailure = new AppendException("disk full");
		this.log.add("a");
		start();
		awaitState(State.DEGRADED);
		this.log.add("b");
		assertThat(this.sink.taken).containsExactly("a");
		this.log.cursorFailure = null;
		this.forwarder.forward(LONG);
		assertThat(this.sink.taken).containsExactly("a", "b");
		awaitState(State.FORWARDING);
	}

	@Test
	void waitingEndsWithItsTime() {
		this.sink.answers.add((batch) -> new CompletableFuture<>());
		this.log.add("a");
		start();
		assertThatExceptionOfType(AppendTimeoutException.class)
			.isThrownBy(() -> this.forwarder.forward(Duration.ofMillis(1)))
			.withMessageContaining("2 bytes were not forwarded");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(AppendException.class).isThrownBy(() -> this.forwarder.forward(LONG))
			.withMessageContaining("interrupted");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aCursorThatIsClosedEndsForwarding() {
		start();
		this.log.cursor().close();
		awaitState(State.CLOSED);
		assertThat(this.sink.closes).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void aSinkWithoutRoomIsRefused(int maxInFlight) {
		assertThatIllegalArgumentException().isThrownBy(
				() -> LogForwarder.start(this.log, new FakeSink(maxInFlight), ForwardOptions.defaults(), this.events))
			.withMessageContaining(Integer.toString(maxInFlight));
	}

}
