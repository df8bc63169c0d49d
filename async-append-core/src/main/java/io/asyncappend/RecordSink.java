package io.asyncappend;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Where the records of an appender are forwarded to: another system, which acknowledges
 * what it keeps. Given to {@link AsyncAppender#forwardTo}, which reads what is durable,
 * keeps the order, retries and remembers how far it is; a sink only sends.
 * <p>
 * A batch ends in one of four ways, and each says something else:
 * <ul>
 * <li>its stage completes: all of its records are acknowledged;
 * <li>its stage fails with {@link RecordRejectedException}: all records before that one
 * are acknowledged, and that one never will be; those after it are sent again, as far as
 * they are not {@linkplain RecordBatch#acknowledge acknowledged};
 * <li>its stage fails with {@link ForwardingStoppedException}: forwarding ends, until the
 * appender is opened again;
 * <li>its stage, or {@code send} itself, fails with anything else, an {@link Error} among
 * it: that may pass. What is not {@linkplain RecordBatch#acknowledge acknowledged} by
 * then is sent again after a pause, in a new batch.
 * </ul>
 * So delivery is at least once and in order. A record that was sent twice has the same
 * position and index both times, which is how a receiver knows it. A sink that remembers
 * the last record together with the records, in one transaction, has each of them once:
 * see {@link #lastReceived}.
 */
@FunctionalInterface
public interface RecordSink extends AutoCloseable {

	/**
	 * Sends records in their order. Called by one thread at a time, never while
	 * {@link #maxInFlight()} batches are not complete. May block: for as long as it does
	 * nothing else is sent, and {@link #reset()} has to end that.
	 * @param batch at least one record
	 * @return completes when they are acknowledged, on whatever thread; it may fail as
	 * said above
	 * @throws Exception as if the stage had failed with it
	 */
	CompletionStage<?> send(RecordBatch batch) throws Exception;

	/**
	 * The last record that the sink has of a log, if it remembers that in the transaction
	 * that takes the records: nothing up to it is sent again, whatever had become of its
	 * acknowledgement. Called before the first {@link #send}, and again before the first
	 * one after each {@link #reset()}, by the same thread; may block and throw as
	 * {@code send}. Such a sink sends nothing after a record that it rejected, until it
	 * is reset. Forwarding stops, and sends nothing, where the log has another record in
	 * that place, or none yet: it was restored from an older copy, and what it has since
	 * is not what the sink has.
	 * @param logId the identity of the log
	 * @return the record; empty, which is the default, if the sink does not know or has
	 * none
	 * @throws Exception as {@code send}
	 */
	default Optional<ReceivedRecord> lastReceived(UUID logId) throws Exception {
		return Optional.empty();
	}

	/**
	 * How many batches may be on their way at the same time. More than one is for sinks
	 * that deliver them in the order of the calls, and none after one that failed, until
	 * {@link #reset()} was called. Asked for once, at the start.
	 * @return at least 1, which is the default
	 */
	default int maxInFlight() {
		return 1;
	}

	/**
	 * Gives up what was sent and is not acknowledged: it is sent again, or forwarding
	 * ends. Nothing that was sent before may be delivered after something that is sent
	 * from here on, unless all between them is delivered in order again. Ends a
	 * {@code send} that blocks. May come from any thread and at any time. Does nothing by
	 * default.
	 */
	default void reset() {
	}

	/**
	 * Frees what the sink has; called when forwarding ended. Nothing by default.
	 */
	@Override
	default void close() {
	}

}
