package io.asyncappend.spring.boot.logging.sink;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.AppendException;
import io.asyncappend.AppendListener;
import io.asyncappend.AppenderFailedException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.properties.AppenderDefinition;
import io.asyncappend.spring.boot.testing.ScriptedChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The lines of a log, whatever becomes of the disk.
 */
@Timeout(60)
class LogSinkTests {

	private static final Pattern DROPPED = Pattern.compile("^dropped (\\d+)$", Pattern.MULTILINE);

	@TempDir
	Path directory;

	private final CountDownLatch released = new CountDownLatch(1);

	private final AtomicInteger failures = new AtomicInteger();

	private final RoomListener room = new RoomListener();

	private AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this.room).build();

	private LogSink lines(AsyncAppender appender) {
		LogSink lines = new LogSink(appender, new AfterCloseWriter(
				AppenderDefinition.of("log", this.directory.resolve("log").toString(), AppenderOptions.defaults()),
				Duration.ofSeconds(10)));
		lines.setFormat(new LogSink.Format() {

			@Override
			public byte[] dropped(long count) {
				return bytes("dropped " + count + "\n");
			}

			@Override
			public void failed(AppenderFailedException cause) {
				LogSinkTests.this.failures.incrementAndGet();
			}

			@Override
			public void closed() {
				// Nothing holds the log here.
			}

		});
		this.room.add(lines);
		return lines;
	}

	/** The appender is closed, and the log is not told of that yet. */
	private LogSink linesOfAClosedLog(AppenderOptions options, Duration timeout,
			Supplier<AsyncAppendFactory> factories) {
		AsyncAppender appender = open(ScriptedChannel.stuckUntil(new CountDownLatch(0)), Backpressure.drop());
		appender.close();
		return new LogSink(appender, new AfterCloseWriter(
				AppenderDefinition.of("log", this.directory.resolve("log").toString(), options), timeout, factories));
	}

	private AsyncAppender open(ScriptedChannel channel, Backpressure backpressure) {
		return this.factory.create("log", channel,
				AppenderOptions.builder().bufferSize(1024).backpressure(backpressure).build());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** All that was logged is in the file, or counted there. */
	private static void requireAllAccountedFor(String content, long logged) {
		long dropped = 0;
		for (Matcher matcher = DROPPED.matcher(content); matcher.find();) {
			dropped += Long.parseLong(matcher.group(1));
		}
		long there = content.lines().filter((line) -> line.startsWith("line ")).count();
		assertThat(there + dropped).as("%s lines and %s dropped", there, dropped).isEqualTo(logged);
	}

	@AfterEach
	void close() {
		this.released.countDown();
		try {
			this.factory.close(Duration.ofSeconds(20));
		}
		catch (AppendException ex) {
			// What a test did to its file is the test's business.
		}
	}

	@Test
	void whatWasDroppedIsToldAsSoonAsThereIsRoom() {
		ScriptedChannel channel = ScriptedChannel.stuckUntil(this.released);
		AsyncAppender appender = open(channel, Backpressure.drop());
		LogSink lines = lines(appender);
		for (int i = 0; i < 1000; i++) {
			lines.append(bytes("line " + i + "\n"));
		}
		long dropped = appender.status().dropped().records();
		assertThat(dropped).isGreaterThan(800).isEqualTo(lines.unreported());
		this.released.countDown();
		// No further line has the count reported.
		await().until(() -> channel.content().contains("dropped " + dropped + "\n"));
		assertThat(lines.unreported()).isZero();
		assertThat(appender.status().dropped().records()).isEqualTo(dropped);
		requireAllAccountedFor(channel.content(), 1000);
	}

	@Test
	void manyThreadsLoseNothingUncounted() throws Exception {
		ScriptedChannel channel = ScriptedChannel.stuckUntil(new CountDownLatch(0));
		AsyncAppender appender = open(channel, Backpressure.drop());
		LogSink lines = lines(appender);
		List<Thread> threads = new ArrayList<>();
		for (int t = 0; t < 8; t++) {
			Thread thread = new Thread(() -> {
				for (int i = 0; i < 20_000; i++) {
					lines.append(bytes("line " + i + " that is somewhat longer, so that the buffer is soon full\n"));
				}
			});
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		await().until(() -> lines.unreported() == 0);
		appender.flush();
		assertThat(appender.status().dropped().records()).isPositive();
		requireAllAccountedFor(channel.content(), 8 * 20_000);
	}

	@Test
	void whatCannotBeToldBeforeTheCloseIsToldAfterIt() throws Exception {
		AsyncAppender appender = open(ScriptedChannel.stuckUntil(new CountDownLatch(0)), Backpressure.drop());
		LogSink lines = lines(appender);
		appender.close();
		lines.append(bytes("line of a thread that is late\n"));
		assertThat(this.directory.resolve("log")).doesNotExist();
		for (int i = 0; i < 1010; i++) {
			lines.append(bytes("line " + i + "\n"));
		}
		lines.closed();
		lines.append(bytes("line after it\n"));
		String content = Files.readString(this.directory.resolve("log"));
		assertThat(content).startsWith("line of a thread that is late\n")
			.endsWith("line after it\n")
			.contains("dropped 11\n");
		requireAllAccountedFor(content, 1012);
	}

	@Test
	void whatWaitsForTheCloseOpensTheFileOnce() throws Exception {
		AtomicInteger opened = new AtomicInteger();
		LogSink lines = linesOfAClosedLog(AppenderOptions.defaults(), Duration.ofSeconds(10), () -> {
			opened.incrementAndGet();
			return AsyncAppendFactory.create();
		});
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 500; i++) {
			lines.append(bytes("line " + i + "\n"));
			expected.append("line " + i + "\n");
		}
		lines.closed();
		assertThat(Files.readString(this.directory.resolve("log"))).isEqualTo(expected.toString());
		assertThat(lines.unreported()).isZero();
		assertThat(opened).as("each takes milliseconds, for which the JVM does not end").hasValue(1);
	}

	@Test
	void ofLinesThatAreWrittenInPartTheOthersAreCounted() throws Exception {
		requireWaitingLinesAccountedFor(() -> {
			throw new IllegalStateException("for a test");
		});
	}

	@Test
	void linesThatWaitOnASlowDiskAreWrittenOrCounted() throws Exception {
		// All of them take longer than a single one may.
		requireWaitingLinesAccountedFor(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400)));
	}

	private void requireWaitingLinesAccountedFor(Runnable onWrite) throws Exception {
		AppendListener listener = new AppendListener() {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				onWrite.run();
			}

		};
		LogSink lines = linesOfAClosedLog(AppenderOptions.builder().bufferSize(1024).build(), Duration.ofSeconds(2),
				() -> AsyncAppendFactory.builder().listener(listener).build());
		int count = 100;
		for (int i = 0; i < count; i++) {
			lines.append(bytes("line " + i + " " + "x".repeat(90) + "\n"));
		}
		lines.closed();
		List<String> written = Files.readAllLines(this.directory.resolve("log"));
		assertThat(written).isNotEmpty();
		assertThat(lines.unreported()).isEqualTo(count - written.size());
	}

	@Test
	void aFileThatCannotBeOpenedInTimeHoldsUpNoThreadLonger() throws Exception {
		CountDownLatch given = new CountDownLatch(1);
		LogSink lines = linesOfAClosedLog(AppenderOptions.defaults(), Duration.ofMillis(200), () -> {
			awaitReleased();
			given.countDown();
			return AsyncAppendFactory.create();
		});
		lines.closed();
		lines.append(bytes("line 1\n"));
		lines.append(bytes("line 2\n"));
		assertThat(lines.unreported()).isEqualTo(2);
		this.released.countDown();
		given.await();
		// It was counted as lost, so it must not come after all.
		await().during(Duration.ofMillis(200))
			.until(() -> Files.notExists(this.directory.resolve("log"))
					|| Files.size(this.directory.resolve("log")) == 0);
	}

	private void awaitReleased() {
		try {
			this.released.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void anErrorAtTheLastLineIsALineLost() {
		LogSink lines = linesOfAClosedLog(AppenderOptions.defaults(), Duration.ofSeconds(Long.MAX_VALUE), () -> {
			throw new OutOfMemoryError("for a test");
		});
		lines.append(bytes("line 1\n"));
		lines.closed();
		lines.append(bytes("line 2\n"));
		assertThat(lines.unreported()).isEqualTo(2);
	}

	@Test
	void whatAThreadLogsThatIsInterruptedIsThere() throws Exception {
		AsyncAppender appender = open(ScriptedChannel.stuckUntil(new CountDownLatch(0)), Backpressure.drop());
		LogSink lines = lines(appender);
		appender.close();
		lines.closed();
		Thread.currentThread().interrupt();
		lines.append(bytes("line 1\n"));
		assertThat(Thread.interrupted()).isTrue();
		lines.append(bytes("line 2\n"));
		assertThat(this.directory.resolve("log")).hasContent("line 1\nline 2\n");
		assertThat(lines.unreported()).isZero();
	}

	@Test
	void afterACloseInVainNothingIsTried() {
		AsyncAppender appender = open(ScriptedChannel.failingWrites(), Backpressure.drop());
		LogSink lines = lines(appender);
		lines.append(bytes("line\n"));
		await().until(() -> appender.status().state() == State.FAILED);
		try {
			this.factory.close(Duration.ofSeconds(10));
		}
		catch (AppendException ex) {
			// It failed.
		}
		lines.closed();
		lines.append(bytes("line\n"));
		assertThat(this.directory.resolve("log")).doesNotExist();
		assertThat(lines.unreported()).isPositive();
	}

	@Test
	void aFailureIsToldOnceAndTheApplicationGoesOn() {
		AsyncAppender appender = open(ScriptedChannel.failingWrites(), Backpressure.drop());
		LogSink lines = lines(appender);
		lines.append(bytes("line\n"));
		await().until(() -> appender.status().state() == State.FAILED);
		for (int i = 0; i < 10; i++) {
			lines.append(bytes("line\n"));
			lines.flush(Duration.ofSeconds(10));
		}
		assertThat(this.failures).hasValue(1);
		assertThat(lines.unreported()).isEqualTo(10);
	}

	@Test
	void aFlushWaitsForADiskThatHangsOnlyOnce() {
		AsyncAppender appender = open(ScriptedChannel.stuckUntil(this.released), Backpressure.drop());
		LogSink lines = lines(appender);
		lines.append(bytes("line\n"));
		lines.flush(Duration.ofMillis(1));
		// A second wait would be longer than the test may take.
		lines.flush(Duration.ofDays(1));
		this.released.countDown();
		await().until(() -> appender.status().queuedBytes() == 0);
		await().untilAsserted(() -> {
			lines.append(bytes("line\n"));
			lines.flush(Duration.ofDays(1));
			assertThat(appender.status().queuedBytes()).isZero();
		});
	}

	@Test
	void anInterruptKeepsNothingFromBeingFlushed() {
		ScriptedChannel channel = ScriptedChannel.stuckUntil(new CountDownLatch(0));
		LogSink lines = lines(open(channel, Backpressure.drop()));
		Thread.currentThread().interrupt();
		lines.append(bytes("line\n"));
		lines.flush(Duration.ofSeconds(30));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(channel.content()).isEqualTo("line\n");
	}

	@Test
	void anIoThreadNeverWaits() throws Exception {
		AsyncAppender hung = open(ScriptedChannel.stuckUntil(this.released), Backpressure.block());
		LogSink lines = lines(hung);
		lines.append(new byte[600]);
		await().until(() -> this.released.getCount() == 1 && hung.status().queuedBytes() == 600);
		lines.append(new byte[424]);
		CountDownLatch told = new CountDownLatch(1);
		try (AsyncAppendFactory other = AsyncAppendFactory.builder().listener(new AppendListener() {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				lines.append(bytes("line\n"));
				lines.flush(Duration.ofDays(1));
				told.countDown();
			}

		}).build()) {
			other.open("other", this.directory.resolve("other.log")).append(bytes("record\n"));
			assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(lines.unreported()).isOne();
	}

	@Test
	void aListenerThatLogsOfEveryWriteDoesNotGoRound() {
		LogSink[] log = new @Nullable LogSink[1];
		AtomicInteger writes = new AtomicInteger();
		this.factory = AsyncAppendFactory.builder().enabled(false).listener(this.room).listener(new AppendListener() {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
				writes.incrementAndGet();
				log[0].append(bytes("line of a write\n"));
			}

		}).build();
		// A file, which is written on this thread: a channel would be on another.
		log[0] = lines(this.factory.open("log", this.directory.resolve("own.log")));
		log[0].append(bytes("line\n"));
		assertThat(writes).hasValue(2);
		assertThat(this.directory.resolve("own.log")).hasContent("line\nline of a write\n");
		assertThat(log[0].unreported()).isOne();
	}

	@Test
	void otherPoliciesCountToo() {
		AsyncAppender appender = open(ScriptedChannel.stuckUntil(this.released), Backpressure.fail());
		LogSink lines = lines(appender);
		for (int i = 0; i < 1000; i++) {
			lines.append(bytes("line " + i + "\n"));
		}
		assertThat(lines.unreported()).isPositive();
		assertThat(appender.status().records().accepted() + lines.unreported()).isEqualTo(1000);
	}

}
