package io.asyncappend.internal.reader;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.ArchiveNaming;
import io.asyncappend.LogReader;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.archive.Listing;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.log.Fingerprint;
import io.asyncappend.internal.log.IndexEntry;
import io.asyncappend.internal.log.IndexWriter;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPOutputStream;

/**
 * A log that a test writes by itself, step by step, and that knows all that was ever
 * written to it.
 */
final class ScriptedLog implements LogSource, Closeable {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition moved = this.lock.newCondition();

	private final Path file;

	private final long spacing;

	private final UUID log = UUID.randomUUID();

	private final ByteArrayOutputStream all = new ByteArrayOutputStream();

	private ArchiveDirectory archives;

	private IndexWriter index;

	/** In the order in which they were written; those that are gone too. */
	final List<Path> rotated = new ArrayList<>();

	private volatile Active active;

	private volatile long written;

	volatile long durable;

	private volatile boolean ended;

	private long records;

	private long marked;

	/** Milliseconds since 1970. */
	long time = 1_000_000;

	boolean isIndexed = true;

	/**
	 * Begins a log.
	 * @param file where
	 * @param spacing about how many bytes there are between marks
	 */
	ScriptedLog(Path file, long spacing) throws IOException {
		this.file = file.getParent().toRealPath().resolve(file.getFileName());
		this.spacing = spacing;
		Files.createFile(this.file);
		this.index = IndexWriter.open(IndexWriter.path(this.file), this.log, 0, this.time);
		forget();
		begin();
	}

	/** As another process would find it. */
	void forget() {
		this.archives = new ArchiveDirectory(this.file, ProcessUser.get(), ArchiveNaming.standard(),
				Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC));
	}

	private void begin() throws IOException {
		this.active = new Active(this.file, ProcessUser.get(), Look.number(this.file), 0, this.written, this.records);
	}

	/** Appends text as it is; returns the position after it. */
	long append(String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		Files.write(this.file, bytes, StandardOpenOption.APPEND);
		this.all.write(bytes);
		this.time += 10;
		if (this.isIndexed && endsWithDelimiter() && this.written >= this.marked + this.spacing) {
			this.marked = this.written;
			this.index.add(new IndexEntry.Mark(this.written, this.records, this.time, this.active.start(), before()));
		}
		this.records += text.chars().filter((c) -> c == '\n').count();
		moved(this.written + bytes.length);
		return this.written;
	}

	private boolean endsWithDelimiter() {
		byte[] bytes = this.all.toByteArray();
		return this.written == 0 || bytes[(int) this.written - 1] == '\n';
	}

	private Fingerprint before() {
		int length = (int) Math.min(64, this.written - this.active.start());
		return Fingerprint.of(this.all.toByteArray(), (int) this.written - length, length);
	}

	private void moved(long position) {
		this.lock.lock();
		try {
			this.written = position;
			this.durable = position;
			this.moved.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Notes that a record is one that a crash cut. */
	void torn(long from) throws IOException {
		this.index.add(new IndexEntry.Torn(this.written, this.records, this.time, this.active.start(), from));
	}

	/** Returns where the file is since. */
	Path rotate() throws IOException {
		return rotate("2026-11-28T09-15-00");
	}

	/** Likewise, at what the clock said then. */
	Path rotate(String time) throws IOException {
		Path archive = this.archives.reserve(time, 0);
		Files.move(this.file, archive);
		end(archive, IndexEntry.Reason.ROTATED);
		this.archives.release();
		return archive;
	}

	/** Others rename or delete the file. */
	void lose(Path elsewhere) throws IOException {
		if (elsewhere != null) {
			Files.move(this.file, elsewhere);
		}
		else {
			Files.delete(this.file);
		}
		end(null, (elsewhere != null) ? IndexEntry.Reason.TAKEN_AWAY : IndexEntry.Reason.LOST);
	}

	private void end(Path archive, IndexEntry.Reason reason) throws IOException {
		Files.createFile(this.file);
		if (this.isIndexed) {
			this.index.add(new IndexEntry.FileEnd(this.written, this.records, this.time, this.active.start(),
					this.active.startIndex(), reason, (archive != null) ? RawName.of(archive) : "", endsWithDelimiter(),
					before()));
		}
		if (archive != null) {
			this.rotated.add(archive);
		}
		begin();
	}

	/** Others cut the file, and the appender notices. */
	void cut(long length) throws IOException {
		Files.write(this.file, Arrays.copyOf(Files.readAllBytes(this.file), (int) length));
		this.index.add(new IndexEntry.FileEnd(this.written, this.records, this.time, this.active.start(),
				this.active.startIndex(), IndexEntry.Reason.LOST, "", true, before()));
		this.active = new Active(this.file, ProcessUser.get(), this.active.number(), length, this.written,
				this.records);
	}

	static void compress(Path archive) throws IOException {
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip(archive)))) {
			Files.copy(archive, out);
		}
		Files.delete(archive);
	}

	static Path gzip(Path archive) {
		return archive.resolveSibling(archive.getFileName() + ".gz");
	}

	/** All that was written since the log began. */
	byte[] all() {
		return this.all.toByteArray();
	}

	long written() {
		return this.written;
	}

	long records() {
		return this.records;
	}

	void dropIndex() throws IOException {
		this.index.close();
		Files.delete(IndexWriter.path(this.file));
	}

	/** The appender is closed. */
	void end() {
		this.lock.lock();
		try {
			this.ended = true;
			this.moved.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	LogReader.Builder reader() {
		return new LogReaderBuilder(this);
	}

	@Override
	public UUID log() {
		return this.log;
	}

	@Override
	public byte delimiter() {
		return '\n';
	}

	@Override
	public long limit(LogReader.Extent extent) {
		return (extent == LogReader.Extent.DURABLE) ? this.durable : this.written;
	}

	@Override
	public Active active() {
		return this.active;
	}

	@Override
	public ArchiveDirectory archives() {
		return this.archives;
	}

	@Override
	public Listing listing() throws IOException {
		return this.archives.readable();
	}

	@Override
	public void await(long seen, LogReader.Extent extent, long nanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			if (!this.ended && limit(extent) <= seen) {
				this.moved.awaitNanos(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isEnded() {
		return this.ended;
	}

	@Override
	public AppendException unreadable(IOException cause) {
		return new AppendException("the log cannot be read: " + cause, cause);
	}

	@Override
	public AppendException interrupted() {
		return new AppendInterruptedException("interrupted");
	}

	@Override
	public void close() throws IOException {
		this.index.close();
	}

}
