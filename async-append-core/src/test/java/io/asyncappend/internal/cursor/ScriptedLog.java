package io.asyncappend.internal.cursor;

import io.asyncappend.AppendException;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A log in memory, whose archives a test names and deletes. Thread-safe. */
final class ScriptedLog implements CursorLog {

	UUID id = UUID.randomUUID();

	private final Path file;

	private final Lock lock = new ReentrantLock();

	private final Condition moved = this.lock.newCondition();

	private final List<LogRecord> records = new ArrayList<>();

	private final Map<Path, Extent> archives = new HashMap<>();

	private long rotated;

	private long accepted;

	private long durable;

	/** Before it all is deleted. */
	private long oldest;

	/** The next reads end with it, once each, after as many entries. */
	Throwable trouble;

	int troubleAfter;

	int openReaders;

	int waiting;

	ScriptedLog(Path file) {
		this.file = file;
	}

	/** Appends a record, durably. */
	long append(String text) {
		appendOnly(text);
		sync();
		return this.accepted;
	}

	void appendOnly(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.lock.lock();
		try {
			long end = this.accepted + bytes.length + 1;
			this.records.add(new LogRecord(this.accepted, end, this.records.size(), bytes));
			this.accepted = end;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What came since the last archive is one, named by where it ends. */
	Path rotate() {
		Path archive = this.file.resolveSibling("log." + this.accepted);
		this.archives.put(archive, new Extent(this.rotated, this.accepted));
		this.rotated = this.accepted;
		return archive;
	}

	/** Deletes all before a position. */
	void delete(long before) {
		this.lock.lock();
		try {
			this.oldest = Math.max(this.oldest, before);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String name() {
		return "audit";
	}

	@Override
	public Path file() {
		return this.file;
	}

	@Override
	public UUID id() {
		return this.id;
	}

	@Override
	public Durable durable() {
		this.lock.lock();
		try {
			return new Durable(this.durable,
					this.records.stream().filter((record) -> record.end() <= this.durable).count());
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void sync() {
		this.lock.lock();
		try {
			this.durable = this.accepted;
			this.moved.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void awaitDurable(long position, long nanos, BooleanSupplier ended) throws InterruptedException {
		this.lock.lock();
		try {
			if (this.durable <= position && !ended.getAsBoolean()) {
				this.waiting++;
				this.moved.await(nanos, TimeUnit.NANOSECONDS);
				this.waiting--;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	int waiting() {
		this.lock.lock();
		try {
			return this.waiting;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void wake() {
		this.lock.lock();
		try {
			this.moved.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Duration age(long position) {
		return Duration.ofSeconds(position);
	}

	@Override
	public Map<Path, Extent> archives() {
		return Map.copyOf(this.archives);
	}

	@Override
	public LogReader.Builder reader() {
		return new Opening();
	}

	private final class Opening implements LogReader.Builder {

		private long from = -1;

		@Override
		public LogReader.Builder from(long position) {
			this.from = position;
			return this;
		}

		@Override
		public LogReader.Builder fromIndex(long index) {
			throw new UnsupportedOperationException();
		}

		@Override
		public LogReader.Builder after(Instant time) {
			throw new UnsupportedOperationException();
		}

		@Override
		public LogReader.Builder fromEnd() {
			throw new UnsupportedOperationException();
		}

		@Override
		public LogReader.Builder upTo(LogReader.Extent extent) {
			if (extent != LogReader.Extent.DURABLE) {
				throw new IllegalArgumentException("a cursor reads what is durable");
			}
			return this;
		}

		@Override
		public LogReader.Builder maxRecord(int bytes) {
			throw new UnsupportedOperationException();
		}

		@Override
		public LogReader open() {
			ScriptedLog.this.openReaders++;
			return new Reader((this.from < 0) ? ScriptedLog.this.oldest : this.from);
		}

	}

	private final class Reader implements LogReader {

		private long position;

		private Reader(long position) {
			this.position = position;
		}

		@Override
		public Optional<LogEntry> poll() {
			ScriptedLog log = ScriptedLog.this;
			log.lock.lock();
			try {
				Throwable trouble = log.trouble;
				if (trouble != null && log.troubleAfter-- == 0) {
					log.trouble = null;
					if (trouble instanceof IOException cause) {
						throw new AppendException("cannot be read", cause);
					}
					throw (Error) trouble;
				}
				Optional<LogEntry> entry = next(log);
				entry.ifPresent((found) -> this.position = found.end());
				return entry;
			}
			finally {
				log.lock.unlock();
			}
		}

		private Optional<LogEntry> next(ScriptedLog log) {
			if (this.position < log.oldest) {
				return Optional.of(new LogGap(this.position, log.oldest, LogGap.Reason.RETENTION, "log.1"));
			}
			return log.records.stream()
				.filter((record) -> record.end() > this.position && record.end() <= log.durable)
				.findFirst()
				.map(LogEntry.class::cast);
		}

		@Override
		public Optional<LogEntry> poll(Duration timeout) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long position() {
			return this.position;
		}

		@Override
		public void close() {
			ScriptedLog.this.openReaders--;
		}

	}

}
