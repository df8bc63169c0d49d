package io.asyncappend;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Forwards what an appender has made durable to a {@link RecordSink}, in order, at least
 * once, for as long as it takes. Comes from {@link AsyncAppender#forwardTo}. A thread of
 * its own reads, sends and waits; no producer waits for it, except for those that ask.
 * How far it is survives a crash.
 * <p>
 * Where records are forced on demand only, it forces those that were written, about every
 * half second, as only what is durable here goes elsewhere. Safe for use by any number of
 * threads.
 */
public interface Forwarder extends AutoCloseable {

	/**
	 * Appends a record and says when it is forwarded: durable here, and acknowledged by
	 * the sink, with all before it. Completes on the thread of the sink that
	 * acknowledges: what depends on it should be brief or asynchronous.
	 * @param record the record, at least one byte
	 * @return completes with the position after the record; or with
	 * {@link RecordRejectedException}, with {@link ForwardingStoppedException} if
	 * forwarding ends before, or with what {@link AsyncAppender#appendDurably(byte[])}
	 * fails with
	 * @throws AppendException as {@link AsyncAppender#appendDurably(byte[])}, if the
	 * record is not accepted
	 */
	CompletableFuture<Long> append(byte[] record);

	/**
	 * Waits until all that any thread had appended before this call is forwarded, made
	 * durable first; what was rejected meanwhile, or is a gap, is only counted.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the records are forwarded later
	 * @throws ForwardingStoppedException if forwarding ended
	 * @throws AppendInterruptedException if interrupted while waiting
	 * @throws AppendException if the records cannot be made durable
	 */
	void forward(Duration timeout);

	/**
	 * How far it is, and what went wrong.
	 * @return position, counts and state, of one moment
	 */
	ForwardStatus status();

	/**
	 * Forwards what was appended until now, for no longer than a limit, and ends. Where
	 * forwarding is degraded it tries for a second at most. What is not forwarded by then
	 * is kept and goes with the next start. Ends at once if closed already, or if the
	 * thread is interrupted, which it stays.
	 * @param timeout the limit, not negative
	 * @return the last status, whose lag is what is left
	 */
	ForwardStatus close(Duration timeout);

	/**
	 * Ends at once: what is not forwarded goes with the next start.
	 */
	@Override
	void close();

}
