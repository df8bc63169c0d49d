package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogStatus;
import io.asyncappend.harness.reliability.driver.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a {@link ConsumedLog} has said of itself until a fault, and what the next opening
 * has to say then: the cursor begins where it was acknowledged, with nothing passed over
 * and nothing handed out again but what was not acknowledged.
 */
final class CursorAccount {

	private final String name;

	private final Path file;

	private final Plan plan;

	/** Where entries begin that were handed out, by where they end. */
	private final Map<Long, Long> handedOut = new HashMap<>();

	/** Where gaps end, which grow at their beginnings. */
	private final Set<Long> gaps = new HashSet<>();

	/** Where entries end that may have been handed out when the power was cut. */
	private final Set<Long> maybe = new HashSet<>();

	private final List<String> wrong = new ArrayList<>();

	/** {@code null} until it is known. */
	private UUID id;

	/** Else it may have been forced at any time. */
	private final boolean isForcedWhenClosed;

	/** It is being closed. */
	private boolean isForcing;

	private long durable;

	/** Up to here all is acknowledged, whatever happens. */
	private long forced;

	/** And up to here if the operating system runs on. */
	private long acknowledged;

	/** Beyond here nothing is acknowledged. */
	private long begun;

	private long gapBytes;

	CursorAccount(String name, Path file, Plan plan) {
		this.name = name;
		this.file = file;
		this.plan = plan;
		this.isForcedWhenClosed = ConsumedLog.cursorOptions(plan).forceInterval().toHours() > 0;
	}

	/** What is known to be forced of what the cursor has acknowledged. */
	long forced() {
		return this.forced;
	}

	/** What is known to be acknowledged while the operating system runs on. */
	long acknowledged() {
		return this.acknowledged;
	}

	/**
	 * Tears what the cursor has not forced, where that is known: one that forces by
	 * itself may have done so, and retention relied on that, and no line said it before
	 * the kill. What a power cut leaves of such a one the cuts show.
	 * @return how much that was
	 */
	int tear() throws IOException {
		if (this.isForcing || !this.isForcedWhenClosed) {
			return 0;
		}
		return TornSlots.ofCursor(this.file, ConsumedLog.CURSOR).tearBehind(this.forced);
	}

	@Override
	public String toString() {
		return this.name;
	}

	/** How much was gone. */
	long gapBytes() {
		return this.gapBytes;
	}

	Path file() {
		return this.file;
	}

	/**
	 * Takes what was said.
	 * @param isCertain whether it was said before the power was cut, so that all of it
	 * holds
	 */
	void note(List<String> lines, boolean isCertain) {
		for (String line : lines) {
			String[] words = line.split(" ");
			if (words[0].equals(this.name)) {
				if (words[1].equals("acking")) {
					this.begun = Math.max(this.begun, Long.parseLong(words[2]));
				}
				if (isCertain) {
					note(words, line);
				}
				else if (words[1].equals("got")) {
					Stream.of(words).skip(3).map(Long::valueOf).forEach(this.maybe::add);
				}
			}
		}
	}

	private void note(String[] words, String line) {
		switch (words[1]) {
			case "log" -> logFound(UUID.fromString(words[2]));
			case "durable" -> this.durable = Math.max(this.durable, Long.parseLong(words[2]));
			case "begins" -> begins(Long.parseLong(words[2]), this.acknowledged);
			case "got" -> {
				for (int i = 3; i < words.length; i++) {
					handedOut(Long.parseLong(words[i - 1]), Long.parseLong(words[i]));
				}
			}
			case "acked" -> {
				this.acknowledged = Math.max(this.acknowledged, Long.parseLong(words[2]));
				if (ConsumedLog.cursorOptions(this.plan).forceInterval().isZero()) {
					this.forced = this.acknowledged;
				}
			}
			case "forcing" -> this.isForcing = true;
			case "forced" -> {
				this.isForcing = false;
				this.forced = Math.max(this.forced, Long.parseLong(words[2]));
			}
			case "wrong", "failed" -> this.wrong.add(line);
			case "gap" -> allow(line, Long.parseLong(words[2]), Long.parseLong(words[3]), line.contains("RETENTION"));
			default -> {
			}
		}
	}

