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

	private final AppenderState ledger;

	private final PendingWork wanted;

	private final ActiveFile current;

	private final WaiterPriority awaited;

	/** Up to where this turn writes; negative before that is known. */
	private long target;

	/** Somebody waits for this turn. */
	private boolean isAwaited;

	/** The next record belongs in another file. */
	private boolean full;

	private long rotationTicket;

	public BatchWriter(AppenderState ledger, PendingWork wanted, ActiveFile current, WaiterPriority awaited) {
		this.ledger = ledger;
		this.wanted = wanted;
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
		this.ledger.lock.lock();
		try {
			this.wanted.begin();
			this.isAwaited = this.wanted.isAwaited();
			if (this.isAwaited) {
				this.awaited.begin();
			}
			this.rotationTicket = this.wanted.rotation().open();
			return (this.ledger.isFailed() || this.ledger.isClosed()) ? -1 : this.wanted.reopen().open();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private boolean write(BatchReport report) throws IOException {
		this.current.step = FailureKind.WRITE;
		this.full = false;
		long from = this.ledger.written();
		long start = System.nanoTime();
		long torn = file().tornTail();
		boolean complete;
		try {
			complete = writeAccepted();
		}
		catch (IOException ex) {
			if (!retryLater(ex, this.ledger.written() > from, report)) {
				throw ex;
			}
			return false;
		}
		finally {
			report.tornTail += file().tornTail() - torn;
			long bytes = this.ledger.written() - from;
			report.writtenBytes += bytes;
			report.writeNanos += System.nanoTime() - start;
			if (bytes > 0 && file().path().isPresent()) {
				this.wanted.watch().used();
			}
		}
		this.ledger.lock.lock();
		try {
			if (complete || this.ledger.written() > from) {
				this.wanted.retry().succeeded();
			}
			if (this.ledger.state() == AppenderStatus.State.DEGRADED && complete) {
				this.ledger.recover();
				report.recovered = true;
			}
			this.ledger.signalMoved();
			return complete;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** False if the time for it has not come, or it was given up. */
	private boolean writeAccepted() throws IOException {
		int empty = 0;
		while (true) {
			long limit;
			ByteBuffer bytes;
			this.ledger.lock.lock();
			try {
				if (this.wanted.isAbandoned() || this.wanted.untilRetry() > 0) {
					return false;
				}
				if (this.target < 0) {
					this.target = this.current.isEndingRecord() ? this.ledger.nextBoundary() : this.ledger.accepted();
				}
				limit = this.current.limit(this.target);
				bytes = file().takesWholeRecords() ? this.ledger.nextRecords(limit, MAX_WRITE)
						: this.ledger.next(limit, MAX_WRITE);
			}
			finally {
				this.ledger.lock.unlock();
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
			this.ledger.lock.lock();
			try {
				this.ledger.wrote(bytes.position() - before);
			}
			finally {
				this.ledger.lock.unlock();
			}
		}
	}

	/** How many of the next bytes to be written belong to records that end in them. */
	private int wholeIn(int count) {
		this.ledger.lock.lock();
		try {
			long written = this.ledger.written();
			return (int) (this.ledger.boundary(written + count) - written);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private boolean retryLater(IOException cause, boolean progress, BatchReport report) {
		FailureKind shortage = SpaceShortage.of(cause, file().path().orElse(null)).orElse(null);
		if (shortage == null) {
			return false;
		}
		this.current.step = shortage;
		this.ledger.lock.lock();
		try {
			if (!this.wanted.retry().failed(progress)) {
				return false;
			}
			if (this.ledger.state() == AppenderStatus.State.OPEN) {
				this.ledger.degrade(cause, this.current.step);
				report.degraded = cause;
			}
			return true;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private void force(BatchReport report, boolean timerless) throws IOException {
		long position;
		this.ledger.lock.lock();
		try {
			position = this.ledger.written();
			if (!this.wanted.isForceDue(timerless)) {
				return;
			}
		}
		finally {
			this.ledger.lock.unlock();
		}
		this.current.force(position, report);
	}

	private void close(BatchReport report, boolean timerless) {
		this.ledger.lock.lock();
		try {
			if (!this.ledger.isClosing() || this.ledger.isClosed() || !isSettled(timerless)) {
				return;
			}
		}
		finally {
			this.ledger.lock.unlock();
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
		this.ledger.lock.lock();
		try {
			this.wanted.closed(error);
			report.isClosed = true;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** Whether nothing is left to do, also for a close that began during this turn. */
	private boolean isSettled(boolean timerless) {
		return this.ledger.isFailed() || this.wanted.isAbandoned()
				|| (this.ledger.queued() == 0 && !this.wanted.isForceDue(timerless) && !this.wanted.isSyncWanted());
	}

}
