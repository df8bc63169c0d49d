package io.asyncappend;

import io.asyncappend.file.AppendFile;
import io.asyncappend.file.Shortage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One turn of the loop: write what is accepted, force it where that is wanted, reopen or
 * close the file where that is asked. Only {@link #take} touches the file, and only the
 * file's owner calls it; the other methods are called with the lock of the ledger held
 * and say what the next turn is to do.
 */
final class Turn {

	/** Room is made for producers after each write of this many bytes. */
	private static final int MAX_WRITE = 256 * 1024;

	/** A file that takes nothing this often in a row will take nothing. */
	private static final int MAX_EMPTY_WRITES = 1000;

	private final Ledger ledger;

	private final Wanted wanted;

	private final boolean recreate;

	private volatile AppendFile file;

	/**
	 * The file is gone, and goes on in another once the record that was begun is whole: a
	 * record is never in two files.
	 */
	private boolean endingRecord;

	/** What it means if an {@link IOException} comes now. */
	private FailureKind step = FailureKind.OTHER;

	Turn(Ledger ledger, Wanted wanted, AppendFile file, boolean recreate) {
		this.ledger = ledger;
		this.wanted = wanted;
		this.file = file;
		this.recreate = recreate;
	}

	AppendFile file() {
		return this.file;
	}

	/**
	 * Takes a turn; the caller owns the file and does not hold the lock.
	 * @param report filled with what happens
	 * @param timerless whether no lane will come back when an interval ends
	 */
	void take(TurnReport report, boolean timerless) throws IOException {
		long ticket = begin();
		if (ticket >= 0) {
			look(report);
			boolean complete = write(report);
			force(report, timerless);
			if (complete) {
				reopen(report, ticket);
			}
		}
		close(report, timerless);
	}

	/** What it means that a turn threw; for who called it, before he takes another. */
	FailureKind failureKind(Throwable thrown) {
		return (thrown instanceof IOException) ? this.step : FailureKind.OTHER;
	}

	/**
	 * The reopen to serve: one that is asked for later finds records that this turn
	 * neither writes nor forces. Negative if the file must not be written.
	 */
	private long begin() {
		this.ledger.lock.lock();
		try {
			this.wanted.begin();
			return (this.ledger.isFailed() || this.ledger.isClosed()) ? -1 : this.wanted.wantedReopen();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/**
	 * Looks whether the path still names the file, and recreates it if that is wanted.
	 */
	private void look(TurnReport report) throws IOException {
		this.endingRecord = false;
		FileLoss loss = this.wanted.watch().look(this.file, this.ledger.written(), this.recreate);
		if (loss == null) {
			return;
		}
		boolean news = this.wanted.watch().isNews(loss);
		if (this.recreate && loss.kind() != FileLoss.Kind.TRUNCATED) {
			long begun = untilNextRecord();
			this.endingRecord = begun > 0;
			if (this.endingRecord) {
				this.wanted.watch().lookAgain();
				loss = new FileLoss(loss.kind(), loss.bytes() + begun, Optional.empty());
			}
			else {
				IOException error = recreate(report);
				loss = new FileLoss(loss.kind(), loss.bytes(), Optional.ofNullable(error));
			}
		}
		if (news) {
			report.fileLoss = loss;
		}
		this.ledger.lock.lock();
		try {
			// Each time, as why it could not be recreated may be over.
			this.ledger.fileLost(loss);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** How much of the record that was begun is to be written yet. */
	private long untilNextRecord() {
		this.ledger.lock.lock();
		try {
			return (this.ledger.begun() > 0) ? this.ledger.nextBoundary() - this.ledger.written() : 0;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private IOException recreate(TurnReport report) throws IOException {
		long position = this.ledger.written();
		boolean unforced;
		this.ledger.lock.lock();
		try {
			unforced = position > this.ledger.durable();
		}
		finally {
			this.ledger.lock.unlock();
		}
		if (unforced) {
			// Later forces say nothing of this file.
			forceUpTo(position, report);
		}
		return swap(report);
	}

	private boolean write(TurnReport report) throws IOException {
		this.step = FailureKind.WRITE;
		long from = this.ledger.written();
		long start = System.nanoTime();
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
			report.writtenBytes = this.ledger.written() - from;
			report.writeNanos = System.nanoTime() - start;
			if (report.writtenBytes > 0 && this.file.path().isPresent()) {
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
		long target = -1;
		int empty = 0;
		while (true) {
			ByteBuffer bytes;
			this.ledger.lock.lock();
			try {
				if (this.wanted.isAbandoned() || this.wanted.untilRetry() > 0) {
					return false;
				}
				if (target < 0) {
					target = this.endingRecord ? this.ledger.nextBoundary() : this.ledger.accepted();
				}
				bytes = this.ledger.next(target, MAX_WRITE);
			}
			finally {
				this.ledger.lock.unlock();
			}
			if (bytes == null) {
				return !this.endingRecord;
			}
			empty = (writeSome(bytes) > 0) ? 0 : empty + 1;
			if (empty == MAX_EMPTY_WRITES) {
				throw new IOException("the file took no byte in " + empty + " writes");
			}
		}
	}

	private int writeSome(ByteBuffer bytes) throws IOException {
		int before = bytes.position();
		try {
			this.file.write(bytes);
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

	private boolean retryLater(IOException cause, boolean progress, TurnReport report) {
		Shortage shortage = Shortage.of(cause, this.file.path().orElse(null));
		if (shortage == null) {
			return false;
		}
		this.step = FailureKind.of(shortage);
		this.ledger.lock.lock();
		try {
			if (!this.wanted.retry().failed(progress)) {
				return false;
			}
			if (this.ledger.state() == AppenderStatus.State.OPEN) {
				this.ledger.degrade(cause, this.step);
				report.degraded = cause;
			}
			return true;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private void force(TurnReport report, boolean timerless) throws IOException {
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
		forceUpTo(position, report);
	}

	private void forceUpTo(long position, TurnReport report) throws IOException {
		this.step = FailureKind.FORCE;
		long start = System.nanoTime();
		this.file.force();
		report.syncNanos = System.nanoTime() - start;
		this.ledger.lock.lock();
		try {
			this.wanted.forced(position);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private void reopen(TurnReport report, long ticket) {
		if (ticket == 0) {
			return;
		}
		IOException error = swap(report);
		this.ledger.lock.lock();
		try {
			this.wanted.reopened(ticket, error);
			if (error == null) {
				this.ledger.fileLost(null);
			}
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** Goes on with the file that the path names now; returns why not, or null. */
	private IOException swap(TurnReport report) {
		try {
			AppendFile old = this.file;
			this.file = old.reopen();
			this.wanted.watch().reopened(this.ledger.written());
			report.reopened = this.file.path().map(Path::toAbsolutePath).orElse(null);
			if (this.file != old) {
				report.tornTail = this.file.tornTail();
				old.close();
			}
			return null;
		}
		catch (IOException ex) {
			return ex;
		}
	}

	private void close(TurnReport report, boolean timerless) {
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
			this.file.close();
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
