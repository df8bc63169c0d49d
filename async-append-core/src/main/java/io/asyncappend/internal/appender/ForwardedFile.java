package io.asyncappend.internal.appender;

import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardOptions;
import io.asyncappend.Forwarder;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.RecordSink;
import io.asyncappend.internal.cursor.Cursors;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.forward.ForwardEvents;
import io.asyncappend.internal.forward.ForwardedLog;
import io.asyncappend.internal.forward.LogForwarder;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.ForwardBacklog;
import io.asyncappend.internal.writer.Listeners;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What forwarding needs of an appender of a file, and where it tells what happens.
 * Positions come from the state, as the status has that of forwarding in it.
 *
 * @param appender whose records are forwarded
 * @param state its positions
 * @param listeners told what happens
 * @param file its path
 * @param id the identity of its log
 * @param cursor how far forwarding is
 * @param backlog what there may be that is not forwarded; {@code null} if appends do not
 * wait for that
 * @param free what is free on the file system
 */
record ForwardedFile(AsyncAppender appender, AppenderState state, Listeners listeners, Path file, UUID id,
		LogCursor cursor, ForwardBacklog backlog, Supplier<OptionalLong> free) implements ForwardedLog, ForwardEvents {

	/**
	 * Starts to forward the records of an appender.
	 * @param file what it writes now
	 * @param cursors its cursors; {@code null} if it can have none
	 */
	static Forwarder start(AsyncAppender appender, AppenderState state, Listeners listeners, Supplier<AppendFile> file,
			Cursors cursors, RecordSink sink, ForwardOptions options) {
		DiskLimit limit = new DiskLimit(appender.name(), options, appender.options().rotation());
		LogCursor cursor = appender.cursor(options.cursor());
		try {
			cursors.keep(options.cursor(), limit.bytesOfArchives());
			ForwardedFile forwarded = new ForwardedFile(appender, state, listeners, file.get().path().orElseThrow(),
					id(state), cursor, limit.backlog(cursor.status().acknowledged()), () -> file.get().freeBytes());
			return forwarded.start(sink, options);
		}
		catch (Throwable ex) {
			cursor.close();
			throw ex;
		}
	}

	private static UUID id(AppenderState state) {
		state.lock.lock();
		try {
			return state.log().orElseThrow().id();
		}
		finally {
			state.lock.unlock();
		}
	}

	/** What is not forwarded is limited from before the first record is. */
	private Forwarder start(RecordSink sink, ForwardOptions options) {
		limit(this.backlog);
		try {
			return LogForwarder.start(this, sink, options, this);
		}
		catch (Throwable ex) {
			limit(null);
			throw ex;
		}
	}

	private void limit(ForwardBacklog backlog) {
		this.state.lock.lock();
		try {
			this.state.limit(backlog);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Override
	public String name() {
		return this.appender.name();
	}

	@Override
	public Optional<LogEntry> entryAt(long position) {
		try (LogReader reader = this.appender.reader().from(position).upTo(LogReader.Extent.DURABLE).open()) {
			return reader.poll();
		}
	}

	@Override
	public Set<PosixFilePermission> permissions() {
		return this.appender.options().permissions();
	}

	@Override
	public long accepted() {
		return this.state.accepted();
	}

	@Override
	public long durable() {
		return this.state.durable();
	}

	@Override
	public boolean needsForce() {
		return this.appender.options().sync().isOnDemand() && this.state.durable() < this.state.written()
				&& !isFailed();
	}

	private boolean isFailed() {
		this.state.lock.lock();
		try {
			return this.state.isFailed();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Override
	public void await(BooleanSupplier until, long nanos) throws InterruptedException {
		this.state.awaitReadable(until, nanos);
	}

	@Override
	public void wake() {
		this.state.wakeReaders();
	}

	@Override
	public void forwarded(long position) {
		this.state.forwarded(position);
	}

	@Override
	public void ended() {
		limit(null);
	}

	@Override
	public OptionalLong freeBytes() {
		OptionalLong free = this.free.get();
		return free.isPresent() ? OptionalLong.of(Math.max(0, free.getAsLong() - this.appender.options().minFree()))
				: free;
	}

	@Override
	public boolean isLimitReached() {
		return this.backlog != null && this.backlog.isReached();
	}

	@Override
	public long refused() {
		return (this.backlog != null) ? this.backlog.refused() : 0;
	}

	@Override
	public void sync(Duration timeout) {
		this.appender.sync(timeout);
	}

	@Override
	public CompletableFuture<Long> appendDurably(byte[] record) {
		return this.appender.appendDurably(record);
	}

	@Override
	public void degraded(Throwable cause) {
		this.listeners.each((listener) -> listener.onForwardingDegraded(this.appender, cause));
	}

	@Override
	public void recovered() {
		this.listeners.each((listener) -> listener.onForwardingRecovered(this.appender));
	}

	@Override
	public void stopped(Throwable cause) {
		this.listeners.each((listener) -> listener.onForwardingStopped(this.appender, cause));
	}

	@Override
	public void rejected(RecordRejectedException rejection) {
		this.listeners.each((listener) -> listener.onRecordRejected(this.appender, rejection));
	}

	@Override
	public void limitReached(long bytes) {
		this.listeners.each((listener) -> listener.onForwardLimitReached(this.appender, bytes));
	}

	@Override
	public void limitLeft() {
		this.listeners.each((listener) -> listener.onForwardLimitLeft(this.appender));
	}

	@Override
	public void gap(LogGap gap) {
		this.listeners.each((listener) -> listener.onForwardingGap(this.appender, gap));
	}

}
