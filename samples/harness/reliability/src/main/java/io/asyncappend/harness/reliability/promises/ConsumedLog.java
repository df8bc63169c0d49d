package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AppendListener;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogStatus;
import io.asyncappend.Rotation;
import io.asyncappend.TornTail;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that appends to logs, consumes them by cursors and follows them by readers,
 * all at once. Says what it does before or after it does it, each line with the name of
 * the log: {@code log}, {@code durable}, {@code begins}, {@code got}, {@code acking},
 * {@code acked}, {@code forcing}, {@code forced}, {@code time} where its clock is moved,
 * and {@code wrong} for what must not be.
 */
final class ConsumedLog {

	static final String CURSOR = "c";

	private static final Duration POLL = Duration.ofMillis(20);

	private static final int DAYS = 3;

	private final String name;

	private final Plan plan;

	private final Random random;

	private final AsyncAppender appender;

	private LogCursor cursor;

	/** For the thread that consumes. */
	private boolean isWaiting;

	/** Where the last record ends; -1 until it is appended. */
	private volatile long end = -1;

	/** One of the threads cannot go on. */
	private volatile boolean isOver;

	private ConsumedLog(AsyncAppendFactory factory, Path directory, String name, Plan plan) {
		this.name = name;
		this.plan = plan;
		this.random = new Random(plan.number("seed", 0) + name.hashCode());
		this.appender = factory.open(name, directory.resolve(name), options(plan));
		LogStatus log = this.appender.status().log().orElseThrow();
		say("log " + log.id() + " " + log.opened());
		openCursor();
	}

	static AppenderOptions options(Plan plan) {
		Rotation.Builder rotation = Rotation.builder()
			.maxSize(plan.number("max-size", 2000))
			.compress(plan.flag("compress", true))
			.keepFiles((int) plan.number("keep-files", 1))
			.keepFor(plan.duration("keep-for", Duration.ZERO))
			.keepUntil(Set.of(CURSOR))
			.keepUntilSize(plan.number("keep-until-size", 0))
			.naming(plan.text("naming", "{name}.{index}"));
		if (plan.flag("hourly", false)) {
			rotation.every(Rotation.Period.HOUR);
		}
		return AppenderOptions.builder()
			.bufferSize(4096)
			.tornTail(plan.flag("truncate", false) ? TornTail.truncate() : TornTail.terminate())
			.rotation(rotation.build())
			.build();
	}

	static LogCursor.Options cursorOptions(Plan plan) {
		return new LogCursor.Options(LogCursor.Start.OLDEST, plan.duration("interval", Duration.ZERO));
	}

	/**
	 * Runs.
	 * @param arguments whether asynchronous, the directory of the logs, and for each its
	 * name and its plan
	 */
	public static void main(String... arguments) throws Exception {
		List<Thread> threads = new ArrayList<>();
		AsyncAppendFactory factory = AsyncAppendFactory.builder()
			.enabled(Boolean.parseBoolean(arguments[0]))
			.listener(new AppendListener() {

				@Override
				public void onCursorOverrun(AsyncAppender appender, String cursor, LogGap gap) {
					say(appender.name(), "overrun " + gap.position() + " " + gap.end());
				}

			})
			.build();
		for (String argument : Arrays.copyOfRange(arguments, 2, arguments.length)) {
			String[] words = argument.split(" ");
			Plan plan = new Plan(Arrays.copyOfRange(words, 1, words.length));
			ConsumedLog log = new ConsumedLog(factory, Path.of(arguments[1]), words[0], plan);
			threads.add(log.start(log::write));
			threads.add(log.start(log::consume));
			if (plan.flag("followed", true)) {
				threads.add(log.start(log::follow));
			}
		}
		for (Thread thread : threads) {
			thread.join();
		}
		try {
			factory.close();
		}
		catch (AppendException ex) {
			say("all", "failed " + ex);
		}
	}

	private interface Work {

		void run() throws IOException;

	}

