package io.asyncappend.harness.reliability.attack;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import io.asyncappend.internal.tool.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A service that opens, appends, rotates, reopens and closes, again and again, whatever
 * is done to the names of its files. What is refused is an exception, and the next try
 * begins anew.
 */
public final class Service implements AppendListener {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** How many tries for one opening, where it is not what is tried. */
	private static final int MOST = 50;

	/** One in so many tries is to be done, within this many nanoseconds. */
	private static final int LEAST = 10;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

	/** The attacker gives files of its own such names. */
	private static final String AHEAD = "log.9000";

	static final String CURSOR = "c";

	static final byte[] RECORD = ("genuine " + "0123456789".repeat(6400) + "\n").getBytes(StandardCharsets.US_ASCII);

	private final Aim aim;

	private final Path log;

	private final Semaphore seenTo = new Semaphore(0);

	/** What speaks against the file that has just been opened. */
	private volatile String foreign;

	private int done;

	private int refused;

	private Service(Aim aim, Path log) {
		this.aim = aim;
		this.log = log;
	}

	/**
	 * Tries.
	 * @param arguments an aim, the path of the log, and how often
	 */
	public static void main(String[] arguments) {
		Service service = new Service(Aim.valueOf(arguments[0]), Path.of(arguments[1]));
		int tries = Integer.parseInt(arguments[2]);
		System.out.println("running");
		long end = System.nanoTime() + PATIENCE;
		while (service.done + service.refused < tries || service.isKeptOut(tries, end)) {
			service.run();
		}
		System.out.println("ok done=" + service.done + " refused=" + service.refused);
	}

	@Override
	public void onForeignFile(AsyncAppender appender, String reason) {
		this.foreign = reason;
	}

	@Override
	public void onReopen(AsyncAppender appender, Path file) {
		this.foreign = null;
	}

	/**
	 * Just before, the file of another account in the place of the archive is reported.
	 */
	@Override
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		if (this.foreign != null) {
			System.out.println("escape: the file after " + archive + " " + this.foreign);
		}
	}

	@Override
	public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
		requireOurs(archive);
		this.seenTo.release();
	}

	@Override
	public void onArchiveDeleted(AsyncAppender appender, Path archive, long bytes) {
		requireOurs(archive);
		this.seenTo.release();
	}

	@Override
	public void onArchiveLeftOut(AsyncAppender appender, Path path, String reason) {
		this.seenTo.release();
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		this.seenTo.release();
	}

	private static void requireOurs(Path archive) {
		if (archive.getFileName().toString().startsWith(AHEAD)) {
			System.out.println("escape: taken for an archive: " + archive);
		}
	}

	/**
	 * Whether so little was done that there was little to attack: hundreds of openings
	 * are refused while the attacker, with a trap in place, waits for the processor.
	 */
	private boolean isKeptOut(int tries, long end) {
		return this.done < tries / LEAST && end - System.nanoTime() > 0;
	}

	/** Until something is refused. */
	private void run() {
		AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(this).build();
		try {
			AsyncAppender appender = factory.open("log", this.log, this.aim.options());
			int most = this.aim.opensEachTime() ? 1 : MOST;
			for (int i = 0; i < most; i++) {
				this.foreign = null;
				step(appender);
				this.done++;
			}
		}
		catch (RuntimeException | InterruptedException ex) {
			this.refused++;
		}
		finally {
			close(factory);
		}
	}

	private void step(AsyncAppender appender) throws InterruptedException {
		appender.append(RECORD);
		appender.flush(LIMIT);
		switch (this.aim) {
			case COMPRESSION, RETENTION -> {
				this.seenTo.drainPermits();
				appender.rotate(LIMIT);
				// Some archives are not seen to, as they have another name right now.
				this.seenTo.tryAcquire(50, TimeUnit.MILLISECONDS);
			}
			case ROTATION -> appender.rotate(LIMIT);
			case REOPEN -> appender.reopen(LIMIT);
			case TORN_TAIL -> appender.append("a record that is cut".getBytes(StandardCharsets.US_ASCII));
			case LOCK_FILE, FOREIGN_FILE -> {
				// To open it is enough.
			}
			case SIDE_FILES -> {
				consume(appender);
				appender.rotate(LIMIT);
			}
			case READING -> {
				appender.rotate(LIMIT);
				read(appender);
				consume(appender);
			}
			case TOOL -> {
				appender.rotate(LIMIT);
				for (String command : List.of("status", "cat", "tail")) {
					tool(command);
				}
			}
		}
	}

	/** Acknowledges what is durable. */
	private static void consume(AsyncAppender appender) {
		appender.sync(LIMIT);
		try (LogCursor cursor = appender.cursor(CURSOR)) {
			for (LogEntry entry : cursor.poll(10, Duration.ZERO)) {
				requireGenuine(entry);
				cursor.acknowledge(entry.end());
			}
		}
	}

	private static void read(AsyncAppender appender) {
		try (LogReader reader = appender.reader().open()) {
			reader.poll().ifPresent(Service::requireGenuine);
			for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
				requireGenuine(entry.get());
			}
		}
	}

	private static void requireGenuine(LogEntry entry) {
		if (entry instanceof LogRecord record && !record.text().startsWith("genuine ")) {
			System.out.println("escape: read as a record: " + record.text().substring(0, 20));
		}
	}

	private void tool(String command) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		PrintStream print = new PrintStream(out, true, StandardCharsets.ISO_8859_1);
		int code = Main.run(List.of(command, this.log.toString()), print, print);
		String said = out.toString(StandardCharsets.ISO_8859_1);
		if (said.contains("SECRET") || said.contains("FORGED")) {
			System.out.println("escape: " + command + " ended with " + code + " and shows what is not of the log");
		}
	}

	private static void close(AsyncAppendFactory factory) {
		try {
			factory.close(LIMIT);
		}
		catch (RuntimeException ex) {
			// It did not write all, which is told; what matters here is where it wrote.
		}
	}

}
