package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogStatus;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Scratch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Between two openings the file, or what lies beside it, becomes another than was left:
 * its positions would name other records, so the log must be another one, and what a
 * cursor has acknowledged of the other must not count.
 */
final class ExchangedFiles {

	private static final Plan PLAN = new Plan("max-size=0", "keep-files=0");

	private static final int SLOT = 4096;

	private static final Map<String, Exchange> EXCHANGES = new LinkedHashMap<>();

	static {
		EXCHANGES.put("restored", (file, copies) -> replace(copies.resolve("log"), file));
		EXCHANGES.put("restored with its positions", (file, copies) -> {
			replace(copies.resolve("log"), file);
			replace(copies.resolve(".log.positions"), beside(file));
		});
		// The other one may have been appended to since.
		EXCHANGES.put("replaced by a copy of itself", (file, copies) -> replace(file, file));
		EXCHANGES.put("cut", (file, copies) -> write(file, (bytes) -> bytes.setLength(bytes.length() / 2)));
		EXCHANGES.put("written over", (file, copies) -> write(file, (bytes) -> {
			bytes.seek(bytes.length() - 10);
			bytes.write("yyyyyyyyy".getBytes());
		}));
		EXCHANGES.put("with damaged positions", (file, copies) -> write(beside(file), (bytes) -> {
			for (int slot = 0; slot < 2; slot++) {
				bytes.seek((long) slot * SLOT + 40);
				bytes.write("damaged".getBytes());
			}
		}));
	}

	private interface Exchange {

		void run(Path file, Path copies) throws IOException;

	}

	private interface Change {

		void make(RandomAccessFile bytes) throws IOException;

	}

	private ExchangedFiles() {
	}

	private static Path beside(Path file) {
		return file.resolveSibling(".log.positions");
	}

	private static void replace(Path copy, Path path) throws IOException {
		Path other = Files.copy(copy, path.resolveSibling("other"));
		Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
	}

	private static void write(Path path, Change change) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
			change.make(file);
		}
	}

	static void test(Result result) throws IOException {
		for (Map.Entry<String, Exchange> exchange : EXCHANGES.entrySet()) {
			try (Scratch scratch = Scratch.create("exchanged"); Scratch copies = Scratch.create("copies")) {
				Path file = scratch.resolve("log");
				use(file);
				for (String name : List.of("log", ".log.positions")) {
					Files.copy(scratch.resolve(name), copies.resolve(name));
				}
				UUID id = use(file).id();
				exchange.getValue().run(file, copies.path());
				check("a file that was " + exchange.getKey(), file, id, result);
				result.faults(1);
				result.run();
			}
		}
	}

	/** Appends and acknowledges. */
	private static LogStatus use(Path file) {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("log", file, ConsumedLog.options(PLAN));
			PositionedRecords records = new PositionedRecords(appender, 21);
			for (int i = 0; i < 20; i++) {
				records.append();
			}
			appender.sync();
			try (LogCursor cursor = appender.cursor(ConsumedLog.CURSOR, ConsumedLog.cursorOptions(PLAN))) {
				List<LogEntry> entries = cursor.poll(1000, Duration.ZERO);
				cursor.acknowledge(entries.get(entries.size() - 1).end());
			}
			return appender.status().log().orElseThrow();
		}
	}

	private static void check(String when, Path file, UUID id, Result result) {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("log", file, ConsumedLog.options(PLAN));
			LogStatus log = appender.status().log().orElseThrow();
			if (log.id().equals(id)) {
				result.violation(when + " goes on with the same log: " + log);
			}
			try (LogCursor cursor = appender.cursor(ConsumedLog.CURSOR, ConsumedLog.cursorOptions(PLAN))) {
				List<LogEntry> entries = cursor.poll(1, Duration.ZERO);
				boolean isTold = !entries.isEmpty() && entries.get(0) instanceof LogGap gap && gap.bytes() == 0
						&& gap.reason() == LogGap.Reason.OTHER_LOG;
				entries = cursor.poll(1000, Duration.ZERO);
				boolean isWhole = !entries.isEmpty() && entries.get(0).position() == 0
						&& entries.get(entries.size() - 1).end() == log.opened();
				if (!isTold || !isWhole) {
					result.violation(when + " has a cursor that passes over some of it: " + entries);
				}
			}
		}
	}

}
