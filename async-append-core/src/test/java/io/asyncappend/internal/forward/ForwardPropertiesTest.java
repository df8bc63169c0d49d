package io.asyncappend.internal.forward;

import io.asyncappend.ForwardOptions;
import io.asyncappend.Forwarder;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.RecordSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a sink does, however little room there is for what is not forwarded, and
 * however often the process dies: what it received, without what it had received before,
 * is the log in its order, but for what it rejected, which is in the file.
 */
@Tag("any-jdk")
class ForwardPropertiesTest {

	@Property(tries = 20, shrinking = ShrinkingMode.OFF)
	void everyRecordArrivesInOrderOrIsKeptAside(@ForAll long seed) throws Exception {
		Path directory = Files.createTempDirectory("forward");
		Path rejected = directory.resolve("orders.log.rejected");
		try {
			check(new Random(seed), directory, rejected);
		}
		finally {
			Files.deleteIfExists(rejected);
			try (var left = Files.list(directory)) {
				for (Path file : left.toList()) {
					Files.delete(file);
				}
			}
			Files.delete(directory);
		}
	}

	private static void check(Random random, Path directory, Path rejectedFile) throws Exception {
		FakeLog log = new FakeLog(directory);
		log.onDemand = random.nextBoolean();
		Receiver receiver = new Receiver(random.nextLong(), 1 + random.nextInt(4));
		int count = 0;
		for (int lives = 1 + random.nextInt(4); lives > 0; lives--) {
			long limit = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(200);
			log.limit(limit);
			Forwarder forwarder = LogForwarder.start(log, receiver.sink(),
					ForwardOptions.builder()
						.batchBytes(1 + random.nextInt(40))
						.inFlightBytes(1 + random.nextInt(100))
						.backoff(Duration.ofNanos(1), Duration.ofMillis(1))
						.acknowledgeTimeout(Duration.ofMillis(10))
						.build(),
					new RecordedEvents());
			for (int i = random.nextInt(60); i > 0; i--) {
				if (random.nextInt(20) == 0) {
					log.addGap(1 + random.nextInt(10));
				}
				LogRecord record = log.add("record " + count++);
				assertThat(record.position() == log.forwarded.get() || record.end() - log.forwarded.get() <= limit)
					.isTrue();
			}
			if (lives == 1) {
				soon().until(() -> {
					forwarder.forward(Duration.ofSeconds(20));
					return log.remembered() == log.accepted();
				});
				forwarder.close();
			}
			else {
				long until = (long) (log.accepted() * random.nextDouble());
				soon().until(() -> forwarder.status().forwarded() >= until);
				// The cursor is closed by the death, so that nothing more is remembered.
				log.restart(random.nextInt(50));
				forwarder.close();
			}
		}
		List<LogRecord> all = log.records();
		Set<Long> rejected = rejected(rejectedFile);
		assertThat(rejected).isEqualTo(receiver.rejected);
		assertThat(receiver.firstTimes())
			.containsExactlyElementsOf(all.stream().filter((record) -> !rejected.contains(record.index())).toList());
	}

	/** Sixty tries with several lives each would spend their time between two looks. */
	private static ConditionFactory soon() {
		return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

	private static Set<Long> rejected(Path file) throws IOException {
		return !Files.exists(file) ? Set.of()
				: Files.readAllLines(file)
					.stream()
					.map((line) -> Long.valueOf(line.replaceAll(".*\"index\":(\\d+),.*", "$1")))
					.collect(Collectors.toSet());
	}

	/** The other system, which outlives the process that sends to it. */
	private static final class Receiver {

		private final Random random;

		private final int maxInFlight;

		private final List<LogRecord> received = new ArrayList<>();

		private final Set<Long> rejected = new HashSet<>();

		private Receiver(long seed, int maxInFlight) {
			this.random = new Random(seed);
			this.maxInFlight = maxInFlight;
		}

		private synchronized List<LogRecord> firstTimes() {
			long last = -1;
			List<LogRecord> first = new ArrayList<>();
			for (LogRecord record : this.received) {
				if (record.index() > last) {
					first.add(record);
					last = record.index();
				}
			}
			return first;
		}

		/** Always, or it would be rejected and received. */
		private static boolean isRejected(LogRecord record) {
			return record.index() % 11 == 7;
		}

		/** Delivers in the order of the calls, and nothing after a failure. */
		private RecordSink sink() {
			return new RecordSink() {

				private boolean broken;

				@Override
				public CompletionStage<?> send(RecordBatch batch) throws Exception {
					synchronized (Receiver.this) {
						if (this.broken) {
							throw new IOException("broken");
						}
						return answer(batch);
					}
				}

				private CompletionStage<?> answer(RecordBatch batch) throws Exception {
					List<LogRecord> takable = batch.records()
						.stream()
						.takeWhile((record) -> !isRejected(record))
						.toList();
					int outcome = Receiver.this.random.nextInt(12);
					if (outcome < 4) {
						fail(batch, takable.subList(0, Receiver.this.random.nextInt(takable.size() + 1)));
						return outcome(outcome);
					}
					Receiver.this.received.addAll(takable);
					if (takable.size() == batch.records().size()) {
						return CompletableFuture.runAsync(() -> {
						});
					}
					this.broken = true;
					LogRecord record = batch.records().get(takable.size());
					Receiver.this.rejected.add(record.index());
					return CompletableFuture.supplyAsync(() -> {
						throw new RecordRejectedException(record, "never", null);
					});
				}

				private void fail(RecordBatch batch, List<LogRecord> taken) {
					this.broken = true;
					Receiver.this.received.addAll(taken);
					List<LogRecord> acknowledged = new ArrayList<>(taken);
					Collections.shuffle(acknowledged, Receiver.this.random);
					acknowledged.subList(0, Receiver.this.random.nextInt(taken.size() + 1)).forEach(batch::acknowledge);
				}

				private CompletionStage<?> outcome(int outcome) throws Exception {
					return switch (outcome) {
						case 0 -> throw new IOException("thrown");
						case 1 -> throw new AssertionError("thrown");
						case 2 -> new CompletableFuture<>();
						default -> CompletableFuture.failedFuture(new IOException("failed"));
					};
				}

				@Override
				public int maxInFlight() {
					return Receiver.this.maxInFlight;
				}

				@Override
				public void reset() {
					synchronized (Receiver.this) {
						this.broken = false;
					}
				}

			};
		}

	}

}
