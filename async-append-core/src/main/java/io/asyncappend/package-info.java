/**
 * Asynchronous, bounded, ordered append to files, with receipts.
 *
 * <pre>{@code
 * try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
 *     AsyncAppender audit = factory.open("audit", Path.of("audit.log"));
 *     audit.append(record);                 // accepted: in memory, in order
 *     audit.flush();                        // written: survives kill -9
 *     audit.sync();                         // durable: survives a power cut
 *     audit.appendDurably(record).join();   // the same for one record, shared with others
 * }
 * }</pre>
 *
 * <h2>Words</h2> <em>append</em>: hand a record to the library. <em>Position</em>: bytes
 * accepted by an appender since it was opened. <em>Written</em>: given to the operating
 * system. <em>Durable</em>: forced to the device. <em>Flush</em>: wait until written.
 * <em>Sync</em>: wait until durable. <em>Group commit</em>: one force acknowledges every
 * record written before it. <em>Backpressure</em>: what append does when the buffer is
 * full.
 *
 * <h2>What each call survives</h2> After {@code append} returned, a record may be lost
 * with the process (in synchronous mode only with the operating system). After
 * {@code flush} returned it survives the death of the process. After {@code sync}
 * returned, or a durable future completed, it survives a power cut. After an error
 * nothing is acknowledged that might not be there.
 *
 * <h2>Inside</h2> Producers copy records into a buffer ({@code Admission}); one loop moves
 * the positions ({@code WriteLoop} says who turns it and when, {@code BatchWriter} is what one turn
 * does); {@code AppenderState} keeps the books of both under one lock; {@code DurableFutures} holds
 * the durable futures, {@code Sleepers} those who sync with many others; {@code BlockingCalls}
 * is how anybody waits. {@code ActiveFile} is how a file takes the place of another, and
 * {@code RotationTrigger} when. Below lie four rooms that are not exported: {@code buffer},
 * {@code file} (the only door to the file that is written), {@code archive} (what becomes
 * of those that are full) and {@code lane} (the I/O threads).
 *
 * <pre>
 * producers --append--&gt; buffer --spans--&gt; turn --&gt; append file --&gt; disk
 *     ^ room            accepted            | write -&gt; written | force -&gt; durable
 *     +-------------- positions &lt;-----------+ wake waiters, complete futures
 * </pre>
 */
package io.asyncappend;

import io.asyncappend.internal.appender.Admission;
import io.asyncappend.internal.appender.BlockingCalls;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.DurableFutures;
import io.asyncappend.internal.state.Sleepers;
import io.asyncappend.internal.writer.ActiveFile;
import io.asyncappend.internal.writer.BatchWriter;
import io.asyncappend.internal.writer.RotationTrigger;
import io.asyncappend.internal.writer.WriteLoop;
