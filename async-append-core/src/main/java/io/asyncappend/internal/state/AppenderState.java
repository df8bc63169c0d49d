package io.asyncappend.internal.state;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AppenderStorage;
import io.asyncappend.AppenderTrouble;
import io.asyncappend.FailureKind;
import io.asyncappend.ForwardStatus;
import io.asyncappend.FileLoss;
import io.asyncappend.LogStatus;
import io.asyncappend.internal.buffer.RecordBuffer;
import io.asyncappend.internal.concurrent.OomSafeLock;
import io.asyncappend.internal.file.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The books of one appender: its three positions, its state, what it holds and what it
 * dropped, and the lock and conditions under which all of that changes. Every method but
 * {@link #written()} and {@link #durable()} is called with the {@linkplain #lock lock}
 * held.
 */
public final class AppenderState {

	public final OomSafeLock lock = new OomSafeLock();

	public final Waiters waiters = new Waiters(this.lock);

	private final String name;

	private final RecordBuffer buffer;

	private final int bufferSize;

	/** {@code null} if what is not forwarded has no limit. */
	private volatile ForwardBacklog backlog;

	/** To wake producers for each bit of room takes longer than to write it. */
	private final long enoughRoom;

	private long writtenRecords;

	private long durableRecords;

	/** As it was opened; {@code null} if positions do not last. */
	private final LogStatus log;

	/** Records since the log began; 0 if positions do not last. */
	private long writtenIndex;

	/** Likewise. */
	private long durableIndex;

	/** What was accepted when the oldest record that is not written was first seen. */
	private long seenUnwritten;

	private long unwrittenSince;

	/** Likewise, not durable. */
	private long seenUndurable;

	private long undurableSince;

	private volatile long written;

	private volatile long durable;

	private long droppedRecords;

	private long droppedBytes;

	private long reportedDroppedRecords;

	private long reportedDroppedBytes;

	private AppenderStatus.State state = AppenderStatus.State.OPEN;

	private boolean closing;

	private boolean exiting;

	private Throwable failure;

	private FailureKind failureKind;

	private long degradations;

	private long degradedSince;

	private long degradedNanos;

	private FileLoss fileLoss;

	private Throwable rotationFailure;

	private Throwable archiveFailure;

	private Throwable logFailure;

	private Optional<AppenderStorage.Archives> archives = Optional.empty();

	/** {@code null} until it is to be noted. */
	private DurableTimes durableTimes;

	private boolean failedForGood;

	private boolean failureReported;

	/** Whose positions count from 0. */
	public AppenderState(String name, int bufferSize) {
		this(name, bufferSize, null);
	}

	/**
	 * Whose positions go on.
	 * @param name of the appender
	 * @param bufferSize in bytes
	 * @param log as it was opened; {@code null} for positions that count from 0
	 */
	public AppenderState(String name, int bufferSize, LogStatus log) {
		this.name = name;
		this.log = log;
		long opened = (log != null) ? log.opened() : 0;
		this.buffer = new RecordBuffer(bufferSize, opened);
		this.seenUnwritten = opened;
		this.seenUndurable = opened;
		this.written = opened;
		this.durable = opened;
		this.writtenIndex = (log != null) ? log.openedIndex() : 0;
		this.durableIndex = this.writtenIndex;
		this.bufferSize = bufferSize;
		this.enoughRoom = bufferSize / 2;
	}

	public long accepted() {
		return this.buffer.tail();
	}

	/** Any thread may ask, without the lock. */
	public long written() {
		return this.written;
	}

	/** Any thread may ask, without the lock. */
	public long durable() {
		return this.durable;
	}

	/**
	 * The bytes that are accepted and not written. Any thread may ask; exact with the
	 * lock.
	 * @return how many
	 */
	public long queued() {
		return this.buffer.tail() - this.buffer.head();
	}

	public boolean hasRoom(int length) {
		return this.buffer.hasRoom(length);
	}

	/** Accepts a record without the lock; negative if it takes the lock. */
	public long tryAccept(byte[] array, int offset, int length) {
		return this.buffer.tryPut(array, offset, length);
	}

	/** What is queued as far as can be told without the lock. */
	public long queuedBefore(long position) {
		return position - this.buffer.head();
	}

	/** From now on records are accepted under the lock only. */
	public void seal() {
		this.buffer.seal();
	}

	/**
	 * Limits what is not forwarded from now on.
	 * @param backlog how; {@code null} for no limit
	 */
	public void limit(ForwardBacklog backlog) {
		seal();
		this.backlog = backlog;
		this.waiters.roomMade();
	}

	/**
	 * All up to a position is forwarded; without the lock.
	 * @param position the position
	 */
	public void forwarded(long position) {
		ForwardBacklog limited = this.backlog;
		if (limited != null && limited.forwarded(position)) {
			this.lock.lock();
			try {
				limited.released(accepted());
				this.waiters.roomMade();
				this.waiters.positionMoved();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/** Whether a record may be there that is not forwarded. */
	public boolean mayWaitForForwarding(int length) {
		ForwardBacklog limited = this.backlog;
		return limited == null || fits(limited, length);
	}

	private boolean fits(ForwardBacklog limited, int length) {
		boolean wasReached = limited.isReached();
		boolean fits = limited.fits(accepted(), length);
		if (!wasReached && limited.isReached()) {
			// The thread that forwards tells of it.
			this.waiters.positionMoved();
		}
		return fits;
	}

	/** Throws if it may not, and is to be refused then. */
	public void requireWithinDiskLimit(int length) {
		ForwardBacklog limited = this.backlog;
		if (limited == null || !limited.isRefused()) {
			return;
		}
		seal();
		if (!fits(limited, length)) {
			throw limited.refuse(this.name, length, accepted());
		}
	}

	/** From now on records may be accepted without the lock, if they may at all. */
	public void allowLockFree() {
		// Without it as much is accepted as the buffer takes.
		ForwardBacklog limited = this.backlog;
		if (limited != null && limited.isNear(this.written, this.bufferSize)) {
			return;
		}
		if (!this.closing && this.state != AppenderStatus.State.FAILED && this.state != AppenderStatus.State.CLOSED) {
			this.buffer.allowLockFree();
		}
	}

	public long accept(byte[] array, int offset, int length) {
		this.buffer.put(array, offset, length);
		return this.buffer.tail();
	}

	public long accept(ByteBuffer record) {
		this.buffer.put(record);
		record.position(record.limit());
		return this.buffer.tail();
	}

	public void drop(int length) {
		this.droppedRecords++;
		this.droppedBytes += length;
	}

	/** How many records were dropped since this was last asked. */
	public long takeDroppedRecords() {
		long news = this.droppedRecords - this.reportedDroppedRecords;
		this.reportedDroppedRecords = this.droppedRecords;
		return news;
	}

	/** How many bytes were dropped since this was last asked. */
	public long takeDroppedBytes() {
		long news = this.droppedBytes - this.reportedDroppedBytes;
		this.reportedDroppedBytes = this.droppedBytes;
		return news;
	}

	/** Why it failed for good, once; {@code null} if it did not, or that is known. */
	public Throwable takeFailure() {
		if (!this.failedForGood || this.failureReported) {
			return null;
		}
		this.failureReported = true;
		return this.failure;
	}

	public ByteBuffer next(long to, int max) {
		return this.buffer.next(to, max);
	}

	public ByteBuffer nextRecords(long to, int max) {
		return this.buffer.nextRecords(to, max);
	}

	/** Bytes were given to the operating system; makes room. */
	public void wrote(int bytes) {
		ForwardBacklog limited = this.backlog;
		if (limited != null && limited.isNear(this.written + bytes, this.bufferSize)) {
			seal();
		}
		this.writtenRecords += this.buffer.release(bytes);
		this.written = this.buffer.head();
		if (this.waiters.isRoomAwaited() && queued() <= this.enoughRoom) {
			this.waiters.roomMade();
		}
	}

	/** Likewise, with the records of the log up to there. */
	public void wrote(int bytes, long index) {
		this.writtenIndex = index;
		wrote(bytes);
	}

	/** How many records end in what is written. */
	public long writtenRecords() {
		return this.writtenRecords;
	}

	/** How many records the log has up to what is written; 0 if positions do not last. */
	public long writtenIndex() {
		return this.writtenIndex;
	}

	/** As it is now; empty if positions do not last. */
	public Optional<LogStatus> log() {
		return (this.log != null) ? Optional.of(this.log.at(this.writtenIndex, this.durableIndex)) : Optional.empty();
	}

	/**
	 * Sees what is on its way: from now on its age counts, until all of it has arrived.
	 * @param accepted the position accepted, a moment ago
	 * @param now {@link System#nanoTime()}, asked for after that: so no age is too long
	 */
	public void seeBacklog(long accepted, long now) {
		if (accepted > this.written && this.written >= this.seenUnwritten) {
			this.seenUnwritten = accepted;
			this.unwrittenSince = now;
		}
		if (accepted > this.durable && this.durable >= this.seenUndurable) {
			this.seenUndurable = accepted;
			this.undurableSince = now;
		}
	}

	/**
	 * Everything up to a position was forced to the device.
	 * @param position the position
	 * @param records how many records end up to there
	 * @param index how many the log has up to there; 0 if positions do not last
	 */
	public void forced(long position, long records, long index) {
		this.durable = position;
		this.durableRecords = records;
		this.durableIndex = index;
		if (this.durableTimes != null) {
			this.durableTimes.add(position, System.nanoTime());
		}
		this.waiters.positionMoved();
	}

	/**
	 * Waits, as a reader, until a position has moved or the thread is
	 * {@linkplain #wakeReaders() woken}; may wake up for nothing. Takes the lock itself.
	 * @param isOver whether there is nothing to wait for; asked with the lock held
	 * @param nanos how long at most
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitReadable(BooleanSupplier isOver, long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			if (!isOver.getAsBoolean()) {
				this.waiters.awaitReadable(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Has those that wait for a position look again. Takes the lock itself. */
	public void wakeReaders() {
		this.lock.lock();
		try {
			this.waiters.positionMoved();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wakes threads whose position is reached, as many as the thread that writes does for
	 * now. Without the lock.
	 * @param reached the first of them, or {@code null}
	 */
	public void wakeReached(WakeChain.Parked reached) {
		try {
			// Those of the batch before.
			this.waiters.wakeRest();
		}
		finally {
			if (reached != null) {
				this.waiters.chain.add(reached);
			}
		}
		wakeGroup();
	}

	/**
	 * Wakes those that begin to wake others, and more while there is nothing to write.
	 */
	void wakeGroup() {
		int count = WakeChain.GROUP;
		while (this.waiters.isAnyAsleep() && (count > 1 || queued() == 0)) {
			this.waiters.chain.wake(count);
			count = 1;
		}
	}

	/** Notes from now on when more becomes durable. */
	public void noteDurable() {
		if (this.durableTimes == null) {
			this.durableTimes = new DurableTimes(this.durable, System.nanoTime());
		}
	}

	/** Whether what lies behind a position was durable before that was noted. */
	public boolean isNotedBefore(long position) {
		return this.durableTimes != null && position < this.durableTimes.beginning();
	}

	/**
	 * How long what lies behind a position has been durable, at least, as far as that was
	 * noted.
	 * @param now {@link System#nanoTime()}
	 */
	public long durableAge(long position, long now) {
		return (this.durableTimes != null) ? this.durableTimes.age(position, now) : 0;
	}

	public AppenderStatus.State state() {
		return this.state;
	}

	public boolean isClosing() {
		return this.closing;
	}

	/**
	 * The JVM exits: from now on no thread waits for an I/O thread, nor for a listener.
	 */
	public void exit() {
		this.exiting = true;
	}

	public boolean isExiting() {
		return this.exiting;
	}

	public boolean isFailed() {
		return this.state == AppenderStatus.State.FAILED;
	}

	/** After this no position moves. */
	public boolean isClosed() {
		return this.state == AppenderStatus.State.CLOSED;
	}

	public Throwable failure() {
		return this.failure;
	}

	public void degrade(IOException cause, FailureKind kind) {
		this.degradations++;
		this.degradedSince = System.nanoTime();
		become(AppenderStatus.State.DEGRADED, cause, kind);
	}

	public void recover() {
		become(AppenderStatus.State.OPEN, null, null);
	}

	/** Fails for good; false if it had failed before. Closed it stays closed. */
	public boolean fail(Throwable cause, FailureKind kind) {
		if (this.failedForGood) {
			return false;
		}
		this.failedForGood = true;
		become(isClosed() ? AppenderStatus.State.CLOSED : AppenderStatus.State.FAILED, cause, kind);
		return true;
	}

	private void become(AppenderStatus.State state, Throwable failure, FailureKind kind) {
		if (state != AppenderStatus.State.DEGRADED) {
			this.degradedNanos = degradedNanos();
		}
		if (state == AppenderStatus.State.FAILED || state == AppenderStatus.State.CLOSED) {
			seal();
		}
		this.state = state;
		this.failure = failure;
		this.failureKind = kind;
		this.waiters.wakeAll();
	}

	private long degradedNanos() {
		boolean now = this.state == AppenderStatus.State.DEGRADED;
		return this.degradedNanos + (now ? System.nanoTime() - this.degradedSince : 0);
	}

	/** The file was taken away, or, for {@code null}, it was opened again. */
	public void fileLost(FileLoss loss) {
		this.fileLoss = loss;
	}

	/** The file could not be rotated, or, for {@code null}, it was. */
	public void rotated(IOException failure) {
		this.rotationFailure = failure;
	}

	/** Archives could not be seen to, or, for {@code null}, all were. */
	public void archived(IOException failure) {
		this.archiveFailure = failure;
	}

	/** The log's positions could not be kept, or, for {@code null}, they are. */
	public void logKept(IOException failure) {
		this.logFailure = failure;
	}

	/** Archives were looked through and seen to. */
	public void archives(AppenderStorage.Archives archives) {
		this.archives = Optional.of(archives);
	}

	/** Stops the admission of records. */
	public void startClosing() {
		seal();
		this.closing = true;
		this.waiters.wakeAll();
	}

	/**
	 * Closes for good; what is not written by now was given up. An appender that is kept
	 * after that, by whatever refers to it, keeps no buffer.
	 */
	public void closed() {
		if (this.state == AppenderStatus.State.DEGRADED && queued() == 0) {
			// The write that failed had taken everything.
			become(AppenderStatus.State.CLOSED, null, null);
		}
		else if (this.failure == null && queued() > 0) {
			become(AppenderStatus.State.CLOSED, new IOException("the deadline of a close was over"), FailureKind.OTHER);
		}
		else {
			become(AppenderStatus.State.CLOSED, this.failure, this.failureKind);
		}
		this.buffer.discard();
	}

	/** For operations that need a living file. */
	public void requireAlive() {
		requireNotFailed();
		if (isClosed()) {
			throw exceptions().closed();
		}
	}

	/** For operations that a closing appender refuses. */
	public void requireOpen() {
		requireAlive();
		if (this.closing) {
			throw exceptions().closed();
		}
	}

	public void requireNotFailed() {
		if (isFailed()) {
			throw failedException();
		}
	}

	/** Why a closed appender will not get to what a thread waits for. */
	public AppendException ended() {
		return (this.failure != null) ? failedException() : exceptions().closed();
	}

	/** Made when one is thrown: most appenders throw none. */
	private AppenderExceptions exceptions() {
		return new AppenderExceptions(this.name);
	}

	public AppendException failedException() {
		return exceptions().failed(this.failure, torn(), unwritten());
	}

	public AppendException fullException(int length) {
		return mayWaitForForwarding(length) ? exceptions().full(length, queued(), this.bufferSize)
				: exceptions().full(length, this.backlog.text(accepted()));
	}

	public AppendException timeoutException(String what, long limitNanos) {
		return exceptions().timeout(what, limitNanos, unwritten());
	}

	public AppendException noRoomInTimeException(int length, long limitNanos) {
		String append = "append of " + AppenderExceptions.bytes(length);
		return mayWaitForForwarding(length) ? timeoutException(append, limitNanos)
				: exceptions().timeout(append, limitNanos, this.backlog.text(accepted()));
	}

	public AppendException interruptedException(String what) {
		return exceptions().interrupted(what);
	}

	private String unwritten() {
		return AppenderExceptions.unwritten(queuedRecords(), queued());
	}

	long queuedRecords() {
		return this.buffer.records();
	}

	/** The bytes of a record that are written while the rest of it is not. */
	public long partialRecordBytes() {
		return this.buffer.partialRecordBytes();
	}

	/** Where that record ends. */
	public long nextBoundary() {
		return this.buffer.nextBoundary();
	}

	/** Where the last record ends that ends up to a position; if none is begun. */
	public long boundary(long limit) {
		return this.buffer.boundary(limit);
	}

	/** After a failure, or a close: bytes of an unfinished record in the file. */
	long torn() {
		return (this.failure != null || isClosed()) ? this.buffer.partialRecordBytes() : 0;
	}

	/**
	 * All values of one moment.
	 * @param mode which threads write
	 * @param fallbackReason why it is synchronous although asynchronous I/O is enabled
	 * @param file the file that is written now
	 */
	public AppenderStatus status(AppenderStatus.Mode mode, Optional<String> fallbackReason, AppendFile file,
			Optional<ForwardStatus> forwarding) {
		// Producers may be accepting records without the lock.
		long moment = this.buffer.tailSnapshot();
		long accepted = this.buffer.tail(moment);
		long now = System.nanoTime();
		seeBacklog(accepted, now);
		AppenderStatus.Builder status = AppenderStatus.builder(this.name)
			.state(this.state)
			.mode(mode)
			.engine(file.engine())
			.positions(new AppenderStatus.Positions(accepted, this.written, this.durable))
			.records(new AppenderStatus.Records(this.writtenRecords + this.buffer.records(moment), this.writtenRecords,
					this.durableRecords))
			.age(age(now))
			.dropped(new AppenderStatus.Dropped(this.droppedRecords, this.droppedBytes))
			.storage(new AppenderStorage(file.freeBytes(), this.archives))
			.trouble(trouble(file.tornTail()));
		if (this.log != null) {
			status.log(this.log.at(this.writtenIndex, this.durableIndex));
		}
		if (file.path().isPresent()) {
			status.file(file.path().get());
		}
		if (fallbackReason.isPresent()) {
			status.fallbackReason(fallbackReason.get());
		}
		if (forwarding.isPresent()) {
			status.forwarding(forwarding.get());
		}
		return status.build();
	}

	AppenderStatus.Age age(long now) {
		long unwritten = (this.written < this.seenUnwritten) ? now - this.unwrittenSince : 0;
		long undurable = (this.durable < this.seenUndurable) ? now - this.undurableSince : 0;
		// What is not written is not durable either, and may have been seen before that.
		return new AppenderStatus.Age(Duration.ofNanos(unwritten), Duration.ofNanos(Math.max(unwritten, undurable)));
	}

	private AppenderTrouble trouble(long tornTailBytes) {
		AppenderTrouble.Builder trouble = AppenderTrouble.builder()
			.degradations(this.degradations)
			.degraded(Duration.ofNanos(degradedNanos()))
			.tornBytes(torn())
			.tornTailBytes(tornTailBytes);
		if (this.failure != null) {
			trouble.failure(this.failureKind, this.failure);
		}
		if (this.logFailure != null) {
			trouble.logFailure(this.logFailure);
		}
		if (this.fileLoss != null) {
			trouble.fileLoss(this.fileLoss);
		}
		if (this.rotationFailure != null || this.archiveFailure != null) {
			trouble.rotationFailure((this.rotationFailure != null) ? this.rotationFailure : this.archiveFailure);
		}
		return trouble.build();
	}

}
