package io.asyncappend.internal.writer;

import io.asyncappend.AppenderStatus;
import io.asyncappend.FailureKind;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.SpaceShortage;
import io.asyncappend.internal.io.WaiterPriority;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the owner of the file does with one batch: writes what is accepted, forces it
 * where that is due, reopens, rotates or closes the file where that is asked for.
 * <p>
 * The lock is taken as seldom as can be, as each producer that needs it would wait:
 * {@link #plan} is called with it and ends with the first bytes to write; after each
 * write it is held once, to make room and to find the next bytes, or what is due after
 * the last; {@link #commit} is called with it when the file is given up.
 */
public final class BatchWriter {

	/** A write of this many bytes takes longer than to let others have the core. */
	private static final int LONG_WRITE = 64 * 1024;

	/** A file that takes nothing this often in a row will take nothing. */
	private static final int MAX_EMPTY_WRITES = 1000;

	private final AppenderState state;

	private final PendingWork pending;

	private final ActiveFile file;

	private final WaiterPriority priority;

	/** A file that has a path may lose it; a borrowed channel has none. */
	private final boolean hasPath;

	/** In bytes; that of a file which takes its place is the same. */
	private final int largestWrite;

	// Of the batch, for the owner of the file.

	private BatchPlan plan;

	/** Up to where the batch writes. */
	private long target;

	/** What was written when the batch, or the part of it in one file, began. */
	private long from;

	/** When that was. */
	private long begun;

	/** The next bytes to write; {@code null} if there are none now. */
	private ByteBuffer next;

	/** They are the rest of a record, of which the file had no room for all. */
	private boolean isRest;

	/** The path has to be looked at before the first write. */
	private boolean isLookDue;

	/** All that was to be written is. */
	private boolean isComplete;

	/** The next record belongs in another file. */
	private boolean isFull;

	private boolean isForceDue;

	private boolean isCloseDue;

	/** Up to where the batch forces. */
	private long forceTo;

	/** How many records end up to there. */
	private long forceRecords;

	/** How many the log has up to there. */
	private long forceIndex;

	/** The force is done, and to be committed. */
	private boolean isForced;

	public BatchWriter(AppenderState state, PendingWork pending, ActiveFile file, WaiterPriority priority) {
		this.state = state;
		this.pending = pending;
		this.file = file;
		this.priority = priority;
		this.hasPath = file.get().path().isPresent();
		this.largestWrite = file.get().largestWrite();
	}

	public AppendFile file() {
		return this.file.get();
	}

	/**
	 * Decides what the batch does, up to the first bytes to write. Called with the lock
	 * held.
	 * @param report filled with what happens
	 * @param timerless whether no thread comes back when an interval ends
	 */
	void plan(BatchReport report, boolean timerless) {
		this.next = null;
		this.isFull = false;
		this.isForceDue = false;
		this.isForced = false;
		this.plan = this.pending.plan(timerless);
		if (this.plan.isAwaited) {
			this.priority.begin();
		}
		this.isCloseDue = this.state.isClosing();
		if (this.plan.isWritable) {
			this.file.beginBatch();
			this.target = this.state.accepted();
			this.isLookDue = this.pending.watch().isDue();
			if (!this.isLookDue) {
				beginFile(report);
			}
		}
	}

	/** The batch goes on in another file, or begins. Called with the lock held. */
	private void beginFile(BatchReport report) {
		long accepted = this.target;
		this.from = this.state.written();
		if (this.file.isEndingRecord()) {
			this.target = this.state.nextBoundary();
		}
		findNext(report);
		this.begun = System.nanoTime();
		this.state.seeBacklog(accepted, this.begun);
	}

	private void beginFileUnlocked(BatchReport report) {
		this.state.lock.lock();
		try {
			beginFile(report);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/**
	 * Writes the batch; called by the owner of the file without the lock.
	 * @param report filled with what happens
	 * @throws IOException if the appender is to fail with it
	 */
	void write(BatchReport report) throws IOException {
		if (this.plan.isWritable) {
			if (this.isLookDue) {
				this.file.look(report);
				beginFileUnlocked(report);
			}
			writeAccepted(report);
			while (this.isFull) {
				// If that fails the file is not full for a while.
				this.file.rotate(report);
				beginFileUnlocked(report);
				writeAccepted(report);
			}
			if (this.isForceDue) {
				this.file.force(report);
				this.isForced = true;
			}
			if (this.isComplete && (this.plan.reopen > 0 || this.plan.rotation > 0)) {
				commitUnlocked();
				this.file.reopenAsAsked(report, this.plan.reopen);
				this.file.rotateAsAsked(report, this.plan.rotation);
			}
			this.file.tellOfLog(report);
		}
		if (this.isCloseDue) {
			close(report);
		}
	}

	/** What an exception of {@link #write} means; for the owner of the file. */
	FailureKind failureKind(Throwable thrown) {
		return (thrown instanceof IOException) ? this.file.step : FailureKind.OTHER;
	}

	private void writeAccepted(BatchReport report) throws IOException {
		AppendFile file = file();
		this.file.step = FailureKind.WRITE;
		// Only a file that is shared is torn while it is written.
		long torn = file.takesWholeRecords() ? file.tornTail() : 0;
		try {
			int empty = 0;
			while (this.next != null) {
				int count = writeNext(file, report);
				if (count >= LONG_WRITE && !this.plan.isAwaited) {
					this.priority.giveWay();
				}
				empty = (count > 0) ? 0 : empty + 1;
				if (empty >= MAX_EMPTY_WRITES && !file.isReadMeanwhile()) {
					throw new IOException("the file took no byte in " + empty + " writes");
				}
			}
		}
		catch (IOException ex) {
			if (!retryLater(ex, report)) {
				throw ex;
			}
		}
		finally {
			report.tornTail += file.takesWholeRecords() ? file.tornTail() - torn : 0;
			long bytes = this.state.written() - this.from;
			report.writtenBytes += bytes;
			report.writeNanos += System.nanoTime() - this.begun;
			if (bytes > 0 && this.hasPath) {
				this.pending.watch().used();
			}
		}
	}

	/** Returns how many bytes the file took. */
	private int writeNext(AppendFile file, BatchReport report) throws IOException {
		ByteBuffer bytes = this.next;
		int before = bytes.position();
		boolean isWritten = false;
		try {
			if (file.takesWholeRecords() && !this.isRest) {
				file.write(bytes, this::wholeIn);
			}
			else {
				file.write(bytes);
			}
			isWritten = true;
			return bytes.position() - before;
		}
		finally {
			// Off the lock, as it takes a while, and as long as the bytes are there.
			long index = this.file.wrote(bytes, before);
			this.state.lock.lock();
			try {
				this.state.wrote(bytes.position() - before, index);
				if (isWritten) {
					findNext(report);
				}
			}
			finally {
				this.state.lock.unlock();
			}
		}
	}

	/** How many of the next bytes to be written belong to records that end in them. */
	private int wholeIn(int count) {
		this.state.lock.lock();
		try {
			long written = this.state.written();
			return (int) (this.state.boundary(written + count) - written);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Finds the next bytes or, after the last, what is due then. */
	private void findNext(BatchReport report) {
		this.next = null;
		this.isFull = false;
		this.isComplete = false;
		if (!this.pending.isAbandoned() && this.pending.untilRetry() == 0) {
			long limit = this.file.limit(this.target);
			this.next = nextUpTo(limit);
			if (this.next != null) {
				return;
			}
			this.isFull = limit < this.target;
			this.isComplete = !this.isFull && !this.file.isEndingRecord();
		}
		if (this.isComplete || this.state.written() > this.from) {
			this.pending.writeSucceeded();
		}
		if (this.isComplete && this.state.state() == AppenderStatus.State.DEGRADED) {
			this.state.recover();
			report.recovered = true;
		}
		this.state.waiters.positionMoved();
		if (!this.isFull) {
			findDue();
		}
	}

	/** Room is made for producers after each write, so it is not too large. */
	private ByteBuffer nextUpTo(long limit) {
		AppendFile file = file();
		if (!file.takesWholeRecords()) {
			return this.state.next(limit, this.largestWrite);
		}
		this.isRest = this.state.partialRecordBytes() > 0;
		return this.isRest ? this.state.next(this.state.nextBoundary(), this.largestWrite)
				: this.state.nextRecords(limit, this.largestWrite);
	}

	private void findDue() {
		this.forceTo = this.state.written();
		this.forceRecords = this.state.writtenRecords();
		this.forceIndex = this.state.writtenIndex();
		this.isForceDue = this.pending.isForceDue();
		this.isCloseDue = this.state.isClosing();
	}

	/** Whether a write that failed is tried again later; what is written is forced. */
	private boolean retryLater(IOException cause, BatchReport report) {
		FailureKind shortage = SpaceShortage.of(cause, file().path().orElse(null)).orElse(null);
		if (shortage == null) {
			return false;
		}
		this.file.step = shortage;
		this.state.lock.lock();
		try {
			if (!this.pending.retryWrite(this.state.written() > this.from)) {
				return false;
			}
			if (this.state.state() == AppenderStatus.State.OPEN) {
				this.state.degrade(cause, shortage);
				report.degraded = cause;
			}
			this.next = null;
			this.isFull = false;
			this.isComplete = false;
			findDue();
			return true;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Makes known how far the batch forced; called with the lock held. */
	void commit() {
		if (this.isForced) {
			this.isForced = false;
			this.pending.forced(this.forceTo, this.forceRecords, this.forceIndex);
		}
	}

	private void commitUnlocked() {
		this.state.lock.lock();
		try {
			commit();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void close(BatchReport report) {
		this.state.lock.lock();
		try {
			commit();
			if (!this.state.isClosing() || this.state.isClosed() || !isSettled()) {
				return;
			}
		}
		finally {
			this.state.lock.unlock();
		}
		IOException error = null;
		try {
			this.file.close(report);
		}
		catch (IOException ex) {
			error = ex;
		}
		catch (Throwable ex) {
			// It must not be tried again, as a batch that failed would.
			error = new IOException(ex.toString(), ex);
		}
		this.state.lock.lock();
		try {
			this.pending.closed(error);
			report.isClosed = true;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Whether nothing is left to do, also for a close that began during this batch. */
	private boolean isSettled() {
		return this.state.isFailed() || this.pending.isAbandoned()
				|| (this.state.queued() == 0 && !this.pending.isForceDue() && !this.pending.isSyncWanted());
	}

}
