package io.asyncappend.spring.boot.testing;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppendedFiles;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.BufferFullException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogReader;

/**
 * An appender that keeps its records in memory, for tests of code that only appends: such
 * a test needs neither a file nor a mocking library, as {@link AsyncAppender} is an
 * interface. Everything that is appended is written and durable at once. The fake can be
 * told to {@linkplain #refuse refuse} or to {@linkplain #drop() drop} what follows, which
 * are the two answers that callers have to be ready for.
 * <p>
 * What belongs to a file (rotation, archives, reading back) is not faked. A test of that
 * is simpler with a real appender in a temporary directory:
 * {@code AsyncAppendFactory.create().open("audit", directory.resolve("audit.log"))}.
 */
public final class FakeAppender implements AsyncAppender {

	private final String name;

	private final List<String> records = new CopyOnWriteArrayList<>();

	private volatile @Nullable AppendException refusal;

	private volatile boolean dropping;

	private long position;

	/** Creates one that accepts everything. */
	public FakeAppender(String name) {
		this.name = name;
	}

	/** Throws this instead of accepting a record. */
	public void refuse(AppendException refusal) {
		this.refusal = refusal;
	}

	/** Drops records from now on, as an appender does whose buffer is full. */
	public void drop() {
		this.dropping = true;
	}

	/** What was accepted, as text in UTF-8. */
	public List<String> records() {
		return List.copyOf(this.records);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public AppenderOptions options() {
		return AppenderOptions.defaults();
	}

	@Override
	public synchronized long append(byte[] record) {
		AppendException refusal = this.refusal;
		if (refusal != null) {
			throw refusal;
		}
		if (this.dropping) {
			return DROPPED;
		}
		this.records.add(new String(record, StandardCharsets.UTF_8));
		this.position += record.length;
		return this.position;
	}

	@Override
	public long append(byte[] array, int offset, int length) {
		return append(Arrays.copyOfRange(array, offset, offset + length));
	}

	@Override
	public long append(ByteBuffer record) {
		return append(bytes(record));
	}

	@Override
	public long tryAppend(byte[] record) {
		return append(record);
	}

	@Override
	public CompletableFuture<Long> appendDurably(byte[] record) {
		long position = append(record);
		if (position == DROPPED) {
			throw new BufferFullException("appender '" + this.name + "' has no room");
		}
		return CompletableFuture.completedFuture(position);
	}

	@Override
	public CompletableFuture<Long> appendDurably(byte[] array, int offset, int length) {
		return appendDurably(Arrays.copyOfRange(array, offset, offset + length));
	}

	@Override
	public CompletableFuture<Long> appendDurably(ByteBuffer record) {
		return appendDurably(bytes(record));
	}

	@Override
	public void flush() {
		// Everything is written.
	}

	@Override
	public void flush(Duration timeout) {
		// Everything is written.
	}

	@Override
	public void sync() {
		// Everything is durable.
	}

	@Override
	public void sync(Duration timeout) {
		// Everything is durable.
	}

	@Override
	public void close() {
		// There is nothing to close.
	}

	@Override
	public void close(Duration timeout) {
		// There is nothing to close.
	}

	@Override
	public boolean isOwned() {
		return true;
	}

	@Override
	public boolean isIoThread() {
		return false;
	}

	@Override
	public void reopen() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void reopen(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void rotate() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void rotate(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Path> archives() {
		throw new UnsupportedOperationException();
	}

	@Override
	public AppendedFiles files() {
		throw new UnsupportedOperationException();
	}

	@Override
	public LogReader.Builder reader() {
		throw new UnsupportedOperationException();
	}

	@Override
	public LogCursor cursor(String name) {
		throw new UnsupportedOperationException();
	}

	@Override
	public LogCursor cursor(String name, LogCursor.Options options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<LogCursor.Status> cursors() {
		return List.of();
	}

	@Override
	public synchronized AppenderStatus status() {
		long count = this.records.size();
		return AppenderStatus.builder(this.name)
			.engine("memory")
			.positions(new AppenderStatus.Positions(this.position, this.position, this.position))
			.records(new AppenderStatus.Records(count, count, count))
			.build();
	}

	@Override
	public OutputStream asOutputStream() {
		throw new UnsupportedOperationException();
	}

	@Override
	public WritableByteChannel asChannel() {
		throw new UnsupportedOperationException();
	}

	private static byte[] bytes(ByteBuffer record) {
		byte[] bytes = new byte[record.remaining()];
		record.get(bytes);
		return bytes;
	}

}
