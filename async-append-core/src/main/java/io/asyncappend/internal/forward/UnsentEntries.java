package io.asyncappend.internal.forward;

import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What was read and is to be sent next: about one batch, and what was taken back after a
 * failure. Not thread-safe.
 */
final class UnsentEntries {

	/** Read at once: few, as records may be large. */
	private static final int PIECE = 64;

	private final LogCursor cursor;

	private final int batchBytes;

	private final Deque<LogEntry> entries = new ArrayDeque<>();

	private long bytes;

	UnsentEntries(LogCursor cursor, int batchBytes) {
		this.cursor = cursor;
		this.batchBytes = batchBytes;
	}

	/**
	 * Reads up to a batch; waits where there is nothing.
	 * @return whether there is something
	 */
	boolean fill(Duration timeout) {
		Duration wait = this.entries.isEmpty() ? timeout : Duration.ZERO;
		while (this.bytes < this.batchBytes) {
			List<LogEntry> read = this.cursor.poll(PIECE, wait);
			read.forEach(this::add);
			if (read.size() < PIECE) {
				break;
			}
			wait = Duration.ZERO;
		}
		return !this.entries.isEmpty();
	}

	private void add(LogEntry entry) {
		this.entries.add(entry);
		this.bytes += bytes(entry);
	}

	/** A gap takes no memory. */
	private static long bytes(LogEntry entry) {
		return (entry instanceof LogRecord) ? entry.end() - entry.position() : 0;
	}

	LogEntry peek() {
		return this.entries.element();
	}

	/** Takes the records that come first, up to a batch or a gap. */
	List<LogRecord> takeBatch() {
		List<LogRecord> batch = new ArrayList<>();
		long taken = 0;
		while (this.entries.peek() instanceof LogRecord record
				&& (batch.isEmpty() || taken + bytes(record) <= this.batchBytes)) {
			batch.add(record);
			taken += bytes(record);
			this.entries.remove();
		}
		this.bytes -= taken;
		return batch;
	}

	void removeGap() {
		if (!(this.entries.remove() instanceof LogGap)) {
			throw new IllegalStateException("no gap");
		}
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/** Removes what comes first, which is not to be sent. */
	void skip() {
		this.bytes -= bytes(this.entries.remove());
	}

	/** Puts back what was sent, before all else. */
	void putBack(List<? extends LogEntry> back) {
		for (int i = back.size() - 1; i >= 0; i--) {
			this.entries.addFirst(back.get(i));
			this.bytes += bytes(back.get(i));
		}
	}

}
