package io.asyncappend;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Appends records to one file or standard stream, in order, through a bounded buffer.
 * Comes from an {@link AsyncAppendFactory}.
 * <p>
 * Three positions only grow, all in bytes since the log of the file began, over restarts
 * ({@link AppenderOptions#lastingPositions()}), or else since the appender was opened:
 * <em>accepted</em> (by {@code append}), <em>written</em> (given to the operating system;
 * survives the death of the process) and <em>durable</em> (forced to the device; survives
 * an operating system crash and a power cut). Where records are forwarded to another
 * system there is a fourth, <em>forwarded</em>. {@link #flush()} waits until written,
 * {@link #sync()} until durable. Without either, a record is written within milliseconds.
 * <p>
 * In synchronous mode (the factory is {@linkplain AsyncAppendFactory#disable() disabled},
 * or the appender fell back) {@code append} returns only when the record is written; but
 * see {@link Backpressure} for a full disk.
 * <p>
 * Safe for use by any number of threads, virtual ones too. A record is in the file whole
 * and in one piece; each thread's records are in its order. An interrupt neither closes
 * the file nor loses a record.
 */
public interface AsyncAppender extends AutoCloseable {

	/**
	 * What {@code append} returns for a record dropped under {@link Backpressure#drop()}.
	 */
	long DROPPED = -1;

	/**
	 * The name it was opened under.
	 * @return the name, unique in its factory
	 */
	String name();

	/**
	 * The options it was opened with.
	 * @return the options
	 */
	AppenderOptions options();

	/**
	 * Appends a record. The bytes are copied before this returns.
	 * @param record the record, at least one byte
	 * @return the position after the record, in bytes since the log of the file began, or
	 * {@link #DROPPED}
	 * @throws IllegalArgumentException if the record is empty
	 * @throws BufferFullException if there is no room, under {@link Backpressure#fail()}
	 * @throws AppendTimeoutException if there was no room in time, under
	 * {@link Backpressure#block(Duration)}; the record is not in the file
	 * @throws AppendInterruptedException if the thread was interrupted while it waited
	 * for room; the record is not in the file
	 * @throws DiskLimitException if as much is not forwarded as may be, where that is to
	 * fail
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppenderFailedException if the appender failed
	 */
	long append(byte[] record);

	/**
	 * Appends a range of an array as one record, otherwise like {@link #append(byte[])}.
	 * @param array the array
	 * @param offset of the record's first byte
	 * @param length of the record in bytes, at least 1
	 * @return the position after the record, or {@link #DROPPED}
	 * @throws IndexOutOfBoundsException if the range is not in the array
	 */
	long append(byte[] array, int offset, int length);

	/**
	 * Appends what remains of a buffer as one record, otherwise like
	 * {@link #append(byte[])}. Its position moves to its limit if the record was
	 * accepted, and stays otherwise.
	 * @param record the record, at least one byte; may be direct or read-only
	 * @return the position after the record, or {@link #DROPPED}
	 */
	long append(ByteBuffer record);

	/**
	 * Appends a record if there is room for it now: whatever the backpressure, it neither
	 * waits for room nor throws for want of it, and a record that is not accepted is not
	 * counted as dropped. In synchronous mode an accepted record is written before this
	 * returns, as by {@link #append(byte[])}.
	 * @param record the record, at least one byte
	 * @return the position after the record, or {@link #DROPPED} if it is not accepted
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppenderFailedException if the appender failed
	 */
	long tryAppend(byte[] record);

	/**
	 * Appends a record and says when it is durable. One force serves all records written
	 * before it (group commit). The futures of an appender complete in the order of their
	 * positions, off its locks, on the thread that forced: an I/O thread, or one that
	 * waits for this appender without a limit, as a thread that waits alone does the work
	 * itself. What depends on them should be brief or asynchronous; it may append, flush
	 * and sync here, but not wait for another future of an appender of this factory: a
	 * future of this one completes only after it returned, and one of another may need
	 * the I/O thread that waits. Cancelling the future does not take the record back. In
	 * synchronous mode this returns only when the record is durable, or never will be,
	 * whatever interrupts meanwhile.
	 * <p>
	 * A record that is not accepted makes this throw, like {@link #append(byte[])}, under
	 * every backpressure: it is never dropped in silence.
	 * @param record the record, at least one byte
	 * @return completes with the position after the record once it is durable, or with
	 * {@link AppenderFailedException} or {@link AppenderClosedException} if it may never
	 * be
	 * @throws BufferFullException if there is no room, under {@link Backpressure#fail()}
	 * and {@link Backpressure#drop()}
	 * @throws UnsupportedOperationException for a standard stream, which cannot be forced
	 */
	CompletableFuture<Long> appendDurably(byte[] record);

	/**
	 * Appends a range of an array as one record, otherwise like
	 * {@link #appendDurably(byte[])}.
	 * @param array the array
	 * @param offset of the record's first byte
	 * @param length of the record in bytes, at least 1
	 * @return completes with the position once the record is durable
	 * @throws IndexOutOfBoundsException if the range is not in the array
	 */
	CompletableFuture<Long> appendDurably(byte[] array, int offset, int length);

	/**
	 * Appends what remains of a buffer as one record, otherwise like
	 * {@link #appendDurably(byte[])}. Its position moves to its limit if the record was
	 * accepted.
	 * @param record the record, at least one byte
	 * @return completes with the position once the record is durable
	 */
	CompletableFuture<Long> appendDurably(ByteBuffer record);

	/**
	 * Waits until all that any thread had appended before this call is written: given to
	 * the operating system, so that it survives the death of this process, but not a
	 * power cut. Where no other thread waits and there is little to write the calling
	 * thread writes it, unless it is a virtual one; listeners may be called, and futures
	 * complete, on it then.
	 * @throws AppenderFailedException if the appender failed
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting
	 */
	void flush();

	/**
	 * Likewise, for no longer than a limit, which holds though the disk hangs: in
	 * synchronous mode too an I/O thread writes then. Only where none can be started does
	 * the caller write, and a write(2) that hangs cannot be left.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the records stay accepted
	 */
	void flush(Duration timeout);

	/**
	 * Waits until all that any thread had appended before this call is durable: forced to
	 * the device, so that it survives a power cut. The thread that forces is the one that
	 * {@link #flush()} would write on.
	 * @throws AppenderFailedException if the appender failed; a failed force is never
	 * retried
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting for another thread
	 * @throws UnsupportedOperationException for a standard stream, which cannot be forced
	 */
	void sync();

	/**
	 * Likewise, for no longer than a limit, as {@link #flush(Duration)}.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the records stay accepted
	 */
	void sync(Duration timeout);

	/**
	 * Opens the path again, after the file was renamed away (log rotation): writes and
	 * forces what was accepted before, to the old file, then goes on with the file that
	 * the path names now. Loses nothing while other threads append. Does nothing but the
	 * force when the path still names the same file.
	 * @throws AppendException if the path cannot be opened; the appender goes on with the
	 * old file
	 * @throws AppenderFailedException if the appender failed
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting; the file is
	 * reopened all the same
	 * @throws UnsupportedOperationException for a borrowed channel or a standard stream
	 */
	void reopen();

	/**
	 * Likewise, but waits no longer than a limit.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the file is reopened later, as soon
	 * as what was accepted before is written and forced
	 */
	void reopen(Duration timeout);

	/**
	 * Makes an archive of the file and goes on with a new one: writes and forces what was
	 * accepted before, to the old file, then renames it as {@link Rotation#naming()}
	 * says. Loses nothing while other threads append, and positions go on. Does nothing
	 * but the force when the file is empty. When another program has taken the file away
	 * it opens the path again, like {@link #reopen()}. Compression and retention come
	 * later, on another thread.
	 * @throws AppendException if the file cannot be renamed or the new one not be opened;
	 * the appender goes on with the old file
	 * @throws AppenderFailedException if the appender failed
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting; the file is
	 * rotated all the same
	 * @throws UnsupportedOperationException for a borrowed channel, a standard stream or
	 * a shared file
	 */
	void rotate();

	/**
	 * Likewise, but waits no longer than a limit.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the file is rotated later, as soon
	 * as what was accepted before is written and forced
	 */
	void rotate(Duration timeout);

	/**
	 * What its file became by rotation, in the order in which it was written, as far as
	 * it is there now: an archive is replaced by a compressed one, and deleted, when the
	 * time has come for it.
	 * @return the paths; that of a compressed archive ends in {@code .gz}; none for a
	 * borrowed channel, a standard stream or a shared file
	 * @throws AppendException if the directory cannot be read
	 */
	List<Path> archives();

	/**
	 * Finds what it wrote, in its file and in its archives, to be read from the first
	 * record to the last. What was accepted and not written is not there: see
	 * {@link #flush()}.
	 * @return the files, to be closed
	 * @throws UnsupportedOperationException for a borrowed channel or a standard stream
	 * @throws AppendException if they cannot be read
	 */
	AppendedFiles files();

	/**
	 * Likewise, but leaves out what was written before a time, as far as that is known:
	 * whole archives, and the beginning of others and of the file up to the beginning of
	 * a record. With {@linkplain AppenderOptions#lastingPositions() lasting positions}
	 * that is known to about half a minute or a megabyte, and else by when archives were
	 * written last.
	 * @param time the time; of what was written after it all is there, whatever was done
	 * to the clock, but for archives without positions, which are left out if they were
	 * written last a day before that time
	 * @return the files, to be closed
	 * @throws UnsupportedOperationException for a borrowed channel
	 * @throws AppendException if they cannot be read
	 */
	default AppendedFiles files(Instant time) {
		Objects.requireNonNull(time, "time");
		return files();
	}

	/**
	 * Reads back what was appended, record by record, up to what is appended now: see
	 * {@link LogReader}.
	 * @return what opens a reader, at the oldest record by default
	 * @throws UnsupportedOperationException if positions do not last: for a borrowed
	 * channel or a standard stream, a shared file, under
	 * {@link AppenderOptions.Builder#lastingPositions(boolean) lastingPositions(false)},
	 * and where what it takes could not be kept beside the file
	 */
	LogReader.Builder reader();

	/**
	 * Starts to forward what is durable to another system, in order, for as long as it
	 * takes; what a former run had forwarded is not sent again. Waits for nothing: the
	 * sink is first called on a thread of its own. Closing the appender ends it at once;
	 * {@link Forwarder#close(Duration)} before that forwards what is left.
	 * <p>
	 * From here on retention waits for it, as if the options' cursor was one of
	 * {@link Rotation#keepUntil()}, which is to name it where retention might delete
	 * something between the opening and this; and how much may be there that is not
	 * forwarded is limited: see {@link ForwardOptions.Builder#diskLimit(long)}.
	 * @param sink where to; closed when forwarding ends
	 * @param options how
	 * @return what forwards
	 * @throws IllegalStateException if it forwards already
	 * @throws IllegalArgumentException if the oldest archives are to be dropped at the
	 * limit, and the rotation has none of which that is true
	 * @throws UnsupportedOperationException if it has no lasting positions, as a borrowed
	 * channel and a shared file have none
	 * @throws AppendException if it cannot be found out how far a former run came
	 */
	default Forwarder forwardTo(RecordSink sink, ForwardOptions options) {
		throw new UnsupportedOperationException("appender '" + name() + "' has no lasting positions to forward by");
	}

	/**
	 * Appends a record and says when it is forwarded: as
	 * {@link Forwarder#append(byte[])}.
	 * @param record the record, at least one byte
	 * @return completes with the position after the record once the other system has
	 * acknowledged it
	 * @throws IllegalStateException if the appender does not forward: see
	 * {@link #forwardTo}
	 */
	default CompletableFuture<Long> appendForwarded(byte[] record) {
		throw new IllegalStateException("appender '" + name() + "' does not forward");
	}

	/**
	 * Waits until all that any thread had appended before this call is forwarded: as
	 * {@link Forwarder#forward(Duration)}.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the records are forwarded later
	 * @throws ForwardingStoppedException if forwarding ended
	 * @throws IllegalStateException if the appender does not forward: see
	 * {@link #forwardTo}
	 */
	default void forward(Duration timeout) {
		throw new IllegalStateException("appender '" + name() + "' does not forward");
	}

	/**
	 * Opens a cursor with {@linkplain LogCursor.Options#DEFAULTS defaults}, otherwise
	 * like {@link #cursor(String, LogCursor.Options)}.
	 * @param name the name of the cursor
	 * @return the cursor, to be closed
	 */
	LogCursor cursor(String name);

	/**
	 * Opens a cursor: it hands out what was appended, durably and in order, from where it
	 * was acknowledged the last time it was open under that name, be it by another
	 * process. How far that is lies in a small file beside the log,
	 * {@code .NAME.cursor.CURSOR}. Of each name one is open at a time, as another process
	 * cannot have the appender open. Closed with the appender, if it is not before.
	 * @param name the name of the cursor: see {@link LogCursor#requireName}
	 * @param options how it is kept
	 * @return the cursor, to be closed
	 * @throws IllegalArgumentException if a cursor cannot be named so
	 * @throws IllegalStateException if one of that name is open
	 * @throws AppendException if it cannot be read or kept where it is
	 * @throws AppenderClosedException if the appender is closed
	 * @throws UnsupportedOperationException if its positions do not last: see
	 * {@link AppenderOptions#lastingPositions()}
	 */
	LogCursor cursor(String name, LogCursor.Options options);

	/**
	 * How far its cursors are: those that are open, and those that
	 * {@linkplain Rotation#keepUntil() retention waits for}.
	 * @return in the order of their names; none where positions do not last
	 * @throws AppendException if the file of one that retention waits for cannot be read
	 */
	List<LogCursor.Status> cursors();

	/**
	 * How far it is, and what went wrong.
	 * @return positions, counts and state, all of one moment
	 */
	AppenderStatus status();

	/**
	 * A stream whose every {@code write} is one record. Its {@code flush} is
	 * {@link #flush()}, its {@code close} flushes and leaves the appender open; failures
	 * are {@link IOException}s. Under {@link Backpressure#drop()} it drops and counts.
	 * @return a new stream, for use by any number of threads
	 */
	OutputStream asOutputStream();

	/**
	 * A channel whose every {@code write} is one record, otherwise like
	 * {@link #asOutputStream()}.
	 * @return a new channel, for use by any number of threads
	 */
	WritableByteChannel asChannel();

	/**
	 * Refuses new records, writes what was accepted, forces it if the sync policy is not
	 * {@link SyncPolicy#onDemand()} or a thread waits for it, and closes the file, unless
	 * it is borrowed or a standard stream. Does nothing when closed already.
	 * @throws AppenderFailedException if accepted records could not be written or forced;
	 * the message counts them
	 * @throws AppendInterruptedException if interrupted while waiting; the closing goes
	 * on
	 */
	@Override
	void close();

	/**
	 * Likewise, for no longer than a limit; what is not written then is given up.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the message counts what was not
	 * written (of which a write that hangs may yet write some)
	 */
	void close(Duration timeout);

	/**
	 * Whether a factory has it that is open. Not so from the moment on at which the last
	 * of the factories that {@linkplain AsyncAppendFactory#share share} it begins to
	 * close.
	 * @return whether a factory has it
	 */
	boolean isOwned();

	/**
	 * Whether the calling thread is an I/O thread of some factory, as it is in a listener
	 * and in what depends on a durable future. It must not wait for one thing: room in
	 * the buffer of an appender on another disk, which may hang, while its own file waits
	 * for it. {@link #tryAppend} does not.
	 * @return whether it is an I/O thread
	 */
	boolean isIoThread();

}
