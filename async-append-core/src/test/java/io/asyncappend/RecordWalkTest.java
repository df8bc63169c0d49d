package io.asyncappend;

import io.asyncappend.support.MethodTrace;
import io.asyncappend.support.MethodTrace.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many parts a record goes through, and how often its batch takes the lock of the
 * appender: both grow unseen otherwise, and are what a reader of the code, and a producer
 * that waits for the lock, have to bear.
 */
@Tag("any-jdk")
@Timeout(120)
class RecordWalkTest {

	private static final int MAX_TYPES = 20;

	/** Its future, and the priority of threads that wait, are two types more. */
	private static final int MAX_TYPES_OF_DURABLE = 22;

	/**
	 * The log, its index, what counts its records and what remembers the bytes before a
	 * mark.
	 */
	private static final int TYPES_OF_LOG = 4;

	/** Where a durable position is kept now and then. */
	private static final int TYPES_OF_DURABLE_LOG = 6;

	/** One more after each write. */
	private static final int MAX_LOCKS = 5;

	@ParameterizedTest
	@CsvSource({ "append, false, " + MAX_TYPES, "append, true, " + (MAX_TYPES + TYPES_OF_LOG),
			"appendDurably, false, " + MAX_TYPES_OF_DURABLE,
			"appendDurably, true, " + (MAX_TYPES_OF_DURABLE + TYPES_OF_DURABLE_LOG) })
	void aRecordEntersFewTypesAndItsBatchTakesTheLockSeldom(String call, String lasting, int maxTypes)
			throws Exception {
		List<Entry> entries = MethodTrace.of(Walk.class, call + ' ' + lasting, RecordWalkTest::isEndOfBatch);
		List<String> types = entries.stream().filter((entry) -> !isLook(entry)).map(Entry::type).distinct().toList();
		assertThat(types).as(() -> describe(entries)).hasSizeLessThanOrEqualTo(maxTypes);
		List<Entry> locks = entries.stream().filter(RecordWalkTest::isIoThread).filter(RecordWalkTest::isLock).toList();
		assertThat(entries).as("the batch is seen").anyMatch((entry) -> entry.type().endsWith(".BatchWriter"));
		assertThat(locks).as(() -> describe(entries)).hasSizeBetween(2, MAX_LOCKS + 1);
	}

	@Test
	void aHotAppendTakesNoLockAndCallsNoLambda() throws Exception {
		List<Entry> entries = MethodTrace.of(Walk.class, "hot true",
				(entered) -> entered.get(entered.size() - 1).method().equals("needsWake"));
		assertThat(entries).filteredOn((entry) -> !isIoThread(entry))
			.as(() -> describe(entries))
			.noneMatch(RecordWalkTest::isLock)
			.noneMatch((entry) -> entry.method().contains("lambda"))
			.noneMatch((entry) -> entry.method().equals("isSynchronous"));
	}

	/** Not of a run that found no batch, as a timer may have caused one just before. */
	private static boolean isEndOfBatch(List<Entry> entered) {
		Entry last = entered.get(entered.size() - 1);
		return isIoThread(last) && last.type().endsWith(".IoExecutor") && last.method().equals("finish")
				&& entered.stream().anyMatch((entry) -> entry.type().endsWith(".BatchWriter"));
	}

	private static boolean isIoThread(Entry entry) {
		return entry.thread().startsWith("async-append-");
	}

	/**
	 * The path is looked at four times a second, and how far a log is kept once, whatever
	 * is appended.
	 */
	private static boolean isLook(Entry entry) {
		return entry.callers()
			.stream()
			.anyMatch((caller) -> caller.endsWith(".ActiveFile.look") || caller.endsWith(".OpenLog.keep"));
	}

	/**
	 * Of the appender: the I/O threads have one of their own. Before a batch, a thread
	 * that a timer has woken looks whether there is one.
	 */
	private static boolean isLock(Entry entry) {
		return entry.type().endsWith(".OomSafeLock") && entry.method().equals("lock")
				&& !entry.caller().contains(".internal.io.")
				&& entry.callers().stream().noneMatch((caller) -> caller.endsWith(".WriteLoop.look"));
	}

	private static String describe(List<Entry> entries) {
		return entries.stream()
			.map((entry) -> entry + " from " + entry.caller())
			.collect(Collectors.joining("\n", "\n", "\n"));
	}

	/** Appends one record, after some that are written. */
	static final class Walk {

		private static final byte[] RECORD = "record\n".getBytes(StandardCharsets.UTF_8);

		public static void main(String... arguments) throws Exception {
			Path file = Files.createTempDirectory("walk").resolve("log");
			try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new Listener()).build()) {
				AsyncAppender appender = factory.open("walk", file,
						AppenderOptions.builder().lastingPositions(Boolean.parseBoolean(arguments[1])).build());
				for (int i = 0; i < 3; i++) {
					appender.append(RECORD);
					appender.appendDurably(RECORD);
					appender.sync();
				}
				awaitIdle();
				begin();
				if (arguments[0].equals("appendDurably")) {
					appender.appendDurably(RECORD);
				}
				else {
					appender.append(RECORD);
				}
				awaitEndOfTrace();
			}
		}

		/** Is no part of the library. */
		private static final class Listener implements AppendListener {

			@Override
			public void onWrite(AsyncAppender appender, long bytes, long nanos) {
			}

			@Override
			public void onSync(AsyncAppender appender, long nanos) {
			}

		}

		/** A thread that was woken before may have a permit left, which ends one park. */
		private static void awaitEndOfTrace() {
			while (true) {
				LockSupport.park();
			}
		}

		/** What came before is told of, and the I/O thread waits for work. */
		private static void awaitIdle() {
			while (Thread.getAllStackTraces().entrySet().stream().noneMatch(Walk::isIdle)) {
				Thread.onSpinWait();
			}
		}

		private static boolean isIdle(Map.Entry<Thread, StackTraceElement[]> thread) {
			return thread.getKey().getName().startsWith("async-append-") && Arrays.stream(thread.getValue())
				.anyMatch((frame) -> frame.getClassName().endsWith(".IoExecutor")
						&& frame.getMethodName().equals("await"));
		}

		/** Begins the trace. */
		static void begin() {
		}

	}

}
