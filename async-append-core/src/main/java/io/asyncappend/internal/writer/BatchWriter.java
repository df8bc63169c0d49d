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
 * One turn of the loop: write what is accepted, force it where that is wanted, reopen,
 * rotate or close the file where that is asked. Only {@link #take} touches the file, and
 * only the file's owner calls it; the other methods are called with the lock of the
 * ledger held and say what the next turn is to do.
 */
public final class BatchWriter {

	/** Room is made for producers after each write of this many bytes. */
	private static final int MAX_WRITE = 256 * 1024;

	/** Takes longer than to let others have the core in between. */
	private static final int LONG_WRITE = 64 * 1024;

	/** A file that takes nothing this often in a row will take nothing. */
	private static final int MAX_EMPTY_WRITES = 1000;

	private final AppenderState state;

	private final PendingWork pending;

	private final ActiveFile current;

	private final WaiterPriority awaited;

	/** Up to where this turn writes; negative before that is known. */
	private long target;

	/** Somebody waits for this turn. */
	private boolean isAwaited;

	/** The next record belongs in another file. */
	private boolean full;

	private long rotationTicket;

	public BatchWriter(AppenderState state, PendingWork pending, ActiveFile current, WaiterPriority awaited) {
		this.state = state;
		this.pending = pending;
		this.current = current;
		this.awaited = awaited;
	}

	public AppendFile file() {
		return this.current.get();
	}

	/**
	 * Takes a turn; the caller owns the file and does not hold the lock.
	 * @param report filled with what happens
	 * @param timerless whether no lane will come back when an interval ends
	 */
	void take(BatchReport report, boolean timerless) throws IOException {
		long ticket = begin();
		if (ticket >= 0) {
			this.target = -1;
			this.current.look(report);
			boolean complete = write(report);
			while (this.full) {
				// If that fails the file is not full for a while.
				this.current.rotate(report);
				complete = write(report);
			}
			force(report, timerless);
			if (complete) {
				this.current.reopenAsAsked(report, ticket);
				this.current.rotateAsAsked(report, this.rotationTicket);
			}
		}
		close(report, timerless);
	}

	/** What it means that a turn threw; for who called it, before he takes another. */
	FailureKind failureKind(Throwable thrown) {
		return (thrown instanceof IOException) ? this.current.step : FailureKind.OTHER;
	}

	/**
	 * The reopen to serve: one that is asked for later finds records that this turn
	 * neither writes nor forces. Negative if the file must not be written.
	 */
	private long begin() {
		this.state.lock.lock();
		try {
			this.pending.begin();
			this.isAwaited = this.pending.isAwaited();
			if (this.isAwaited) {
				this.awaited.begin();
			}
			this.rotationTicket = this.pending.rotation().open();
			return (this.state.isFailed() || this.state.isClosed()) ? -1 : this.pending.reopen().open();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private boolean write(BatchReport report) throws IOException {
		this.current.step = FailureKind.WRITE;
		this.full = false;
		long from = this.state.written();
		long start = System.nanoTime();
		long torn = file().tornTail();
		boolean complete;
		try {
			complete = writeAccepted();
		}
		catch (IOException ex) {
			if (!retryLater(ex, this.state.written() > from, report)) {
				throw ex;
			}
			return false;
		}
		finally {
			report.tornTail += file().tornTail() - torn;
			long bytes = this.state.written() - from;
			report.writtenBytes += bytes;
			report.writeNanos += System.nanoTime() - start;
			if (bytes > 0 && file().path().isPresent()) {
				this.pending.watch().used();
			}
		}
		this.state.lock.lock();
		try {
			if (complete || this.state.written() > from) {
				this.pending.retry().succeeded();
			}
			if (this.state.state() == AppenderStatus.State.DEGRADED && complete) {
				this.state.recover();
				report.recovered = true;
			}
			this.state.signalMoved();
			return complete;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** False if the time for it has not come, or it was given up. */
	private boolean writeAccepted() throws IOException {
		int empty = 0;
		while (true) {
			long limit;
			ByteBuffer bytes;
			this.state.lock.lock();
			try {
				if (this.pending.isAbandoned() || this.pending.untilRetry() > 0) {
					return false;
				}
				if (this.target < 0) {
					this.target = this.current.isEndingRecord() ? this.state.nextBoundary() : this.state.accepted();
				}
				limit = this.current.limit(this.target);
				bytes = file().takesWholeRecords() ? this.state.nextRecords(limit, MAX_WRITE)
						: this.state.next(limit, MAX_WRITE);
			}
			finally {
				this.state.lock.unlock();
			}
			if (bytes == null) {
				this.full = limit < this.target;
				return !this.full && !this.current.isEndingRecord();
			}
			int count = writeSome(bytes);
			if (count >= LONG_WRITE && !this.isAwaited) {
				this.awaited.giveWay();
			}
			empty = (count > 0) ? 0 : empty + 1;
			if (empty == MAX_EMPTY_WRITES) {
				throw new IOException("the file took no byte in " + empty + " writes");
			}
		}
	}

	private int writeSome(ByteBuffer bytes) throws IOException {
		int before = bytes.position();
		AppendFile file = file();
		try {
			if (file.takesWholeRecords()) {
				file.write(bytes, this::wholeIn);
			}
			else {
				file.write(bytes);
			}
			return bytes.position() - before;
		}
		finally {
			this.state.lock.lock();
			try {
				this.state.wrote(bytes.position() - before);
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

	private boolean retryLater(IOException cause, boolean progress, BatchReport report) {
		FailureKind shortage = SpaceShortage.of(cause, file().path().orElse(null)).orElse(null);
		if (shortage == null) {
			return false;
		}
		this.current.step = shortage;
		this.state.lock.lock();
		try {
			if (!this.pending.retry().failed(progress)) {
				return false;
			}
			if (this.state.state() == AppenderStatus.State.OPEN) {
				this.state.degrade(cause, this.current.step);
				report.degraded = cause;
			}
			return true;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void force(BatchReport report, boolean timerless) throws IOException {
		long position;
		this.state.lock.lock();
		try {
			position = this.state.written();
			if (!this.pending.isForceDue(timerless)) {
				return;
			}
		}
		finally {
			this.state.lock.unlock();
		}
		this.current.force(position, report);
	}

	private void close(BatchReport report, boolean timerless) {
		this.state.lock.lock();
		try {
			if (!this.state.isClosing() || this.state.isClosed() || !isSettled(timerless)) {
				return;
			}
		}
		finally {
			this.state.lock.unlock();
		}
		IOException error = null;
		try {
			file().close();
		}
		catch (IOException ex) {
			error = ex;
		}
		catch (Throwable ex) {
			// It must not be tried again, as a turn that failed would.
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

	/** Whether nothing is left to do, also for a close that began during this turn. */
	private boolean isSettled(boolean timerless) {
		return this.state.isFailed() || this.pending.isAbandoned()
				|| (this.state.queued() == 0 && !this.pending.isForceDue(timerless) && !this.pending.isSyncWanted());
	}

}
