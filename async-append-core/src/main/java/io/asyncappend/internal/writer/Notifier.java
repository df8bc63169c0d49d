package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.LogStatus;
import io.asyncappend.internal.concurrent.Causes;
import io.asyncappend.internal.concurrent.Pause;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.DurableFutures;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Tells what happened, off the locks: futures first, then the listener. What they throw
 * is an error of the loop like any other, and the appender fails with it.
 */
public final class Notifier {

	/** Set while the thread is in here, for whichever appender. */
	private static final ThreadLocal<Notifier> CURRENT = new ThreadLocal<>();

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final AsyncAppender appender;

	private final AppenderState state;

	private final DurableFutures futures;

	private final Listeners listeners;

	private final AppenderOwner owner;

	/** Kept from batch to batch, so that a batch allocates nothing. */
	private volatile BatchReport spare;

	/** Made before there is no memory for it; there is one failure. */
	private final BatchReport ofFailure;

	// Guarded by the lock of the state.

	private String toldFallback;

	/** How many batches have begun whose report is not told of completely. */
	private int pendingReports;

	/** The listener knows of the close; written off the lock. */
	private volatile boolean closeTold;

	public Notifier(AsyncAppender appender, AppenderState state, DurableFutures futures, Listeners listeners,
			AppenderOwner owner) {
		this.appender = appender;
		this.state = state;
		this.futures = futures;
		this.listeners = listeners;
		this.owner = owner;
		this.spare = new BatchReport(appender);
		this.ofFailure = new BatchReport(appender);
	}

	/**
	 * The appender is open. Before its first batch; what a listener throws is thrown.
	 * @param file as it was found
	 * @param log how its log began; {@code null} if that is nothing to tell of
	 * @param logFailure why it has none although it should; else {@code null}
	 */
	public void opened(AppendFile file, LogStatus log, IOException logFailure) {
		BatchReport report = new BatchReport(this.appender);
		report.isOpened = true;
		report.tornTail = file.tornTail();
		report.foreign = file.foreign().orElse(null);
		report.isLockedByOthers = file.isLockedByOthers();
		report.logBegan = log;
		if (logFailure != null) {
			report.logFailed(logFailure);
		}
		this.listeners.each(report);
	}

	/** Whether a report is to be told of; called with the lock held. */
	boolean isNotifying() {
		return this.pendingReports > 0;
	}

	/**
	 * A report for a batch that begins; called with the lock held. {@link #notified()} is
	 * to follow, whatever happens.
	 */
	BatchReport begin() {
		BatchReport report = (this.spare != null) ? this.spare : new BatchReport(this.appender);
		this.spare = null;
		this.pendingReports++;
		return report;
	}

	/** Completes the report of a batch that ended; called with the lock held. */
	void end(BatchReport report, String fallback) {
		fill(report);
		if (fallback != null && !fallback.equals(this.toldFallback)) {
			report.fallback = fallback;
		}
		this.toldFallback = fallback;
	}

	/**
	 * Takes out the futures to complete. Called with the lock held, as the last thing
	 * before {@link #tell(BatchReport)}, which has to follow.
	 */
	void beginDelivery(BatchReport report) {
		report.isDelivering = this.state.waiters.pendingFutures() > 0 && this.futures.begin();
	}

	/** Puts what was dropped, and a failure, into a report, once. */
	private void fill(BatchReport report) {
		report.droppedRecords += this.state.takeDroppedRecords();
		report.droppedBytes += this.state.takeDroppedBytes();
		Throwable failure = this.state.takeFailure();
		report.failed = (failure != null) ? failure : report.failed;
	}

	/**
	 * Whether the file is closed and the listener knows. So a close, and the opening of
	 * the next appender of that name, are told of in that order. A listener that closes
	 * does not wait for listeners: they could wait for each other.
	 */
	public boolean isCloseComplete() {
		// The thread that tells may be the one that exits, and never come to its end.
		boolean toldAll = this.closeTold
				&& (this.pendingReports == 0 || this.state.isExiting() || this.owner.isJvmExiting());
		return this.state.isClosed() && (toldAll || CURRENT.get() != null);
	}

	void tell(BatchReport report) {
		boolean isClosed = report.isClosed;
		try {
			Notifier outer = enter(this);
			try {
				tellAll(report);
			}
			finally {
				enter(outer);
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
		finally {
			report.clear();
			this.spare = report;
			if (isClosed) {
				freeName();
				this.closeTold = true;
			}
		}
	}

	/** Waits for memory if there is none for it: no other thread tells this report. */
	private static Notifier enter(Notifier notifier) {
		while (true) {
			try {
				Notifier outer = CURRENT.get();
				CURRENT.set(notifier);
				return outer;
			}
			catch (OutOfMemoryError ex) {
				Pause.nanos(PAUSE);
			}
		}
	}

	private void tellAll(BatchReport report) {
		if (report.isDelivering) {
			try {
				this.futures.completeDue();
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
		if (report.isClosed) {
			report.last = lastStatus();
		}
		this.listeners.each(report);
	}

	private AppenderStatus lastStatus() {
		while (true) {
			try {
				return this.appender.status();
			}
			catch (OutOfMemoryError ex) {
				Pause.nanos(PAUSE);
			}
		}
	}

	/** Not given up for want of memory: no other thread does it. */
	private void freeName() {
		while (true) {
			try {
				this.owner.closed();
				return;
			}
			catch (OutOfMemoryError ex) {
				Pause.nanos(PAUSE);
			}
		}
	}

	/** A report was told of as far as that goes; called with the lock held. */
	void notified() {
		this.pendingReports--;
		if (this.closeTold) {
			this.state.waiters.wakeAll();
		}
	}

	/** A producer has waited for room. */
	public void blocked(long nanos) {
		try {
			this.listeners.each((listener) -> listener.onBlocked(this.appender, nanos));
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/** Something happened that is no part of a batch. */
	public void tell(BiConsumer<AppendListener, AsyncAppender> event) {
		try {
			this.listeners.each((listener) -> event.accept(listener, this.appender));
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/**
	 * Nothing is lost in silence: waiters and futures learn the cause, as does the
	 * listener.
	 */
	private void failed(Throwable cause) {
		boolean first = fail(cause, FailureKind.OTHER);
		try {
			this.futures.deliver();
		}
		catch (Throwable ex) {
			Causes.keep(cause, ex);
		}
		if (!first) {
			return;
		}
		this.state.lock.lock();
		try {
			fill(this.ofFailure);
		}
		finally {
			this.state.lock.unlock();
		}
		try {
			this.listeners.each(this.ofFailure);
		}
		catch (Throwable ex) {
			Causes.keep(cause, ex);
		}
	}

	/** Fails the appender; false, with the cause kept, if it had failed before. */
	boolean fail(Throwable cause, FailureKind kind) {
		this.state.lock.lock();
		try {
			boolean first = this.state.fail(cause, kind);
			if (!first && this.state.failure() != null) {
				Causes.keep(this.state.failure(), cause);
			}
			return first;
		}
		finally {
			this.state.lock.unlock();
		}
	}

}
