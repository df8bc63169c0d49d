package io.asyncappend.internal.writer;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.internal.concurrent.Causes;
import io.asyncappend.internal.concurrent.Pause;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.DurableFutures;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

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

	private final AppendListener listener;

	/** Frees the name, once the listener knows of the close. */
	private final Runnable closed;

	private final BooleanSupplier jvmExits;

	/** Kept from turn to turn, so that a turn allocates nothing. */
	private volatile BatchReport spare = new BatchReport();

	/** Made before there is no memory for it; there is one failure. */
	private final BatchReport ofFailure = new BatchReport();

	// Guarded by the lock of the ledger.

	private String toldFallback;

	private boolean closeTold;

	/** How many turns have ended that are not told of completely. */
	private int untold;

	public Notifier(AsyncAppender appender, AppenderState state, DurableFutures futures, AppendListener listener,
			Runnable closed, BooleanSupplier jvmExits) {
		this.appender = appender;
		this.state = state;
		this.futures = futures;
		this.listener = listener;
		this.closed = closed;
		this.jvmExits = jvmExits;
	}

	/** How many futures are not completed; any thread may ask. */
	int pending() {
		return this.futures.pending();
	}

	/** How many futures were completed together the last time; any thread may ask. */
	int told() {
		return this.futures.delivered();
	}

	/** Whether somebody is being told of a turn; called with the lock held. */
	boolean isUnderWay() {
		return this.untold > 0;
	}

	/** A report for a turn that begins; called with the lock held. */
	BatchReport begin() {
		BatchReport report = this.spare;
		this.spare = null;
		return (report != null) ? report : new BatchReport();
	}

	/** Completes the report of a turn that ended; called with the lock held. */
	void end(BatchReport report, String fallback) {
		this.untold++;
		fill(report);
		if (fallback != null && !fallback.equals(this.toldFallback)) {
			report.fallback = fallback;
		}
		this.toldFallback = fallback;
	}

	/** Puts what was dropped, and a failure, into a report, once. */
	private void fill(BatchReport report) {
		report.droppedRecords += this.state.takeDroppedRecords();
		report.droppedBytes += this.state.takeDroppedBytes();
		Throwable failure = this.state.takeFailure();
		report.failed = (failure != null) ? failure : report.failed;
	}

	/**
	 * Whether the file is closed and the listener knows. So whoever closed an appender
	 * and opens the next of its name is told of in that order. A listener that closes
	 * does not wait for listeners: they could wait for each other.
	 */
	public boolean isCloseComplete() {
		// Whoever tells may be the one who exits, and never come to the end of it.
		boolean toldAll = this.closeTold
				&& (this.untold == 0 || this.state.isExiting() || this.jvmExits.getAsBoolean());
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
			}
			told(isClosed);
		}
	}

	/** Waits for memory if there is none for it: nobody else would tell this report. */
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
		try {
			this.futures.deliver();
		}
		catch (Throwable ex) {
			failed(ex);
		}
		if (report.isClosed) {
			report.last = lastStatus();
		}
		report.tell(this.listener, this.appender);
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

	/** Not given up for want of memory: nobody else would do it. */
	private void freeName() {
		while (true) {
			try {
				this.closed.run();
				return;
			}
			catch (OutOfMemoryError ex) {
				Pause.nanos(PAUSE);
			}
		}
	}

	private void told(boolean isClosed) {
		this.state.lock.lock();
		try {
			this.untold--;
			this.closeTold |= isClosed;
			if (this.closeTold) {
				this.state.signalAll();
			}
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** A producer has waited for room. */
	public void blocked(long nanos) {
		try {
			this.listener.onBlocked(this.appender, nanos);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/** Something happened that is no part of a turn. */
	void tell(BiConsumer<AppendListener, AsyncAppender> event) {
		try {
			event.accept(this.listener, this.appender);
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
			this.ofFailure.tell(this.listener, this.appender);
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
