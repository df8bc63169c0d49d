package io.asyncappend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Records of a file that go on to a sink that remembers the last one with them. */
@Timeout(60)
class ForwardingOnceTest {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private final List<LogRecord> taken = new CopyOnWriteArrayList<>();

	private final RecordSink sink = new RecordSink() {

		@Override
		public Optional<ReceivedRecord> lastReceived(UUID logId) {
			return last(logId).map(ReceivedRecord::of);
		}

		@Override
		public CompletionStage<?> send(RecordBatch batch) {
			ForwardingOnceTest.this.log = batch.logId();
			ForwardingOnceTest.this.taken.addAll(batch.records());
			return CompletableFuture.completedFuture(null);
		}

	};

	private volatile UUID log;

	private Optional<LogRecord> last(UUID logId) {
		return logId.equals(this.log) ? Optional.of(this.taken.get(this.taken.size() - 1)) : Optional.empty();
	}

	private static byte[] line(int number) {
		return ("order " + number + "\n").getBytes(StandardCharsets.UTF_8);
	}

	private void forward(int from, int to) {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = factory.open("orders", this.directory.resolve("orders.log"));
			Forwarder forwarder = orders.forwardTo(this.sink, ForwardOptions.defaults());
			for (int number = from; number < to; number++) {
				orders.append(line(number));
				if (number % 10 == 9) {
					orders.rotate();
				}
			}
			forwarder.forward(LONG);
			forwarder.close(LONG);
		}
	}

	@Test
	void aCursorThatIsLostSendsNothingAgain() throws IOException {
		forward(0, 25);
		Files.delete(this.directory.resolve(".orders.log.cursor.forward"));
		forward(25, 40);
		assertThat(this.taken).extracting(LogRecord::index)
			.containsExactlyElementsOf(Stream.iterate(0L, (index) -> index + 1).limit(40).toList());
	}

	/**
	 * As a snapshot of the file system does: the files are the same, by their numbers.
	 */
	@Test
	void aLogThatWasSetBackStopsAndKeepsWhatItHas() throws IOException {
		forward(0, 5);
		Path copy = Files.createDirectory(this.directory.resolve("copy"));
		copy(this.directory, copy);
		forward(5, 8);
		setBack(copy, this.directory);
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = factory.open("orders", this.directory.resolve("orders.log"));
			Forwarder forwarder = orders.forwardTo(this.sink, ForwardOptions.defaults());
			orders.append(line(100));
			await().until(() -> forwarder.status().state() == ForwardStatus.State.STOPPED);
			assertThat(forwarder.status().failure().orElseThrow()).hasMessageContaining("restored from an older copy");
			assertThat(forwarder.status().lag().records()).isOne();
		}
		assertThat(this.taken).hasSize(8);
	}

	private static void setBack(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.toList()) {
				Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
			}
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, to.resolve(file.getFileName()));
			}
		}
	}

}
