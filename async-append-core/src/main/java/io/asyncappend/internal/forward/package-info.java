/**
 * Forwards what is durable to a {@link io.asyncappend.RecordSink}.
 * {@link io.asyncappend.internal.forward.ForwardLoop} is the thread: it reads a cursor,
 * sends, goes back where that fails, and pauses;
 * {@link io.asyncappend.internal.forward.InFlight} knows what was sent and what of it is
 * acknowledged without a gap; {@link io.asyncappend.internal.forward.ForwardState} has
 * the position, the counts and the threads and futures that wait for them;
 * {@link io.asyncappend.internal.forward.RejectedRecords} keeps what the sink never
 * takes. The room knows an appender only as the API has it.
 */
package io.asyncappend.internal.forward;
