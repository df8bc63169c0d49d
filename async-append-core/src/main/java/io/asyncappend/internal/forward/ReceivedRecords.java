package io.asyncappend.internal.forward;

import io.asyncappend.AppenderClosedException;
import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;
import io.asyncappend.RecordSink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a sink has received that remembers it together with the records: none of it is
 * sent again, though its acknowledgement was lost. All that the sink has was durable in
 * this log before it was sent, so a log that is shorter, or has another record in its
 * place, is not the log that the sink knows; nothing of it may be skipped then. Not
 * thread-safe: for the loop alone.
 */
final class ReceivedRecords {

	private final ForwardedLog log;

	private final RecordSink sink;

	private final ForwardState state;

	/** Up to where the sink can have received records of this log. */
	private long sendable;

	/** Up to where it has; 0 if it does not know. */
	private long end;

	private boolean known;

	ReceivedRecords(ForwardedLog log, RecordSink sink, ForwardState state) {
		this.log = log;
		this.sink = sink;
		this.state = state;
		this.sendable = log.durable();
	}

	/** After a reset of the sink it is asked again. */
	void forget() {
		this.known = false;
	}

	/**
	 * Whether the sink has any: it sends nothing after a record that it rejected, before
	 * it is reset, or that one would be passed over after a crash.
	 */
	boolean any() {
		return this.end > 0;
	}

	/** Records are sent now. */
	void sent(List<LogRecord> batch) {
		this.sendable = Math.max(this.sendable, batch.get(batch.size() - 1).end());
	}

	/**
	 * Removes the entries that come first and that the sink has; nothing is on its way
	 * then, as nothing after them was sent.
	 * @return whether there were any, or forwarding is to end: nothing is to be sent now
	 */
	boolean skip(UnsentEntries unsent) throws Exception {
		if (!this.known && !ask()) {
			return true;
		}
		boolean skipped = false;
		while (this.end > 0 && !unsent.isEmpty() && unsent.peek().end() <= this.end) {
			this.state.received(unsent.peek());
			unsent.skip();
			skipped = true;
		}
		if (skipped) {
			this.state.completeFutures();
		}
		else if (unsent.peek() instanceof LogRecord record && record.position() < this.end) {
			throw differs("a record begins at position " + record.position() + ", before its end, there");
		}
		return skipped;
	}

	/**
	 * False at the end: the thread that asks for it resets the sink no more once this one
	 * has left it, and would wait for an answer.
	 */
	private boolean ask() throws Exception {
		Optional<ReceivedRecord> last;
		this.state.calling.lock();
		try {
			if (this.state.isStopping()) {
				return false;
			}
			last = lastOfSink();
		}
		finally {
			this.state.calling.unlock();
		}
		if (last.isPresent()) {
			check(last.get());
		}
		this.end = last.map(ReceivedRecord::end).orElse(0L);
		this.known = true;
		return true;
	}

	private Optional<ReceivedRecord> lastOfSink() throws Exception {
		try {
			return this.sink.lastReceived(this.log.id());
		}
		catch (AppenderClosedException ex) {
			// Of another appender, which ends nothing here.
			throw new IOException("the sink could not say what it has: " + ex, ex);
		}
	}

	/** A gap says nothing of what was there. */
	private void check(ReceivedRecord last) {
		this.end = last.end();
		if (last.end() > this.sendable) {
			throw differs("the log was not longer than position " + this.sendable + " when forwarding began");
		}
		LogEntry found = this.log.entryAt(last.position())
			.orElseThrow(() -> differs("nothing is at position " + last.position()));
		if (found instanceof LogRecord && !last.is(found)) {
			throw differs("another record is at position " + last.position());
		}
	}

	private ForwardingStoppedException differs(String found) {
		return new ForwardingStoppedException("appender '" + this.log.name()
				+ "': forwarding stopped, as the sink has records of log " + this.log.id() + " up to position "
				+ this.end + " but " + found + ": the log was restored from an older copy, or was changed, so which of"
				+ " its records the sink lacks cannot be told. Nothing was skipped");
	}

	/** What of a gap the sink has not. */
	LogGap withoutReceived(LogGap gap) {
		return (gap.position() < this.end) ? new LogGap(this.end, gap.end(), gap.reason(), gap.detail()) : gap;
	}

}