	private Thread start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (AppendException | IOException ex) {
				// The power was cut, if anything.
				say("failed " + ex);
			}
			catch (RuntimeException | Error ex) {
				say("wrong " + ex + " " + Arrays.toString(ex.getStackTrace()));
			}
			this.isOver = this.end < 0;
		}, this.name);
		thread.start();
		return thread;
	}

	private void say(String line) {
		say(this.name, line);
	}

	private static void say(String name, String line) {
		synchronized (System.out) {
			System.out.println(name + " " + line);
		}
	}

	private void wrong(String what) {
		if (what != null) {
			say("wrong " + what);
		}
	}

	private void write() throws IOException {
		PositionedRecords records = new PositionedRecords(this.appender, this.random.nextLong());
		long count = this.plan.number("records", Long.MAX_VALUE);
		for (long i = 0; i < count; i++) {
			if (WallClock.isOurs()) {
				say("time " + records.position() + " " + System.currentTimeMillis());
			}
			wrong(records.append());
			if (i % 5 == 0) {
				this.appender.sync();
				say("durable " + records.position());
				if (WallClock.isOurs() && this.plan.flag("moves", true) && i % 10 == 5) {
					moveClock();
				}
			}
		}
		this.appender.sync();
		this.end = records.position();
	}

	/** To another day, or by about as much as passes between two marks of the index. */
	private void moveClock() throws IOException {
		if (this.random.nextBoolean()) {
			WallClock.setOurs(Duration.ofSeconds(this.random.nextInt(-DAYS * 86400, DAYS * 86400)));
		}
		else {
			WallClock.moveOurs(Duration.ofMillis(this.random.nextInt(-40_000, 40_000)));
		}
	}

	/** Whether there is, or may be, something to read. */
	private boolean isLeft(long next) {
		return !this.isOver && (this.end < 0 || next < this.end);
	}

	private void openCursor() {
		this.cursor = this.appender.cursor(CURSOR, cursorOptions(this.plan));
		say("begins " + this.cursor.status().acknowledged());
	}

	private void consume() {
		LogChain chain = new LogChain(this.cursor.status().acknowledged());
		long acknowledged = chain.next();
		long lag = this.plan.number("lag", 0);
		while (isLeft(chain.next())) {
			if (isToWait(chain.next(), lag)) {
				LockSupport.parkNanos(POLL.toNanos());
				continue;
			}
			List<LogEntry> entries = this.cursor.poll(1 + this.random.nextInt(7), POLL);
			if (entries.isEmpty()) {
				continue;
			}
			take(entries, chain);
			long upTo = entries.get(this.random.nextInt(entries.size())).end();
			int chance = this.random.nextInt(100);
			if (chance < 10 && lag == 0) {
				this.cursor.rewind();
				chain.rewind(acknowledged);
			}
			else if (chance < 80) {
				acknowledge(upTo);
				acknowledged = upTo;
			}
			if (chance == 99) {
				say("forcing");
				this.cursor.close();
				say("forced " + acknowledged);
				openCursor();
				chain.rewind(acknowledged);
			}
		}
		if (!this.isOver && chain.next() > acknowledged) {
			acknowledge(chain.next());
		}
		say("forcing");
		this.cursor.close();
		say("forced " + chain.next());
	}

	/** A slow one goes on once it has fallen behind, as far as it then gets in one go. */
	private boolean isToWait(long next, long lag) {
		long behind = this.appender.status().positions().durable() - next;
		this.isWaiting = lag > 0 && this.end < 0 && behind < (this.isWaiting ? lag : 1000);
		return this.isWaiting;
	}

	private void take(List<LogEntry> entries, LogChain chain) {
		StringBuilder got = new StringBuilder("got ").append(entries.get(0).position());
		for (LogEntry entry : entries) {
			got.append(' ').append(entry.end());
			wrong(chain.add(entry));
			if (entry instanceof LogGap || LogChain.isTorn(entry)) {
				say("gap " + entry.position() + " " + entry.end() + " " + LogChain.text(entry));
			}
		}
		say(got.toString());
	}

	private void acknowledge(long end) {
		say("acking " + end);
		this.cursor.acknowledge(end);
		say("acked " + end);
	}

	/** Up to what is written, from where this began. */
	private void follow() {
		LogChain chain = new LogChain(this.appender.status().log().orElseThrow().opened());
		try (LogReader reader = this.appender.reader().from(chain.next()).open()) {
			while (isLeft(chain.next())) {
				Optional<LogEntry> entry = reader.poll(POLL);
				if (entry.isPresent()) {
					wrong(chain.add(entry.get()));
					boolean isOverrun = entry.get() instanceof LogGap gap && gap.reason() == LogGap.Reason.RETENTION;
					if (entry.get() instanceof LogGap && !isOverrun) {
						wrong("a reader got " + entry.get());
					}
				}
			}
		}
	}

}
