package io.asyncappend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Records of a file that go on to a sink, over restarts. */
@Timeout(60)
class ForwardingTest {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private final List<String> taken = new CopyOnWriteArrayList<>();

	private volatile boolean away;

	private CompletionStage<?> take(RecordBatch batch) {
		if (this.away) {
			return CompletableFuture.failedFuture(new IOException("away"));
		}
		batch.records().forEach((record) -> this.taken.add(record.index() + " " + record.text()));
		return CompletableFuture.completedFuture(null);
	}

	private static ForwardOptions options() {
		return ForwardOptions.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(10)).build();
	}

	private static byte[] line(int number) {
		return ("order " + number + "\n").getBytes(StandardCharsets.UTF_8);
	}

	private static List<String> lines(int count) {
		return IntStream.range(0, count).mapToObj((number) -> number + " order " + number).toList();
	}

	private AsyncAppender open(AsyncAppendFactory factory) {
		return factory.open("orders", this.directory.resolve("orders.log"));
	}

	@Test
	void whatIsLeftGoesWithTheNextOpening() {
		this.away = true;
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			orders.append(line(0));
			orders.append(line(1));
			await().until(() -> orders.status().forwarding().orElseThrow().state() == ForwardStatus.State.DEGRADED);
			assertThat(orders.status().forwarding().orElseThrow().lag().records()).isEqualTo(2);
		}
		this.away = false;
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			assertThat(orders.appendForwarded(line(2))).succeedsWithin(LONG).isEqualTo(24L);
			assertThat(orders.status().forwarding().orElseThrow().forwarded()).isEqualTo(24);
		}
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			Forwarder forwarder = orders.forwardTo(this::take, options());
			orders.append(line(3));
			assertThat(forwarder.close(LONG).lag().bytes()).isZero();
		}
		assertThat(this.taken).isEqualTo(lines(4));
	}

	@Test
	void recordsGoOnWhileTheFileIsRotated() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			for (int i = 0; i < 100; i++) {
				orders.append(line(i));
				if (i % 10 == 9) {
					orders.rotate();
				}
			}
			orders.forward(LONG);
			assertThat(this.taken).isEqualTo(lines(100));
		}
	}

	@Test
	void anArchiveThatIsGoneIsAGapBeforeTheRest() throws Exception {
		this.away = true;
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			for (int i = 0; i < 4; i++) {
				orders.append(line(i));
				orders.rotate();
			}
			Files.delete(orders.archives().get(0));
			Files.delete(orders.archives().get(0));
		}
		this.away = false;
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			assertThat(orders.appendForwarded(line(4))).succeedsWithin(LONG).isEqualTo(40L);
			assertThat(this.taken).isEqualTo(lines(5).subList(2, 5));
			assertThat(orders.status().forwarding().orElseThrow().counts().gapBytes()).isEqualTo(16);
		}
	}

	@Test
	void anOlderLogThatWasRestoredIsForwardedAnew() throws Exception {
		Path copy = Files.createDirectory(this.directory.resolve("copy"));
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.append(line(0));
		}
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, copy.resolve(file.getFileName()));
			}
		}
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			orders.append(line(1));
			orders.append(line(2));
			orders.forward(LONG);
			assertThat(this.taken).isEqualTo(lines(3));
		}
		this.taken.clear();
		try (Stream<Path> files = Files.list(copy)) {
			for (Path file : files.toList()) {
				Files.copy(file, this.directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			orders.append(line(1));
			orders.forward(LONG);
			assertThat(this.taken).isEqualTo(lines(2));
			assertThat(orders.status().forwarding().orElseThrow().counts().gaps()).isOne();
		}
	}

	@Test
	void theThreadOfAnIdleForwarderHasNoTimer() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			orders.forwardTo(this::take, options());
			Thread thread = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((one) -> one.getName().equals("async-append-forward-orders"))
				.findAny()
				.orElseThrow();
			for (int i = 0; i < 3; i++) {
				// Forced on demand only: the forwarder does that, once.
				orders.append(line(i));
				List<String> expected = lines(i + 1);
				await().until(() -> this.taken.equals(expected));
				await().until(() -> thread.getState() == Thread.State.WAITING);
			}
		}
	}

	@Test
	void anAppenderForwardsOnceAtATime() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = open(factory);
			assertThatIllegalStateException().isThrownBy(() -> orders.forward(LONG))
				.withMessageContaining("does not forward");
			assertThatIllegalStateException().isThrownBy(() -> orders.appendForwarded(line(0)));
			assertThat(orders.status().forwarding()).isEmpty();
			Forwarder first = orders.forwardTo(this::take, options());
			assertThatIllegalStateException().isThrownBy(() -> orders.forwardTo(this::take, options()))
				.withMessageContaining("forwards already");
			first.close();
			orders.forwardTo(this::take, options());
			orders.append(line(0));
			orders.forward(LONG);
			assertThat(this.taken).isEqualTo(lines(1));
		}
	}

	@Test
	void anAppenderWithoutLastingPositionsCannotForward() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender shared = factory.open("shared", this.directory.resolve("shared.log"),
					AppenderOptions.builder().shared(true).build());
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> shared.forwardTo(this::take, options()));
		}
	}

	/** It would not be ended with the appender, nor its sink closed. */
	@Test
	void nothingIsForwardedOnceTheAppenderIsBeingClosed() {
		AtomicReference<Throwable> refusal = new AtomicReference<>();
		AppendListener listener = new AppendListener() {
			@Override
			public void onClose(AsyncAppender orders, AppenderStatus last) {
				refusal.set(catchThrowable(() -> orders.forwardTo(ForwardingTest.this::take, options())));
			}
		};
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(listener).build()) {
			AsyncAppender orders = open(factory);
			orders.append(line(0));
			orders.close();
			assertThat(refusal.get()).isInstanceOf(AppenderClosedException.class);
			assertThat(orders.status().forwarding()).isEmpty();
		}
	}

}
