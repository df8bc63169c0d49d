package io.asyncappend.internal.appender;

import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.internal.forward.ForwardEvents;
import io.asyncappend.internal.forward.ForwardedLog;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.writer.Listeners;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

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
 */
record ForwardedFile(AsyncAppender appender, AppenderState state, Listeners listeners, Path file, UUID id,
		LogCursor cursor) implements ForwardedLog, ForwardEvents {

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
	public long accepted() {
		return this.state.accepted();
	}

	@Override
	public long durable() {
		return this.state.durable();
	}

	@Override
	public boolean needsForce() {
		return this.appender.options().sync().isOnDemand() && this.state.durable() < this.state.written();
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
	public void gap(LogGap gap) {
		this.listeners.each((listener) -> listener.onForwardingGap(this.appender, gap));
	}

}
