package io.asyncappend.internal.reader;

import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.file.Uninterrupted;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;

/**
 * Reads the files of a log one after the other. What is open is read on, whatever becomes
 * of its name; which file comes next is looked for when one ends.
 */
final class FileLogReader implements LogReader {

	private static final int CHUNK = 1 << 16;

	/** How often the files may be others than a moment ago, in a row. */
	private static final int MAX_ATTEMPTS = 100;

	/** Until others have to be noticed that took bytes away, in nanoseconds. */
	private static final long STALLED = TimeUnit.MILLISECONDS.toNanos(250);

	private final LogSource source;

	private final Extent extent;

	private final byte delimiter;

	private final int maxRecord;

	/** What comes before it is passed over. */
	private final Beginning beginning;

	private final Map<String, ArchiveContent> contents = new HashMap<>();

	private LogChain chain;

	/** Where the bytes come from that are read next. */
	private Part part;

	/** {@code null} if it is not open. */
	private PartInput input;

	/** What is read and not handed out: from the next record on. */
	private byte[] buffer = new byte[CHUNK];

	private int from;

	private int to;

	/** Up to where there is no delimiter. */
	private int scanned;

	/** Where the next record begins. */
	private long position;

	private long index;

	/** The bytes up to the next delimiter are the end of a record that is missing. */
	private boolean amidst;

	/** How much of a record was dropped that is too long. */
	private long dropped;

	/** Up to where it might be read when nothing was there. */
	private long seen;

	/** The files have less than they should. */
	private boolean stalled;

	private boolean closed;

	FileLogReader(LogSource source, Extent extent, int maxRecord, Beginning beginning) throws IOException {
		this.source = source;
		this.extent = extent;
		this.delimiter = source.delimiter();
		this.maxRecord = maxRecord;
		this.beginning = beginning.at(source.limit(extent));
		Beginning.Place place = Uninterrupted.open(() -> this.beginning.find(source, this.contents));
		this.chain = place.chain();
		this.position = place.position();
		this.index = place.index();
		this.amidst = place.isAmidst();
		this.part = this.chain.at(this.position);
	}

	@Override
	public Optional<LogEntry> poll() {
		requireOpen();
		try {
			return Optional.ofNullable(next());
		}
		catch (IOException ex) {
			throw this.source.unreadable(ex);
		}
	}

	@Override
	public Optional<LogEntry> poll(Duration timeout) {
		long limit = Deadline.limit(timeout);
		long start = System.nanoTime();
		requireOpen();
		try {
			while (true) {
				LogEntry entry = next();
				boolean ended = entry == null && this.source.isEnded();
				if (ended) {
					// What came before that.
					entry = next();
				}
				long left = Deadline.left(limit, start);
				if (entry != null || ended || left == 0) {
					return Optional.ofNullable(entry);
				}
				this.source.await(this.seen, this.extent, this.stalled ? Math.min(left, STALLED) : left);
			}
		}
		catch (IOException ex) {
			throw this.source.unreadable(ex);
		}
		catch (InterruptedException ex) {
			throw this.source.interrupted();
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("the reader is closed");
		}
	}

	/** The next entry; {@code null} if there is none now. */
	private LogEntry next() throws IOException {
		this.stalled = false;
		while (true) {
			int at = DelimiterSearch.find(this.buffer, this.scanned, this.to, this.delimiter);
			LogEntry entry;
			if (at >= 0) {
				entry = endRecord(at);
			}
			else {
				this.scanned = this.to;
				dropTooLong();
				if (!mayRead()) {
					return null;
				}
				entry = fill();
			}
			if (entry != null || this.stalled) {
				return entry;
			}
		}
	}

	/** The record whose delimiter was found; {@code null} if it is passed over. */
	private LogEntry endRecord(int at) {
		long start = this.position;
		int first = this.from;
		long end = start + this.dropped + (at + 1 - first);
		long number = this.index++;
		boolean cut = this.amidst;
		long tooLong = this.dropped;
		this.position = end;
		this.from = at + 1;
		this.scanned = this.from;
		this.amidst = false;
		this.dropped = 0;
		if (this.beginning.passesOver(end, number)) {
			return null;
		}
		if (cut || this.chain.isTorn(start, end)) {
			return new LogGap(start, end, LogGap.Reason.CUT,
					cut ? "the end of a record whose beginning is missing" : "a record that a crash cut");
		}
		if (tooLong > 0) {
			return new LogGap(start, end, LogGap.Reason.TOO_LONG, "a record of more than " + this.maxRecord + " bytes");
		}
		// Before the record: one that is allocated first has to be zeroed meanwhile.
		byte[] bytes = Arrays.copyOfRange(this.buffer, first, at);
		return new LogRecord(start, end, number, bytes);
	}

	private void dropTooLong() {
		if (this.to - this.from > this.maxRecord || (this.dropped > 0 && this.to > this.from)) {
			this.dropped += this.to - this.from;
			this.from = 0;
			this.to = 0;
			this.scanned = 0;
		}
	}