	private void logFound(UUID found) {
		if (this.id != null && !this.id.equals(found)) {
			this.wrong.add("the log was " + this.id + " and is " + found);
		}
		this.id = found;
	}

	private void handedOut(long position, long end) {
		Long before = this.handedOut.put(end, position);
		if (before != null && before != position && !this.gaps.contains(end)) {
			this.wrong.add("what ends at " + end + " began at " + before + " and begins at " + position);
		}
	}

	/** A record that a crash cut was never durable; others are gone if they may be. */
	private void allow(String gap, long position, long end, boolean isRetention) {
		this.gaps.add(end);
		boolean isKnown = this.handedOut.containsValue(position);
		if (isRetention ? this.plan.number("keep-until-size", 0) == 0 : !isKnown && position < this.durable) {
			this.wrong.add("this was durable: " + gap);
		}
	}

	/** An opening forces what it finds. */
	private void begins(long position, long least) {
		if (position < least || position > this.begun) {
			this.wrong.add("the cursor begins at " + position + ", but up to " + least + " all was acknowledged"
					+ ", and beyond " + this.begun + " nothing");
		}
		if (position > 0 && !this.handedOut.containsKey(position) && !this.maybe.contains(position)) {
			this.wrong.add("the cursor begins at " + position + ", where no entry ends");
		}
		this.forced = Math.max(this.forced, position);
		this.acknowledged = position;
		this.begun = position;
		this.isForcing = false;
		this.maybe.clear();
		this.maybe.add(position);
	}

	/**
	 * Opens it after a fault, and reads and acknowledges some of it, or all.
	 * @param least up to where all is acknowledged at least
	 * @return what is wrong
	 */
	List<String> check(long least, Random random) throws IOException {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open(this.name, this.file, ConsumedLog.options(this.plan));
			LogStatus log = appender.status().log().orElse(null);
			if (log == null) {
				this.wrong.add("there is no log: " + appender.status().trouble());
				return taken();
			}
			logFound(log.id());
			long read = this.handedOut.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
			if (log.opened() < Math.max(this.durable, read)) {
				this.wrong.add("durable was " + this.durable + " and handed out " + read + ", but the log goes on with "
						+ log);
			}
			try (LogCursor cursor = appender.cursor(ConsumedLog.CURSOR, ConsumedLog.cursorOptions(this.plan))) {
				begins(cursor.status().acknowledged(), least);
				drain(cursor, log.opened(), random);
			}
			this.forced = this.acknowledged;
			this.durable = log.opened();
		}
		catch (AppendException ex) {
			this.wrong.add("the next start failed: " + ex);
		}
		return taken();
	}

	private void drain(LogCursor cursor, long end, Random random) throws IOException {
		LogChain chain = new LogChain(this.acknowledged);
		List<Long> ends = new ArrayList<>();
		List<LogEntry> entries = cursor.poll(100, Duration.ZERO);
		while (!entries.isEmpty()) {
			for (LogEntry entry : entries) {
				String what = chain.add(entry);
				if (what != null) {
					this.wrong.add(what);
				}
				take(entry);
				ends.add(entry.end());
			}
			entries = cursor.poll(100, Duration.ZERO);
		}
		if (chain.next() != end) {
			this.wrong.add("the cursor ends at " + chain.next() + ", and the log at " + end);
		}
		if (!ends.isEmpty()) {
			long last = ends.get(random.nextBoolean() ? ends.size() - 1 : random.nextInt(ends.size()));
			this.begun = Math.max(this.begun, last);
			cursor.acknowledge(last);
			this.acknowledged = last;
		}
	}

	private void take(LogEntry entry) throws IOException {
		boolean isRetention = entry instanceof LogGap gap && gap.reason() == LogGap.Reason.RETENTION;
		if (entry instanceof LogGap || LogChain.isTorn(entry)) {
			allow(LogChain.text(entry), entry.position(), entry.end(), isRetention);
		}
		if (isRetention) {
			this.gapBytes += ((LogGap) entry).bytes();
			PositionedFiles.find(this.file, entry.position(), entry.end())
				.ifPresent((record) -> this.wrong.add("not gone, but missing: " + record));
		}
		handedOut(entry.position(), entry.end());
	}

	private List<String> taken() {
		List<String> taken = List.copyOf(this.wrong);
		this.wrong.clear();
		return taken;
	}

}
