package io.asyncappend.spring.boot.logging.sink;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * Counts the lines that are missing in a log until a line of the log says so. The sum of
 * what is reported and what is still counted is exact at any time. A report is tried as
 * soon as there may be room for it, by one thread at a time, and not again before
 * something was written. Thread-safe; no thread waits for another.
 */
final class DropCounter {

	/** There is room, as far as is known. */
	private static final long NEVER = -1;

	private final AtomicLong dropped = new AtomicLong();

	/** Counted with the next line, and not before. */
	private final AtomicLong deferred = new AtomicLong();

	/** How often something was written: each time there may be room. */
	private final AtomicLong writes = new AtomicLong();

	/** Calls of {@link #report} that a running one has yet to answer. */
	private final AtomicInteger requests = new AtomicInteger();

	/** How many writes there had been when there was no room for a report. */
	private volatile long fullAt = NEVER;

	/** Counts lines that a report will name as soon as there is room. */
	void add(long lines) {
		this.dropped.addAndGet(lines);
	}

	/**
	 * Counts a line that a report will name only after {@link #settle()}: a listener that
	 * logs whenever a report is written would otherwise cause reports without an end.
	 */
	void defer() {
		this.deferred.incrementAndGet();
	}

	/** Has the deferred lines reported with the others. */
	void settle() {
		if (this.deferred.get() > 0) {
			this.dropped.addAndGet(this.deferred.getAndSet(0));
		}
	}

	/** How many lines are missing and not reported. */
	long count() {
		return this.dropped.get() + this.deferred.get();
	}

	/** Something was written, so that there may be room. */
	void written() {
		this.writes.incrementAndGet();
	}

	/** How often something was written. */
	long writes() {
		return this.writes.get();
	}

	/** Whether a report may be written now: it is asked with each line. */
	boolean isDue() {
		return this.dropped.get() > 0 && this.fullAt != this.writes.get();
	}

	/**
	 * Reports what was dropped, unless nothing was, or there was no room and nothing was
	 * written since. A call while another thread reports (or this one, further up its
	 * stack) returns at once, and that thread looks again.
	 * @param reporter puts a line into the log that names the count, and returns whether
	 * the log accepted it
	 */
	void report(LongPredicate reporter) {
		if (!isDue() || this.requests.getAndIncrement() > 0) {
			return;
		}
		try {
			int answered = 1;
			do {
				tryReport(reporter);
				answered = this.requests.addAndGet(-answered);
			}
			while (answered > 0);
		}
		catch (RuntimeException | Error ex) {
			this.requests.set(0);
			throw ex;
		}
	}

	private void tryReport(LongPredicate reporter) {
		long seen = this.writes.get();
		long lines = this.dropped.get();
		if (lines == 0 || this.fullAt == seen) {
			return;
		}
		if (reporter.test(lines)) {
			this.dropped.addAndGet(-lines);
			this.fullAt = NEVER;
		}
		else {
			this.fullAt = seen;
		}
	}

}
