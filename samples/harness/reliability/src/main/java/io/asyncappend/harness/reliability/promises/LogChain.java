package io.asyncappend.harness.reliability.promises;

import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is read of a log of {@link PositionedRecords}: each record is where it says, and
 * begins where the entry before it ends. So nothing is passed over and nothing comes
 * twice if the first is right.
 */
final class LogChain {

	private static final Pattern RECORD = Pattern.compile("(\\d+) (\\d+) x*");

	private long next;

	/**
	 * Nothing is read yet.
	 * @param next where the first entry is to begin
	 */
	LogChain(long next) {
		this.next = next;
	}

	/** Where the next entry is to begin. */
	long next() {
		return this.next;
	}

	/** It is read again from there. */
	void rewind(long position) {
		this.next = position;
	}

	/** Takes what comes next; returns what is wrong with it, or {@code null}. */
	String add(LogEntry entry) {
		long expected = this.next;
		this.next = entry.end();
		if (entry.position() != expected || entry.end() == expected) {
			return "what comes after " + expected + " begins at " + entry.position() + ": " + text(entry);
		}
		if (entry instanceof LogRecord record && !isTorn(record)) {
			Matcher said = RECORD.matcher(record.text());
			boolean isRight = said.matches() && Long.parseLong(said.group(1)) == record.position()
					&& Long.parseLong(said.group(2)) == record.index();
			return isRight ? null : "not where it says: " + text(entry);
		}
		return null;
	}

	/** What a crash has left of a record, and ended. */
	static boolean isTorn(LogEntry entry) {
		return (entry instanceof LogGap gap && gap.reason() == LogGap.Reason.CUT)
				|| (entry instanceof LogRecord record && !RECORD.matcher(record.text()).matches());
	}

	static String text(LogEntry entry) {
		return (entry instanceof LogRecord record)
				? record.position() + " to " + record.end() + " with index " + record.index() + ": " + record.text()
				: entry.toString();
	}

}