	/** Where the next byte is that is to be read. */
	private long readPosition() {
		return this.position + this.dropped + (this.to - this.from);
	}

	private boolean mayRead() throws IOException {
		// Before the part is looked at: what may be read by now is in the files by now.
		this.seen = this.source.limit(this.extent);
		return readPosition() < this.seen;
	}

	/** Reads on, or says what is missing; {@code null} if neither, for now. */
	private LogEntry fill() throws IOException {
		FileSystemException failure = null;
		for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			long at = readPosition();
			if (at >= this.part.end()) {
				change(this.chain.at(at), at);
			}
			if (isRotated()) {
				rebuild(at);
				continue;
			}
			if (this.input == null && this.part.isMissing()) {
				return gap(this.part.missing(), this.part.name());
			}
			try {
				if (this.input == null) {
					this.input = Uninterrupted.open(() -> PartInput.open(this.source, this.part));
				}
				return read(at);
			}
			catch (ZipException | EOFException | AccessDeniedException | PartInput.OtherFileException ex) {
				return damaged(ex);
			}
			catch (FileSystemException ex) {
				// Rotated, compressed or deleted since its directory was looked at.
				failure = ex;
				rebuild(at);
			}
		}
		if (failure != null && !(failure instanceof NoSuchFileException)) {
			throw failure;
		}
		// Others took it away, which the appender is to notice.
		this.stalled = true;
		return null;
	}

	private boolean isRotated() throws IOException {
		return this.part.isActive() && !this.source.active().isSame(this.part.active());
	}

	private LogEntry read(long at) throws IOException {
		makeRoom();
		int wanted = (int) Math.min(this.buffer.length - this.to, Math.min(this.seen, this.part.end()) - at);
		int read;
		try {
			read = this.input.read(this.buffer, this.to, wanted, this.part.offset(at));
		}
		catch (IOException ex) {
			return damaged(ex);
		}
		if (read > 0) {
			this.to += read;
			return null;
		}
		if (!this.part.isActive()) {
			return damaged(new EOFException(
					"ends after " + this.part.offset(at) + " bytes instead of " + this.part.offset(this.part.end())));
		}
		// Rotated just now; or else cut by others, which the appender has yet to notice.
		this.stalled = !isRotated();
		return null;
	}

	private LogEntry damaged(IOException cause) throws IOException {
		if (this.part.isActive()) {
			closeInput();
			throw cause;
		}
		return gap(LogGap.Reason.DAMAGED, this.part.name() + ": " + cause.getMessage());
	}

	/** Room for what is read next, where a record may have begun. */
	private void makeRoom() {
		int length = this.to - this.from;
		if (length == 0 && this.buffer.length > CHUNK) {
			this.buffer = new byte[CHUNK];
		}
		else if (length > this.buffer.length / 2) {
			byte[] larger = new byte[(int) Math.min(2L * this.buffer.length, (long) this.maxRecord + CHUNK)];
			System.arraycopy(this.buffer, this.from, larger, 0, length);
			this.buffer = larger;
		}
		else {
			System.arraycopy(this.buffer, this.from, this.buffer, 0, length);
		}
		this.scanned -= this.from;
		this.from = 0;
		this.to = length;
	}

	/**
	 * What is missing, from the record that begins here to where a file is to be read
	 * again; {@code null} if it is passed over.
	 */
	private LogEntry gap(LogGap.Reason reason, String detail) throws IOException {
		long start = Math.max(this.position, this.beginning.position());
		Part last = this.part;
		int files = 1;
		for (Part next = this.chain.at(last.end()); next.isMissing()
				&& next.missing() == reason; next = this.chain.at(last.end())) {
			last = next;
			files++;
		}
		String all = (files > 1) ? files + " files: " + detail + " to " + last.name() : detail;
		this.position = last.end();
		this.index = last.endIndex();
		this.amidst = !last.whole();
		this.dropped = 0;
		this.from = 0;
		this.to = 0;
		this.scanned = 0;
		change(this.chain.at(this.position), this.position);
		return this.beginning.passesOver(last.end(), last.endIndex() - 1) ? null
				: new LogGap(start, last.end(), reason, all);
	}

	private void change(Part next, long at) throws IOException {
		closeInput();
		this.part = next;
		if (at == next.start() && at == this.position) {
			this.index = next.startIndex();
		}
	}

	/** Looks which files there are by now. */
	private void rebuild(long at) throws IOException {
		this.chain = Uninterrupted.open(() -> ChainBuilder.build(this.source, at, this.contents));
		Part now = this.chain.at(at);
		if (this.input != null && now.isOf(this.part)) {
			// What is open is read to its end, though it may have no name any more.
			this.part = now;
		}
		else {
			change(now, at);
		}
	}

	private void closeInput() throws IOException {
		if (this.input != null) {
			this.input.close();
			this.input = null;
		}
	}

	@Override
	public long position() {
		return Math.max(this.position, this.beginning.position());
	}

	/** How many records come before the next one. */
	long index() {
		return this.index;
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			closeInput();
		}
		catch (IOException ex) {
			throw this.source.unreadable(ex);
		}
	}

}
