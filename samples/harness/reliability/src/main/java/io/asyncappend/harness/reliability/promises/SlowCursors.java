package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStorage;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Scratch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Retention against a cursor that stands still: it waits, up to its limit in bytes, and
 * what is gone then is told exactly.
 */
final class SlowCursors {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final int RECORDS = 400;

	private SlowCursors() {
	}

	static void test(Result result) throws Exception {
		for (boolean compress : new boolean[] { true, false }) {
			held("held, compress=" + compress, compress, result);
			overrun("overrun, compress=" + compress, compress, result);
		}
	}

	private static void append(AsyncAppender appender) {
		PositionedRecords records = new PositionedRecords(appender, 21);
		for (int i = 0; i < RECORDS; i++) {
			records.append();
		}
		appender.sync();
	}

	private static AppenderStorage.Archives archives(AsyncAppender appender) {
		return appender.status().storage().archives().orElse(new AppenderStorage.Archives(0, 0));
	}

	/** All stays until it is acknowledged, and goes then. */
	private static void held(String when, boolean compress, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("slow"); AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			Plan plan = new Plan("max-size=1000", "compress=" + compress);
			AsyncAppender appender = factory.open("log", scratch.resolve("log"), ConsumedLog.options(plan));
			append(appender);
			Await.until("held", LIMIT, () -> archives(appender).heldBytes() > 0);
			try (LogCursor cursor = appender.cursor(ConsumedLog.CURSOR, ConsumedLog.cursorOptions(plan))) {
				LogChain chain = new LogChain(0);
				for (LogEntry entry : all(cursor)) {
					String wrong = (entry instanceof LogGap) ? "not held: " + entry : chain.add(entry);
					if (wrong != null) {
						result.violation(when + ": " + wrong);
					}
				}
				if (chain.next() != appender.status().positions().durable()) {
					result.violation(when + ": the cursor ends at " + chain.next() + " of " + appender.status());
				}
				cursor.acknowledge(chain.next());
				Await.until("let go, but there are " + appender.archives(), LIMIT,
						() -> appender.archives().size() == 1);
			}
			result.faults(1);
			result.run();
		}
	}

	private static List<LogEntry> all(LogCursor cursor) {
		List<LogEntry> all = new ArrayList<>();
		List<LogEntry> entries = cursor.poll(100, Duration.ZERO);
		while (!entries.isEmpty()) {
			all.addAll(entries);
			entries = cursor.poll(100, Duration.ZERO);
		}
		return all;
	}

	/** What was deleted is told, counted, and is the gap that the cursor gets. */
	private static void overrun(String when, boolean compress, Result result) throws Exception {
		Queue<LogGap> told = new ConcurrentLinkedQueue<>();
		AppendListener listener = new AppendListener() {

			@Override
			public void onCursorOverrun(AsyncAppender appender, String cursor, LogGap gap) {
				told.add(gap);
			}

		};
		try (Scratch scratch = Scratch.create("slow");
				AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(listener).build()) {
			Plan plan = new Plan("max-size=1000", "compress=" + compress,
					"keep-until-size=" + (compress ? 1500 : 6000));
			Path file = scratch.resolve("log");
			AsyncAppender appender = factory.open("log", file, ConsumedLog.options(plan));
			try (LogCursor cursor = appender.cursor(ConsumedLog.CURSOR, ConsumedLog.cursorOptions(plan))) {
				append(appender);
				long limit = plan.number("keep-until-size", 0);
				Await.until("deleted and told", LIMIT, () -> {
					AppenderStorage.Archives seen = archives(appender);
					boolean isDone = appender.archives().stream().allMatch((path) -> isDone(path, compress));
					return !told.isEmpty() && isDone && seen.bytes() <= limit && seen.overruns() == told.size()
							&& seen.files() == appender.archives().size();
				});
				List<LogEntry> all = all(cursor);
				// An archive is deleted before that is told, and counted after it.
				long gone = (all.get(0) instanceof LogGap gap) ? gap.end() : 0;
				Await.until("told of all up to " + gone, LIMIT, () -> told.stream().anyMatch((gap) -> gap.end() >= gone)
						&& archives(appender).overruns() == told.size());
				compare(when, all, List.copyOf(told), result);
				if (all.get(0) instanceof LogGap gap) {
					PositionedFiles.find(file, 0, gap.end())
						.ifPresent((record) -> result.violation(when + ": not gone, but missing: " + record));
				}
			}
			result.faults(told.size());
			result.run();
		}
	}

	private static boolean isDone(Path archive, boolean compress) {
		return !compress || archive.toString().endsWith(".gz");
	}

	private static void compare(String when, List<LogEntry> all, List<LogGap> told, Result result) {
		LogChain chain = new LogChain(0);
		for (LogEntry entry : all) {
			String wrong = chain.add(entry);
			if (wrong == null && entry instanceof LogGap gap
					&& (gap.position() > 0 || gap.reason() != LogGap.Reason.RETENTION)) {
				wrong = "a gap that is not what retention took: " + gap;
			}
			if (wrong != null) {
				result.violation(when + ": " + wrong);
			}
		}
		long gone = 0;
		for (LogGap gap : told) {
			if (gap.position() != gone) {
				result.violation(when + ": told of " + gap + " after " + gone);
			}
			gone = gap.end();
		}
		if (!(all.get(0) instanceof LogGap first) || first.end() != gone) {
			result.violation(when + ": told that all is gone up to " + gone + ", but the cursor got "
					+ LogChain.text(all.get(0)));
		}
	}

}
