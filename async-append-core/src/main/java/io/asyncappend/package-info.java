/**
 * Asynchronous, bounded, ordered append to files, with receipts.
 *
 * <pre>{@code
 * try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
 *     AsyncAppender audit = factory.open("audit", Path.of("audit.log"));
 *     audit.append(record);                 // accepted: in memory, in order
 *     audit.flush();                        // written: survives kill -9
 *     audit.sync();                         // durable: survives a power cut
 *     audit.appendDurably(record).join();   // the same for one record, one force for many
 * }
 * }</pre>
 *
 * <h2>Words</h2> <em>append</em>: hand a record to the library. <em>Position</em>: bytes
 * accepted since the log of the file began, over restarts and rotations, or where
 * positions do not last since the appender was opened. <em>Written</em>: given to the
 * operating system. <em>Durable</em>: forced to the device. <em>Flush</em>: wait until
 * written. <em>Sync</em>: wait until durable. <em>Group commit</em>: one force
 * acknowledges every record written before it. <em>Backpressure</em>: what append does
 * when the buffer is full.
 *
 * <h2>What each call survives</h2> After {@code append} returned, a record may be lost
 * with the process (in synchronous mode only with the operating system). After
 * {@code flush} returned it survives the death of the process. After {@code sync}
 * returned, or a durable future completed, it survives a power cut. After an error
 * nothing is acknowledged that might not be there.
 *
 * <h2>Inside</h2> These are interfaces, values, policies, one listener and exceptions;
 * all else lies in {@code io.asyncappend.internal}, in rooms that know only those below:
 *
 * <pre>
 * appender     what producers and callers run: admission, blocking calls, the factory
 * writer       the loop: when to write, one batch, when to rotate, events for listeners
 * forward      what is durable goes on to another system
 * log          what lies beside a file, so that its positions go on
 * archive      what becomes of a full file
 * state        positions, phase, counts, waiters, durable futures: one lock
 * file         the only door to a file           buffer      the ring of records
 * io           the I/O threads
 * concurrent   deadlines, locks and threads: the ground
 *
 * producers --append--&gt; buffer --bytes--&gt; batch --&gt; file --&gt; disk
 *     ^ room            accepted            | write -&gt; written | force -&gt; durable
 *     +-------------- positions &lt;-----------+ wake waiters, complete futures
 * </pre>
 */
package io.asyncappend;
