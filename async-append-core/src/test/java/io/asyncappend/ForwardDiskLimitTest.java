package io.asyncappend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What happens when as much is not forwarded as may be: files and threads are real. */
@Timeout(60)
class ForwardDiskLimitTest {

	private static final Duration LONG = Duration.ofSeconds(30);

	/** Each record has 10 bytes. */
	private static final int LIMIT = 100;

	@TempDir
	private Path directory;

	private final List<String> taken = new CopyOnWriteArrayList<>();

	private final Told told = new Told();

	private volatile boolean away = true;

	private AsyncAppender orders;

	private AsyncAppendFactory factory() {
		return AsyncAppendFactory.builder().listener(this.told).build();
	}

	private CompletionStage<?> take(RecordBatch batch) {
		if (this.away) {
			return CompletableFuture.failedFuture(new IOException("away"));
		}
		batch.records().forEach((record) -> this.taken.add(record.text()));
		return CompletableFuture.completedFuture(null);
	}

	private static ForwardOptions.Builder options() {
		return ForwardOptions.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(10)).diskLimit(LIMIT);
	}

	private Forwarder open(AsyncAppendFactory factory, AppenderOptions.Builder appender,
			ForwardOptions.Builder options) {
		this.orders = factory.open("orders", this.directory.resolve("orders.log"), appender.build());
		return this.orders.forwardTo(this::take, options.build());
	}

	private static String text(int number) {
		return String.format("order %3d", number);
	}

	private static byte[] line(int number) {
		return (text(number) + "\n").getBytes(StandardCharsets.UTF_8);
	}

	private static List<String> texts(int count) {
		return IntStream.range(0, count).mapToObj(ForwardDiskLimitTest::text).toList();
	}

	private long append(int from, int count) {
		long end = 0;
		for (int i = from; i < from + count; i++) {
			end = this.orders.append(line(i));
		}
		return end;
	}

	private Thread appending(int from, int count) {
		Thread thread = new Thread(() -> append(from, count));
		thread.start();
		return thread;
	}

	private long accepted() {
		return this.orders.status().positions().accepted();
	}

	private ForwardStatus forwarding() {
		return this.orders.status().forwarding().orElseThrow();
	}

	private static void awaitWaiting(Thread thread) {
		await()
			.until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void appendsWaitAtTheLimitAndGoOnOnceRecordsAreForwarded(boolean enabled) throws Exception {
		try (AsyncAppendFactory factory = factory()) {
			if (!enabled) {
				factory.disable();
			}
			open(factory, AppenderOptions.builder(), options());
			Thread producer = appending(0, 30);
			await().until(() -> this.told.reached.equals(List.of((long) LIMIT)));
			awaitWaiting(producer);
			assertThat(accepted()).isEqualTo(LIMIT);
			assertThat(forwarding().disk().reached()).isTrue();
			assertThat(forwarding().disk().untilFull()).contains(Duration.ZERO);
			this.orders.flush(LONG);
			this.orders.sync(LONG);
			assertThat(this.orders.status().state()).isEqualTo(AppenderStatus.State.OPEN);
			assertThat(this.orders.tryAppend(line(99))).isEqualTo(AsyncAppender.DROPPED);
			this.away = false;
			producer.join();
			this.orders.forward(LONG);
			assertThat(this.taken).isEqualTo(texts(30));
			await().until(() -> this.told.left > 0 && this.told.left == this.told.reached.size());
			assertThat(forwarding().disk().reached()).isFalse();
		}
	}

	@Test
	void whatIsAcceptedWithoutALockKeepsToTheLimit() throws Exception {
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder().bufferSize(4096), options().diskLimit(40_005));
			List<Thread> producers = IntStream.range(0, 8).mapToObj((i) -> appending(0, 1000)).toList();
			await().atMost(LONG).untilAsserted(() -> assertThat(accepted()).isEqualTo(40_000));
			await().until(() -> producers.stream().noneMatch((one) -> one.getState() == Thread.State.RUNNABLE));
			assertThat(accepted()).isEqualTo(40_000);
			this.away = false;
			for (Thread producer : producers) {
				producer.join();
			}
			this.orders.forward(LONG);
			assertThat(this.taken).hasSize(8000);
		}
	}

	@Test
	void recordsAreRefusedAtTheLimitWhereTheyAreToFail() {
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder(), options().onDiskLimit(ForwardOptions.OnDiskLimit.FAIL));
			append(0, 10);
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(DiskLimitException.class).isThrownBy(() -> append(10, 1))
					.withMessage("appender 'orders' refuses a record of 10 bytes: 100 bytes are not forwarded, of which"
							+ " there may be no more than 100 (disk-limit), until some are forwarded");
			}
			assertThatExceptionOfType(DiskLimitException.class).isThrownBy(() -> this.orders.appendDurably(line(10)));
			assertThatExceptionOfType(DiskLimitException.class).isThrownBy(() -> this.orders.appendForwarded(line(10)));
			assertThat(this.orders.tryAppend(line(10))).isEqualTo(AsyncAppender.DROPPED);
			assertThat(forwarding().disk().refused()).isEqualTo(5);
			assertThat(accepted()).isEqualTo(LIMIT);
			this.away = false;
			await().until(() -> this.orders.tryAppend(line(10)) > 0);
			assertThat(this.orders.appendForwarded(line(11))).succeedsWithin(LONG);
			assertThat(this.taken).isEqualTo(texts(12));
		}
	}

	@Test
	void theBackpressureOfTheAppenderSaysWhatNoRoomMeans() {
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder().backpressure(Backpressure.block(Duration.ofMillis(1))), options());
			append(0, 10);
			assertThatExceptionOfType(AppendTimeoutException.class).isThrownBy(() -> append(10, 1))
				.withMessageContaining(
						"100 bytes are not forwarded, of which there may be no more than 100 (disk-limit)");
		}
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder().backpressure(Backpressure.fail()), options());
			assertThatExceptionOfType(BufferFullException.class).isThrownBy(() -> append(10, 1))
				.withMessageContaining("has no room for a record of 10 bytes: 100 bytes are not forwarded");
		}
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder().backpressure(Backpressure.drop()), options());
			assertThat(append(10, 1)).isEqualTo(AsyncAppender.DROPPED);
			assertThat(this.orders.status().dropped().records()).isOne();
			assertThatExceptionOfType(BufferFullException.class).isThrownBy(() -> this.orders.appendDurably(line(10)));
			this.away = false;
			await().until(() -> append(11, 1) > 0);
		}
	}

	@Test
	void aRecordLargerThanTheLimitGoesOnceAllIsForwarded() throws Exception {
		byte[] large = ("x".repeat(500) + "\n").getBytes(StandardCharsets.UTF_8);
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder(), options());
			append(0, 1);
			Thread producer = new Thread(() -> this.orders.append(large));
			producer.start();
			await().until(() -> this.told.reached.size() == 1);
			assertThat(accepted()).isEqualTo(10);
			this.away = false;
			producer.join();
			this.orders.forward(LONG);
			assertThat(this.taken).hasSize(2);
		}
	}

	@Test
	void whatAnEarlierRunHasLeftCounts() throws Exception {
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder(), options().diskLimit(0));
			append(0, 30);
			assertThat(forwarding().disk()).isEqualTo(new ForwardStatus.Disk(0, ForwardOptions.OnDiskLimit.BLOCK, false,
					forwarding().disk().untilFull(), 0));
		}
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder(), options());
			Thread producer = appending(30, 1);
			await().until(() -> this.told.reached.size() == 1);
			assertThat(accepted()).isEqualTo(300);
			this.away = false;
			producer.join();
			this.orders.forward(LONG);
			assertThat(this.taken).isEqualTo(texts(31));
		}
	}

	@Test
	void closingEndsAWaitAtTheLimit() throws Exception {
		try (AsyncAppendFactory factory = factory()) {
			Forwarder forwarder = open(factory, AppenderOptions.builder(), options());
			Thread producer = appending(0, 30);
			await().until(() -> this.told.reached.size() == 1);
			assertThat(forwarder.close(Duration.ofMillis(1)).state()).isEqualTo(ForwardStatus.State.CLOSED);
			producer.join();
			assertThat(accepted()).isEqualTo(300);
		}
		this.told.reached.clear();
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread producer = new Thread(() -> {
			try {
				append(30, 1_000_000);
			}
			catch (Throwable ex) {
				thrown.set(ex);
			}
		});
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder(), options());
			producer.start();
			await().until(() -> this.told.reached.size() == 1);
		}
		producer.join();
		assertThat(thrown.get()).isInstanceOf(AppenderClosedException.class);
	}

	@Test
	void aThreadThatForwardingNeedsDoesNotWaitForIt() {
		this.away = true;
		try (AsyncAppendFactory factory = factory()) {
			Forwarder forwarder = open(factory, AppenderOptions.builder(), options());
			CompletableFuture<Void> more = this.orders.appendForwarded(line(0)).thenAccept((end) -> {
				this.away = true;
				append(1, 30);
			});
			// Not before it has something to do for the thread that forwards.
			this.away = false;
			assertThat(more).succeedsWithin(LONG);
			assertThat(accepted()).isEqualTo(310);
			this.away = false;
			this.orders.forward(LONG);
			forwarder.close();
			this.away = true;
			this.told.whenDegraded = () -> append(31, 30);
			this.orders.forwardTo(this::take, options().build());
			append(61, 1);
			await().until(() -> accepted() == 620);
			this.away = false;
			this.orders.forward(LONG);
			assertThat(this.taken).hasSize(62);
		}
	}

	@Test
	void archivesAreKeptUntilTheyAreForwarded() {
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder().rotation(Rotation.builder().maxSize(50).keepFiles(1).build()),
					options().diskLimit(0));
			append(0, 50);
			this.orders.sync();
			await().until(() -> this.orders.archives().size() == 9);
			assertThat(this.orders.cursors()).extracting(LogCursor.Status::name).containsExactly("forward");
			this.away = false;
			this.orders.forward(LONG);
			assertThat(this.taken).isEqualTo(texts(50));
			await().until(() -> this.orders.archives().size() == 1);
			assertThat(this.told.gaps).isEmpty();
		}
	}

	@Test
	void theOldestArchivesAreDroppedAtTheLimitAndTheirGapIsCounted() throws Exception {
		try (AsyncAppendFactory factory = factory()) {
			open(factory, AppenderOptions.builder().rotation(Rotation.builder().maxSize(50).keepFiles(1).build()),
					options().diskLimit(200).batchBytes(1).onDiskLimit(ForwardOptions.OnDiskLimit.DROP_OLDEST));
			append(0, 400);
			this.orders.sync();
			await().until(() -> this.orders.archives().size() == 3);
			assertThat(bytesOnDisk()).isLessThanOrEqualTo(200);
			assertThat(forwarding().disk().reached()).isTrue();
			assertThat(this.orders.status().storage().archives().orElseThrow().overruns()).isPositive();
			this.away = false;
			this.orders.forward(LONG);
			ForwardStatus.Counts counts = forwarding().counts();
			assertThat(counts.gapBytes()).isPositive();
			assertThat(counts.gapBytes() + counts.sentBytes()).isEqualTo(4000);
			assertThat(this.told.gaps.stream().mapToLong(LogGap::bytes).sum()).isEqualTo(counts.gapBytes());
			assertThat(this.taken).endsWith(text(399)).isSorted();
			assertThat(this.taken).hasSize((int) counts.sent());
		}
	}

	private long bytesOnDisk() throws IOException {
		long bytes = 0;
		List<Path> files = new ArrayList<>(this.orders.archives());
		files.add(this.directory.resolve("orders.log"));
		for (Path file : files) {
			bytes += Files.size(file);
		}
		return bytes;
	}

	@Test
	void toDropArchivesTakesARotationThatDeletesThem() {
		try (AsyncAppendFactory factory = factory()) {
			assertThatIllegalArgumentException().isThrownBy(() -> openToDrop(factory, "a", Rotation.onDemand()))
				.withMessage("appender 'a' cannot drop the oldest archives when 100 bytes are not forwarded"
						+ " (disk limit): its rotation has no maximum size, so the file alone may be larger");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> openToDrop(factory, "b", Rotation.builder().maxSize(50).build()))
				.withMessageContaining("its rotation deletes no archive");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> openToDrop(factory, "c", Rotation.builder().maxSize(51).keepFiles(5).build()))
				.withMessageContaining("its file of up to 51 bytes and the 1 archives");
			openToDrop(factory, "d", Rotation.builder().maxSize(50).keepFiles(5).build());
			openToDrop(factory, "e", Rotation.builder().maxSize(100).keepFiles(5).keepAtLeast(0).build());
		}
	}

	private void openToDrop(AsyncAppendFactory factory, String name, Rotation rotation) {
		factory.open(name, this.directory.resolve(name + ".log"), AppenderOptions.builder().rotation(rotation).build())
			.forwardTo(this::take, options().onDiskLimit(ForwardOptions.OnDiskLimit.DROP_OLDEST).build());
	}

	/** What listeners were told. */
	private static final class Told implements AppendListener {

		private final List<Long> reached = new CopyOnWriteArrayList<>();

		private final List<LogGap> gaps = new CopyOnWriteArrayList<>();

		private volatile int left;

		private volatile Runnable whenDegraded = () -> {
		};

		@Override
		public void onForwardLimitReached(AsyncAppender appender, long bytes) {
			this.reached.add(bytes);
		}

		@Override
		public void onForwardLimitLeft(AsyncAppender appender) {
			this.left++;
		}

		@Override
		public void onForwardingGap(AsyncAppender appender, LogGap gap) {
			this.gaps.add(gap);
		}

		@Override
		public void onForwardingDegraded(AsyncAppender appender, Throwable cause) {
			Runnable once = this.whenDegraded;
			this.whenDegraded = () -> {
			};
			once.run();
		}

	}

}
