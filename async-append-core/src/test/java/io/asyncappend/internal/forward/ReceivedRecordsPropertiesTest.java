package io.asyncappend.internal.forward;

import io.asyncappend.ForwardOptions;
import io.asyncappend.Forwarder;
import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A sink that takes each batch in one transaction, and its last record with it, has the
 * log in its order and each record once, whatever it answers and however often the
 * process dies.
 */
@Tag("any-jdk")
class ReceivedRecordsPropertiesTest {

	@Property(tries = 60, shrinking = ShrinkingMode.OFF)
	void everyRecordArrivesOnceAndInOrder(@ForAll long seed) {
		Random random = new Random(seed);
		FakeLog log = new FakeLog(Path.of("unused"));
		log.onDemand = random.nextBoolean();
		Receiver receiver = new Receiver(random.nextLong());
		int count = 0;
		for (int lives = 1 + random.nextInt(4); lives > 0; lives--) {
			Forwarder forwarder = LogForwarder.start(log, receiver,
					ForwardOptions.builder()
						.batchBytes(1 + random.nextInt(40))
						.inFlightBytes(1 + random.nextInt(100))
						.backoff(Duration.ofNanos(1), Duration.ofMillis(1))
						.acknowledgeTimeout(Duration.ofMillis(3))
						.build(),
					new RecordedEvents());
			for (int i = random.nextInt(60); i > 0; i--) {
				if (random.nextInt(20) == 0) {
					log.addGap(1 + random.nextInt(10));
				}
				log.add("record " + count++);
			}
			if (lives == 1) {
				soon().until(() -> {
					forwarder.forward(Duration.ofSeconds(20));
					return log.remembered() == log.accepted();
				});
			}
			else {
				long until = (long) (log.accepted() * random.nextDouble());
				soon().until(() -> forwarder.status().forwarded() >= until);
				// The cursor is closed by the death, so that nothing more is remembered.
				log.restart(random.nextInt(50));
			}
			forwarder.close();
		}
		assertThat(receiver.received()).containsExactlyElementsOf(log.records());
	}

	/** The tries would spend their time between two looks. */
	private static ConditionFactory soon() {
		return await().atMost(Duration.ofMinutes(1)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

	/** The other system, which outlives the process that sends to it. */
	private static final class Receiver implements RecordSink {

		private final Random random;

		private final List<LogRecord> received = new ArrayList<>();

		private Receiver(long seed) {
			this.random = new Random(seed);
		}

		private synchronized List<LogRecord> received() {
			return List.copyOf(this.received);
		}

		@Override
		public synchronized Optional<ReceivedRecord> lastReceived(UUID logId) throws IOException {
			if (this.random.nextInt(6) == 0) {
				throw new IOException("away");
			}
			return this.received.isEmpty() ? Optional.empty()
					: Optional.of(ReceivedRecord.of(this.received.get(this.received.size() - 1)));
		}

		@Override
		public synchronized CompletionStage<?> send(RecordBatch batch) throws IOException {
			int outcome = this.random.nextInt(10);
			if (outcome % 2 == 0) {
				this.received.addAll(batch.records());
			}
			return switch (outcome) {
				case 0, 1 -> throw new IOException("thrown");
				case 2, 3 -> new CompletableFuture<>();
				case 4, 5 -> CompletableFuture.failedFuture(new IOException("failed"));
				case 6, 8 -> CompletableFuture.runAsync(() -> {
				});
				default -> throw new IllegalStateException("thrown");
			};
		}

	}

}
