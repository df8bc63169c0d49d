package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A disk that is full while a cursor acknowledges, a file is rotated, and both are opened
 * and closed: what cannot be kept is said, counts for nothing, and can be kept later.
 */
final class CursorsOnFullDisk {

	private static final Plan PLAN = new Plan("max-size=0", "keep-files=0");

	private final String name;

	private final Disk disk;

	private final Path file;

	private final Result result;

	private final LogChain chain = new LogChain(0);

	private UUID id;

	/** Up to here it returned. */
	private long acknowledged;

	/** How often it did not. */
	private int refused;

	private CursorsOnFullDisk(Disk.Type type, Disk disk, Result result) {
		this.name = type + ", full";
		this.disk = disk;
		this.file = disk.path().resolve("log");
		this.result = result;
	}

	static void test(Result result) throws Exception {
		for (Disk.Type type : List.of(Disk.Type.EXT4, Disk.Type.BTRFS)) {
			try (Disk disk = Disk.create(type, 320)) {
				new CursorsOnFullDisk(type, disk, result).test();
			}
		}
	}

	private void test() throws IOException {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = open(factory);
			this.id = appender.status().log().orElseThrow().id();
			append(appender, 30);
			LogCursor cursor = cursor(appender, ConsumedLog.CURSOR);
			read(cursor, 10);
			this.disk.fill();
			read(cursor, 3);
			attempt(() -> cursor(appender, "later").close());
			attempt(appender::rotate);
			read(cursor, 3);
			attempt(cursor::close);
		}
		catch (AppendException ex) {
			// What cannot be kept at the close.
			this.refused++;
		}
		openWhileFull();
		this.disk.free();
		openAgain();
		this.result.note(this.name + ": " + this.refused + " calls were refused");
		this.result.faults(6);
		this.result.run();
	}

	private AsyncAppender open(AsyncAppendFactory factory) {
		return factory.open("log", this.file, ConsumedLog.options(PLAN));
	}

	private static LogCursor cursor(AsyncAppender appender, String name) {
		return appender.cursor(name, ConsumedLog.cursorOptions(PLAN));
	}

	private void append(AsyncAppender appender, int count) {
		PositionedRecords records = new PositionedRecords(appender, 21);
		for (int i = 0; i < count; i++) {
			records.append();
		}
		appender.sync();
	}

	private void wrong(String what) {
		if (what != null) {
			this.result.violation(this.name + ": " + what);
		}
	}

	private void attempt(Runnable call) {
		try {
			call.run();
		}
		catch (AppendException | IllegalStateException | UnsupportedOperationException ex) {
			this.refused++;
		}
	}

	/** Reads some, acknowledges each, and reads again what could not be. */
	private void read(LogCursor cursor, int count) {
		List<LogEntry> entries = cursor.poll(count, Duration.ZERO);
		for (LogEntry entry : entries) {
			wrong(this.chain.add(entry));
			try {
				cursor.acknowledge(entry.end());
				this.acknowledged = entry.end();
			}
			catch (AppendException ex) {
				this.refused++;
			}
			if (cursor.status().acknowledged() != this.acknowledged) {
				wrong(this.acknowledged + " was acknowledged, but the status says " + cursor.status());
			}
		}
		cursor.rewind();
		this.chain.rewind(this.acknowledged);
	}

	private void openWhileFull() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = open(factory);
			attempt(() -> {
				try (LogCursor cursor = cursor(appender, ConsumedLog.CURSOR)) {
					read(cursor, 2);
				}
			});
		}
		catch (AppendException ex) {
			wrong("no start while it is full: " + ex);
		}
	}

	private void openAgain() {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = open(factory);
			if (!appender.status().log().orElseThrow().id().equals(this.id)) {
				wrong("the log was " + this.id + " and is " + appender.status().log());
			}
			append(appender, 10);
			try (LogCursor cursor = cursor(appender, ConsumedLog.CURSOR)) {
				long begins = cursor.status().acknowledged();
				// What was refused may have been kept all the same.
				if (begins < this.acknowledged) {
					wrong("up to " + this.acknowledged + " all was acknowledged, but the cursor begins at " + begins);
				}
				this.chain.rewind(begins);
				for (LogEntry entry : cursor.poll(1000, Duration.ZERO)) {
					wrong(this.chain.add(entry));
				}
				if (this.chain.next() != appender.status().positions().durable()) {
					wrong("the cursor ends at " + this.chain.next() + ", and the log is " + appender.status());
				}
				cursor.acknowledge(this.chain.next());
			}
			cursor(appender, "later").close();
		}
		catch (AppendException ex) {
			wrong("the next start failed: " + ex);
		}
	}

}
