package io.asyncappend.internal.cursor;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.OomSafeLock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A cursor that is open. One thread at a time polls; what is acknowledged is kept by a
 * {@link PositionKeeper}.
 */
final class FileCursor implements LogCursor {

	/** Of one poll: what the caller gets lies in memory. */
	private static final int MAX_BYTES = 1 << 20;

	private final String name;

	private final CursorLog log;

	private final PositionKeeper keeper;

	private final Runnable whenClosed;

	private final Lock polling = new ReentrantLock();

	// For the thread that polls.

	/** {@code null} until it is to read. */
	private LogReader reader;

	/** What comes before all else, until it is acknowledged; {@code null} for nothing. */
	private final LogGap opening;

	// Guarded by the lock.

	private final Lock lock = new OomSafeLock();

	private boolean isOpeningDue;

	private boolean isOpeningHandedOut;

	private final HandedOut handedOut;

	/** Where the next entry to hand out begins. */
	private long next;

	/** To read from {@link #next}, as what the reader has read was not handed out. */
	private volatile boolean isToSeek = true;

	private long acknowledged;

	private long acknowledgedIndex;

	/** What is acknowledged is not in the file yet. */
	private boolean isAnew;

	private long gaps;

	private long gapBytes;

	private volatile boolean closed;

	/**
	 * Reads nothing yet.
	 * @param beginning where it begins
	 * @param whenClosed called once it is closed
	 */
	FileCursor(String name, CursorLog log, Beginning beginning, PositionKeeper keeper, Runnable whenClosed) {
		this.name = name;
		this.log = log;
		this.keeper = keeper;
		this.whenClosed = whenClosed;
		this.acknowledged = beginning.position();
		this.acknowledgedIndex = beginning.index();
		this.next = beginning.position();
		this.handedOut = new HandedOut(beginning.position());
		this.opening = beginning.gap();
		this.isAnew = beginning.gap() != null;
		this.isOpeningDue = this.isAnew;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<LogEntry> poll(int max, Duration timeout) {
		if (max < 1) {
			throw new IllegalArgumentException("a cursor must be polled for at least 1 entry but is for " + max);
		}
		long limit = Deadline.limit(timeout);
		long start = System.nanoTime();
		try {
			if (!this.polling.tryLock() && !this.polling.tryLock(Deadline.left(limit, start), TimeUnit.NANOSECONDS)) {
				requireOpen();
				return List.of();
			}
			try {
				return poll(max, limit, start);
			}
			finally {
				this.polling.unlock();
				closeReader();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AppendInterruptedException(
					"cursor '" + this.name + "' of appender '" + this.log.name() + "': interrupted during poll");
		}
	}

	private List<LogEntry> poll(int max, long limit, long start) throws InterruptedException {
		while (true) {
			long durable = this.log.durable().position();
			List<LogEntry> entries = read(max);
			if (!entries.isEmpty()) {
				return entries;
			}
			long left = Deadline.left(limit, start);
			if (left == 0) {
				return entries;
			}
			this.log.awaitDurable(durable, left, () -> this.closed || this.isToSeek);
		}
	}

	private List<LogEntry> read(int max) {
		if (takeOpening()) {
			return List.of(this.opening);
		}
		seek();
		List<LogEntry> entries = new ArrayList<>();
		boolean complete = false;
		try {
			readInto(entries, max);
			handOut(entries);
			complete = true;
		}
		catch (AppendException ex) {
			if (entries.isEmpty()) {
				throw ex;
			}
			// Thrown by the next call, as those that were read would be passed over.
			handOut(entries);
			complete = true;
		}
		finally {
			if (!complete) {
				readAgain();
			}
		}
		return entries;
	}

	private boolean takeOpening() {
		this.lock.lock();
		try {
			requireOpen();
			boolean taken = this.isOpeningDue;
			if (taken && !this.isOpeningHandedOut) {
				count(this.opening);
			}
			this.isOpeningHandedOut |= taken;
			this.isOpeningDue = false;
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void count(LogGap gap) {
		this.gaps++;
		this.gapBytes += gap.bytes();
	}

	/** Has the reader begin where the next entry begins, if it is elsewhere. */
	private void seek() {
		long from;
		this.lock.lock();
		try {
			requireOpen();
			if (!this.isToSeek) {
				return;
			}
			from = this.next;
		}
		finally {
			this.lock.unlock();
		}
		if (this.reader != null) {
			this.reader.close();
			this.reader = null;
		}
		this.reader = this.log.reader().from(from).upTo(LogReader.Extent.DURABLE).open();
		this.lock.lock();
		try {
			// Not if it is to read from elsewhere by now.
			this.isToSeek = this.next != from;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void readInto(List<LogEntry> entries, int max) {
		long bytes = 0;
		while (entries.size() < max && bytes < MAX_BYTES) {
			Optional<LogEntry> entry = this.reader.poll();
			if (entry.isEmpty()) {
				return;
			}
			entries.add(entry.get());
			bytes += (entry.get() instanceof LogRecord record) ? record.bytes().length : 0;
		}
	}

	private void handOut(List<LogEntry> entries) {
		this.lock.lock();
		try {
			requireOpen();
			for (LogEntry entry : entries) {
				handOut(entry);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void handOut(LogEntry entry) {
		if (entry instanceof LogRecord record) {
			if (record.position() == this.acknowledged) {
				// A gap before it was acknowledged, of which nothing told the records.
				this.acknowledgedIndex = Math.max(this.acknowledgedIndex, record.index());
			}
			this.handedOut.addRecord(record.end(), record.index());
		}
		else if (this.handedOut.addGap(entry.end())) {
			count((LogGap) entry);
		}
		// Not after a rewind that came meanwhile.
		this.next = this.isToSeek ? this.next : Math.max(this.next, entry.end());
	}

	private void readAgain() {
		this.lock.lock();
		try {
			this.isToSeek = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void acknowledge(long end) {
		Acknowledged next;
		this.lock.lock();
		try {
			requireOpen();
			if (end >= 0 && (end < this.acknowledged || (end == this.acknowledged && !this.isAnew))) {
				return;
			}
			requireHandedOut(end);
			next = new Acknowledged(this.log.id(), end, this.handedOut.index(end, this.acknowledgedIndex),
					Instant.now().toEpochMilli());
		}
		finally {
			this.lock.unlock();
		}
		try {
			this.keeper.keep(next, false, this::acknowledged);
		}
		catch (IOException ex) {
			throw new AppendException("cursor '" + this.name + "' of appender '" + this.log.name()
					+ "': cannot keep that position " + end + " is acknowledged: " + ex, ex);
		}
	}

	private void requireHandedOut(long end) {
		boolean isOpening = this.isOpeningHandedOut && end == this.acknowledged;
		if (!isOpening && !this.handedOut.contains(end)) {
			throw new IllegalArgumentException("cursor '" + this.name + "' of appender '" + this.log.name()
					+ "': no entry that was handed out ends at " + end + ", but up to " + this.acknowledged
					+ " all is acknowledged, and the last one ends at " + this.handedOut.last());
		}
	}

	private void acknowledged(Acknowledged kept) {
		this.lock.lock();
		try {
			this.isAnew = false;
			this.isOpeningDue = false;
			if (kept.position() <= this.acknowledged) {
				return;
			}
			this.handedOut.acknowledged(kept.position());
			this.acknowledged = kept.position();
			this.acknowledgedIndex = kept.index();
			if (this.next < kept.position()) {
				// Handed out before a rewind, and acknowledged after it.
				this.next = kept.position();
				this.isToSeek = true;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void rewind() {
		this.lock.lock();
		try {
			requireOpen();
			this.next = this.acknowledged;
			this.isToSeek = true;
			this.isOpeningDue = this.isAnew;
		}
		finally {
			this.lock.unlock();
		}
		this.log.wake();
	}

	@Override
	public Status status() {
		CursorLog.Durable durable = this.log.durable();
		this.lock.lock();
		try {
			Lag lag = CursorLag.of(this.log, durable, this.acknowledged, this.acknowledgedIndex);
			return new Status(this.name, this.acknowledged, this.acknowledgedIndex, lag, this.gaps, this.gapBytes);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new AppenderClosedException(
					"cursor '" + this.name + "' of appender '" + this.log.name() + "' is closed");
		}
	}

	@Override
	public void close() {
		end();
		try {
			this.keeper.close();
		}
		catch (IOException ex) {
			throw new AppendException("cursor '" + this.name + "' of appender '" + this.log.name()
					+ "': cannot make durable what is acknowledged: " + ex, ex);
		}
		finally {
			this.whenClosed.run();
		}
	}

	/** Ends a poll that waits; nothing is handed out or acknowledged any more. */
	void end() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		this.log.wake();
		closeReader();
	}

	/** By whichever thread comes last, this one or one that polls. */
	private void closeReader() {
		if (this.closed && this.polling.tryLock()) {
			try {
				if (this.reader != null) {
					this.reader.close();
					this.reader = null;
				}
			}
			finally {
				this.polling.unlock();
			}
		}
	}

}
