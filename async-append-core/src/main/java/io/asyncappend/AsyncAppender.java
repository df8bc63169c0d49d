package io.asyncappend;

import io.asyncappend.archive.Archivist;
import io.asyncappend.file.AppendFile;
import io.asyncappend.lane.Lane;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Appends records to one file, in order, through a bounded buffer. Comes from an
 * {@link AsyncAppendFactory}.
 * <p>
 * Three positions only grow, all in bytes since the appender was opened:
 * <em>accepted</em> (by {@code append}), <em>written</em> (given to the operating system;
 * survives the death of the process) and <em>durable</em> (forced to the device; survives
 * an operating system crash and a power cut). {@link #flush()} waits until written,
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
public final class AsyncAppender implements AutoCloseable {

	/**
	 * What {@code append} returns for a record dropped under {@link Backpressure#drop()}.
	 */
	public static final long DROPPED = -1;

	private final String name;

	private final AppenderOptions options;

	private final Owners owners;

	private final Ledger ledger;

	private final Wanted wanted;

	private final Turn turn;

	private final Telling telling;

	private final Drain drain;

	private final Waiting waiting;

	private final Intake intake;

	private final Archiving archiving;

	AsyncAppender(String name, AppenderOptions options, AppendFile file, Lane lane, Owners owners,
			Archivist archivist) {
		this.name = name;
		this.options = options;
		this.owners = owners;
		this.ledger = new Ledger(name, options.bufferSize());
		Receipts receipts = new Receipts(this.ledger);
		this.wanted = new Wanted(options, this.ledger);
		this.telling = new Telling(this, this.ledger, receipts, owners.listener(), owners::closed);
		this.archiving = new Archiving(options.rotation(), file, archivist, this.ledger, this.telling);
		Rotator rotator = new Rotator(options.rotation(), this.archiving.current(), archivist.clock());
		CurrentFile current = new CurrentFile(this.ledger, this.wanted, file, options.recreate(), rotator,
				this.archiving);
		this.turn = new Turn(this.ledger, this.wanted, current, lane.awaited());
		this.drain = new Drain(this.ledger, this.wanted, this.turn, lane, owners::areAsynchronous, this.telling,
				options.bufferSize() / 2);
		this.waiting = new Waiting(this.ledger, this.wanted, this.drain, this.telling);
		this.intake = new Intake(options, this.ledger, receipts, this.wanted, this.drain, this.waiting, this.telling);
	}

	/**
	 * The name it was opened under.
	 * @return the name, unique in its factory
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The options it was opened with.
	 * @return the options
	 */
	public AppenderOptions options() {
		return this.options;
	}

	/**
	 * Appends a record. The bytes are copied before this returns.
	 * @param record the record, at least one byte
	 * @return the position after the record, in bytes since the appender was opened, or
	 * {@link #DROPPED}
	 * @throws BufferFullException if there is no room, under {@link Backpressure#fail()}
	 * @throws AppendTimeoutException if there was no room in time, under
	 * {@link Backpressure#block(Duration)}; the record is not in the file
	 * @throws AppendInterruptedException if the thread was interrupted while it waited
	 * for room; the record is not in the file
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppenderFailedException if the appender failed
	 */
	public long append(byte[] record) {
		return append(record, 0, record.length);
	}

	/**
	 * Appends a range of an array as one record, otherwise like {@link #append(byte[])}.
	 * @param array the array
	 * @param offset of the record's first byte
	 * @param length of the record in bytes, at least 1
	 * @return the position after the record, or {@link #DROPPED}
	 */
	public long append(byte[] array, int offset, int length) {
		checkRange(array, offset, length);
		return this.intake.append(array, null, offset, length);
	}

	/**
	 * Appends what remains of a buffer as one record, otherwise like
	 * {@link #append(byte[])}. Its position moves to its limit if the record was
	 * accepted, and stays otherwise.
	 * @param record the record, at least one byte; may be direct or read-only
	 * @return the position after the record, or {@link #DROPPED}
	 */
	public long append(ByteBuffer record) {
		checkLength(record.remaining());
		return this.intake.append(null, record, 0, record.remaining());
	}

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
	public long tryAppend(byte[] record) {
		checkRange(record, 0, record.length);
		return this.intake.tryAppend(record);
	}

	/**
	 * Appends a record and says when it is durable. One force serves all records written
	 * before it (group commit). The futures of an appender complete in the order of their
	 * positions, off its locks, on the thread that forced: an I/O thread, or one that
	 * waits for this appender without a limit, as who waits alone does the work himself.
	 * What depends on them should be brief or asynchronous; it may append, flush and sync
	 * here, but not wait for another future of an appender of this factory: a future of
	 * this one completes only after it returned, and one of another may need the I/O
	 * thread that waits. Cancelling the future does not take the record back. In
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
	 */
	public CompletableFuture<Long> appendDurably(byte[] record) {
		return appendDurably(record, 0, record.length);
	}

	/**
	 * Appends a range of an array as one record, otherwise like
	 * {@link #appendDurably(byte[])}.
	 * @param array the array
	 * @param offset of the record's first byte
	 * @param length of the record in bytes, at least 1
	 * @return completes with the position once the record is durable
	 */
	public CompletableFuture<Long> appendDurably(byte[] array, int offset, int length) {
		checkRange(array, offset, length);
		return this.intake.appendDurably(array, null, offset, length);
	}

	/**
	 * Appends what remains of a buffer as one record, otherwise like
	 * {@link #appendDurably(byte[])}. Its position moves to its limit if the record was
	 * accepted.
	 * @param record the record, at least one byte
	 * @return completes with the position once the record is durable
	 */
	public CompletableFuture<Long> appendDurably(ByteBuffer record) {
		checkLength(record.remaining());
		return this.intake.appendDurably(null, record, 0, record.remaining());
	}

	/**
	 * Waits until all that any thread had appended before this call is written: given to
	 * the operating system, so that it survives the death of this process, but not a
	 * power cut. Where nobody else waits and there is little to write the calling thread
	 * does it, unless it is a virtual one; listeners and futures of this appender may be
	 * told on it then.
	 * @throws AppenderFailedException if the appender failed
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting
	 */
	public void flush() {
		this.waiting.flush(Deadline.NEVER);
	}

	/**
	 * Likewise, for no longer than a limit, which holds though the disk hangs: in
	 * synchronous mode too an I/O thread writes then. Only where none can be started does
	 * the caller write, and a write(2) that hangs cannot be left.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the records stay accepted
	 */
	public void flush(Duration timeout) {
		this.waiting.flush(Deadline.limit(timeout));
	}

	/**
	 * Waits until all that any thread had appended before this call is durable: forced to
	 * the device, so that it survives a power cut. Who does it is as for
	 * {@link #flush()}.
	 * @throws AppenderFailedException if the appender failed; a failed force is never
	 * retried
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting for others
	 */
	public void sync() {
		this.waiting.sync(Deadline.NEVER);
	}

	/**
	 * Likewise, for no longer than a limit, as {@link #flush(Duration)}.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the records stay accepted
	 */
	public void sync(Duration timeout) {
		this.waiting.sync(Deadline.limit(timeout));
	}

	/**
	 * Opens the path again, after somebody renamed the file away (log rotation): writes
	 * and forces what was accepted before, to the old file, then goes on with the file
	 * that the path names now. Loses nothing while others append. Does nothing but the
	 * force when the path still names the same file.
	 * @throws AppendException if the path cannot be opened; the appender goes on with the
	 * old file
	 * @throws AppenderFailedException if the appender failed
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting; the file is
	 * reopened all the same
	 * @throws UnsupportedOperationException for a borrowed channel
	 */
	public void reopen() {
		reopen(Deadline.NEVER);
	}

	/**
	 * Likewise, but waits no longer than a limit.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the file is reopened later, as soon
	 * as what was accepted before is written and forced
	 */
	public void reopen(Duration timeout) {
		reopen(Deadline.limit(timeout));
	}

	private void reopen(long limit) {
		if (this.turn.file().path().isEmpty()) {
			throw new UnsupportedOperationException(
					"appender '" + this.name + "' borrows its channel and has no path to open again");
		}
		IOException error = this.waiting.reopen(limit);
		if (error != null) {
			throw new AppendException("appender '" + this.name + "': reopen failed: " + error, error);
		}
	}

	/**
	 * Makes an archive of the file and goes on with a new one: writes and forces what was
	 * accepted before, to the old file, then renames it as {@link Rotation#naming()}
	 * says. Loses nothing while others append, and positions go on. Does nothing but the
	 * force when the file is empty. When others have taken the file away it opens the
	 * path again, like {@link #reopen()}. Compression and retention come later, on
	 * another thread.
	 * @throws AppendException if the file cannot be renamed or the new one not be opened;
	 * the appender goes on with the old file
	 * @throws AppenderFailedException if the appender failed
	 * @throws AppenderClosedException if the appender is closed
	 * @throws AppendInterruptedException if interrupted while waiting; the file is
	 * rotated all the same
	 * @throws UnsupportedOperationException for a borrowed channel or a shared file
	 */
	public void rotate() {
		rotate(Deadline.NEVER);
	}

	/**
	 * Likewise, but waits no longer than a limit.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the file is rotated later, as soon
	 * as what was accepted before is written and forced
	 */
	public void rotate(Duration timeout) {
		rotate(Deadline.limit(timeout));
	}

	private void rotate(long limit) {
		requireArchivable("rotate");
		IOException error = this.waiting.rotate(limit);
		if (error != null) {
			throw new AppendException("appender '" + this.name + "': rotation failed: " + error, error);
		}
	}

	private void requireArchivable(String wanted) {
		AppendFile file = this.turn.file();
		if (file.archivable().isEmpty()) {
			throw new UnsupportedOperationException("appender '" + this.name + "' "
					+ (file.path().isEmpty() ? "borrows its channel and has no path to " + wanted
							: "shares its file, which has no archives to " + wanted));
		}
	}

	/**
	 * What its file became by rotation, in the order in which it was written, as far as
	 * it is there now: an archive is replaced by a compressed one, and deleted, when the
	 * time has come for it.
	 * @return the paths; that of a compressed archive ends in {@code .gz}; none for a
	 * borrowed channel or a shared file
	 * @throws AppendException if the directory cannot be read
	 */
	public List<Path> archives() {
		try {
			return this.archiving.archives();
		}
		catch (IOException ex) {
			throw new AppendException("appender '" + this.name + "': archives cannot be listed: " + ex, ex);
		}
	}

	/**
	 * Finds what it wrote, in its file and in its archives, to be read from the first
	 * record to the last. What was accepted and not written is not there: see
	 * {@link #flush()}.
	 * @return the files, to be closed
	 * @throws UnsupportedOperationException for a borrowed channel
	 * @throws AppendException if they cannot be read
	 */
	public AppendedFiles files() {
		if (this.turn.file().path().isEmpty()) {
			requireArchivable("read");
		}
		try {
			return AppendedFiles.of(this.archiving::current, this.turn::file);
		}
		catch (IOException ex) {
			throw new AppendException("appender '" + this.name + "': its files cannot be read: " + ex, ex);
		}
	}

	/** What speaks against the file that was there when it was opened. */
	Optional<String> foreign() {
		return this.turn.file().foreign();
	}

	/** Finishes what an earlier run has left of its archives. */
	void tidy() {
		this.archiving.opened();
	}

	/**
	 * How it is doing.
	 * @return positions, counts and state, all of one moment
	 */
	public AppenderStatus status() {
		this.ledger.lock.lock();
		try {
			return this.ledger.status(this.options, this.drain, this.turn.file());
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/**
	 * A stream whose every {@code write} is one record. Its {@code flush} is
	 * {@link #flush()}, its {@code close} flushes and leaves the appender open; failures
	 * are {@link IOException}s. Under {@link Backpressure#drop()} it drops and counts.
	 * @return a new stream, for use by any number of threads
	 */
	public OutputStream asOutputStream() {
		return new AppenderStream(this);
	}

	/**
	 * A channel whose every {@code write} is one record, otherwise like
	 * {@link #asOutputStream()}.
	 * @return a new channel, for use by any number of threads
	 */
	public WritableByteChannel asChannel() {
		return new AppenderChannel(this);
	}

	/**
	 * Refuses new records, writes what was accepted, forces it if the sync policy is not
	 * {@link SyncPolicy#onDemand()} or somebody waits for it, and closes the file, unless
	 * it is borrowed. Does nothing when closed already.
	 * @throws AppenderFailedException if accepted records could not be written or forced;
	 * the message counts them
	 * @throws AppendInterruptedException if interrupted while waiting; the closing goes
	 * on
	 */
	@Override
	public void close() {
		close(Deadline.NEVER);
	}

	/**
	 * Likewise, for no longer than a limit; what is not written then is given up.
	 * @param timeout the limit, not negative
	 * @throws AppendTimeoutException when it is over; the message counts what was not
	 * written (of which a write that hangs may yet write some)
	 */
	public void close(Duration timeout) {
		close(Deadline.limit(timeout));
	}

	private void close(long limit) {
		IOException error = this.waiting.close(limit);
		if (error != null) {
			throw new AppendException("appender '" + this.name + "': close failed: " + error, error);
		}
	}

	/**
	 * Whether a factory has it that is open. Not so from the moment on at which the last
	 * of the factories that {@linkplain AsyncAppendFactory#share share} it begins to
	 * close.
	 * @return whether a factory has it
	 */
	public boolean isOwned() {
		return this.owners.areThere();
	}

	/** For a test that comes in between. */
	void onFallingAsleep(Runnable action) {
		this.drain.fallingAsleep = action;
	}

	Owners owners() {
		return this.owners;
	}

	/** Whether other processes had locked the file when it was opened. */
	boolean isLockedByOthers() {
		return this.turn.file().isLockedByOthers();
	}

	/** Begins a close without waiting for it; {@link #close()} is to follow. */
	void startClose() {
		this.ledger.lock.lock();
		try {
			this.ledger.startClosing();
			this.drain.hurry();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** Begins a sync without waiting for it. */
	void startSync() {
		this.ledger.lock.lock();
		try {
			this.wanted.sync(this.ledger.accepted());
			this.drain.hurry();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** From now on nobody waits for the lane, nor for those who are told. */
	void startExit() {
		this.ledger.lock.lock();
		try {
			this.ledger.exit();
		}
		finally {
			this.ledger.lock.unlock();
		}
		modeChanged();
	}

	/** Brings what was accepted as far as the sync policy promises. */
	void exit(Duration timeout) {
		if (this.options.sync().isOnDemand()) {
			flush(timeout);
		}
		else {
			sync(timeout);
		}
	}

	/** The factory was enabled or disabled. */
	void modeChanged() {
		this.ledger.lock.lock();
		try {
			this.drain.forgetFallback();
			if (this.ledger.queued() > 0) {
				this.drain.hurry();
			}
			this.ledger.signalAll();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private static void checkRange(byte[] array, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, array.length);
		checkLength(length);
	}

	private static void checkLength(int length) {
		if (length == 0) {
			throw new IllegalArgumentException("a record must have at least one byte");
		}
	}

}
