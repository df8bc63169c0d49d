package io.asyncappend;

import io.asyncappend.lane.Lane;
import io.asyncappend.lane.LaneTask;
import io.asyncappend.lane.LaneThread;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Who turns the loop of an appender, and when.
 * <p>
 * Whoever takes a {@link Turn} owns the file for that time, and nobody else touches it: a
 * thread of the lane in asynchronous mode, the caller in synchronous mode, and a lane's
 * thread that would otherwise wait for itself (a listener or a future's callback that
 * appends). As all of them take from one buffer, switching modes cannot lose, double or
 * reorder anything. Except for the turns themselves, methods are called with the lock of
 * the ledger held.
 */
final class Drain extends LaneTask {

	/**
	 * How long an accepted record may wait for others before it is written, if nobody
	 * asks for it. While records keep coming the lane looks again after this time, so
	 * producers wake it only when it has fallen asleep, or half the buffer is full.
	 */
	static final long LINGER = TimeUnit.MILLISECONDS.toNanos(1);

	private final AsyncAppender appender;

	private final Ledger ledger;

	private final Receipts receipts;

	private final Wanted wanted;

	private final Turn turn;

	private final Lane lane;

	private final BooleanSupplier enabled;

	private final AppendListener listener;

	/** Frees the name, once the listener knows of the close. */
	private final Runnable closed;

	private final long urgentBytes;

	private boolean owned;

	/** The lane will run this task within the linger, or is running it. */
	private boolean soon;

	/** A turn should begin as soon as it can. */
	private boolean urgent;

	/** Kept from turn to turn, so that a turn allocates nothing. */
	private volatile TurnReport spareReport = new TurnReport();

	private boolean fallbackTold;

	private Thread closeTeller;

	private boolean closeTold;

	/** Why the lane cannot serve this appender; read without the lock. */
	private volatile String fallback;

	Drain(AsyncAppender appender, Ledger ledger, Receipts receipts, Wanted wanted, Turn turn, Lane lane,
			BooleanSupplier enabled, AppendListener listener, Runnable closed, long urgentBytes) {
		this.appender = appender;
		this.ledger = ledger;
		this.receipts = receipts;
		this.wanted = wanted;
		this.turn = turn;
		this.lane = lane;
		this.enabled = enabled;
		this.listener = listener;
		this.closed = closed;
		this.urgentBytes = urgentBytes;
	}

	boolean isSynchronous() {
		return !this.enabled.getAsBoolean() || this.fallback != null;
	}

	Optional<String> fallbackReason() {
		return this.enabled.getAsBoolean() ? Optional.ofNullable(this.fallback) : Optional.empty();
	}

	/** Whether the current thread may turn the loop itself. */
	boolean mayTurn() {
		return LaneThread.isCurrent() || this.fallback != null
				|| (!this.enabled.getAsBoolean() && this.turn.file().anyThread());
	}

	/** Whether a turn would do something now: not while a full disk is given time. */
	boolean isReady() {
		return !this.owned && (this.wanted.untilRetry() == 0 || this.wanted.untilWanted() == 0);
	}

	/** After an append: sees to it that the record is written within the linger. */
	void appended() {
		if (this.ledger.queued() >= this.urgentBytes) {
			hurry();
		}
		else if (!this.soon && !this.owned) {
			schedule(Math.max(LINGER, this.wanted.untilRetry()));
		}
	}

	/** Sees to it that a turn begins as soon as it can. */
	void hurry() {
		if (!this.urgent) {
			this.urgent = true;
			if (!this.owned) {
				schedule(nextDelay(false));
			}
		}
	}

	/**
	 * Whether the file is closed and the listener knows; it does not wait for itself. So
	 * whoever closed an appender and opens the next of its name is told of in that order.
	 */
	boolean isCloseComplete() {
		return this.ledger.isClosed() && (this.closeTold || this.closeTeller == Thread.currentThread());
	}

	/** Tries the lane again, which may have threads by now. */
	void forgetFallback() {
		this.fallback = null;
		this.urgent = false;
		this.soon = false;
	}

	/** A producer has waited for room; off the lock. */
	void tellBlocked(long nanos) {
		try {
			this.listener.onBlocked(this.appender, nanos);
		}
		catch (Throwable ex) {
			died(ex);
		}
	}

	private void schedule(long delay) {
		if (this.fallback != null || delay == NEVER) {
			return;
		}
		String reason = this.lane.schedule(this, delay);
		this.soon = reason == null && isSoon(delay);
		if (reason != null) {
			this.fallback = reason;
			this.fallbackTold = false;
			this.ledger.signalAll();
		}
	}

	/** Not by the time of a sync policy, which may be far away. */
	private boolean isSoon(long delay) {
		return delay <= Math.max(LINGER, this.wanted.untilRetry());
	}

	private long nextDelay(boolean wrote) {
		long wanted = this.wanted.untilWanted();
		if (this.ledger.isFailed() || this.ledger.isClosed()) {
			// Whoever was in a hurry is told; who comes later hurries anew.
			this.urgent = this.urgent && wanted == 0;
			return wanted;
		}
		if (wanted == 0) {
			return 0;
		}
		long retry = this.wanted.untilRetry();
		if (retry > 0) {
			return Math.min(retry, wanted);
		}
		if (this.urgent || this.ledger.queued() >= this.urgentBytes) {
			return 0;
		}
		boolean lookAgain = this.ledger.queued() > 0 || (wrote && !isSynchronous());
		return lookAgain ? Math.min(LINGER, wanted) : wanted;
	}

	@Override
	protected long run() {
		boolean wrote = take();
		this.ledger.lock.lock();
		try {
			// Whoever owns the file schedules what is left then.
			long delay = this.owned ? NEVER : nextDelay(wrote);
			this.soon = isSoon(delay);
			return delay;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** Turns the loop once on the current thread, unless it is owned; off the lock. */
	void turn() {
		boolean wrote = take();
		this.ledger.lock.lock();
		try {
			long delay = this.owned ? NEVER : nextDelay(wrote);
			if (delay == 0 || (delay != NEVER && !this.soon)) {
				schedule(delay);
			}
			else if (this.ledger.isClosed()) {
				this.lane.cancel(this);
			}
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private boolean take() {
		TurnReport report = null;
		this.ledger.lock.lock();
		try {
			if (this.owned) {
				return false;
			}
			this.owned = true;
			this.urgent = false;
			report = this.spareReport;
			this.spareReport = null;
		}
		finally {
			this.ledger.lock.unlock();
		}
		try {
			report = (report != null) ? report : new TurnReport();
			this.turn.take(report, this.fallback != null);
		}
		catch (Throwable ex) {
			fail(ex);
		}
		finally {
			giveUp(report);
		}
		boolean wrote = report != null && report.writtenBytes > 0;
		tell(report);
		return wrote;
	}

	private void giveUp(TurnReport report) {
		this.ledger.lock.lock();
		try {
			this.owned = false;
			if (report != null) {
				this.ledger.report(report);
				if (this.fallback != null && !this.fallbackTold) {
					this.fallbackTold = true;
					report.fallback = this.fallback;
				}
				if (report.isClosed) {
					report.last = this.appender.status();
					this.closeTeller = Thread.currentThread();
				}
			}
			this.ledger.signalAll();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private void tell(TurnReport report) {
		try {
			this.receipts.deliver();
		}
		catch (Throwable ex) {
			died(ex);
		}
		if (report == null) {
			return;
		}
		boolean isClosed = report.isClosed;
		try {
			report.tell(this.listener, this.appender);
		}
		catch (Throwable ex) {
			died(ex);
		}
		finally {
			report.clear();
			this.spareReport = report;
			if (isClosed) {
				closeTold();
			}
		}
	}

	private void closeTold() {
		this.closed.run();
		this.ledger.lock.lock();
		try {
			this.closeTold = true;
			this.ledger.signalAll();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/**
	 * Nothing is lost in silence: waiters and receipts learn the cause, as do listeners.
	 */
	@Override
	protected void died(Throwable cause) {
		if (!fail(cause)) {
			return;
		}
		TurnReport report = new TurnReport();
		this.ledger.lock.lock();
		try {
			this.ledger.report(report);
		}
		finally {
			this.ledger.lock.unlock();
		}
		try {
			this.receipts.deliver();
			report.tell(this.listener, this.appender);
		}
		catch (Throwable ex) {
			// A listener may throw the same exception again and again.
			if (ex != cause) {
				cause.addSuppressed(ex);
			}
		}
	}

	private boolean fail(Throwable cause) {
		this.ledger.lock.lock();
		try {
			boolean first = this.ledger.fail(cause);
			if (!first && this.ledger.failure() != null && this.ledger.failure() != cause) {
				this.ledger.failure().addSuppressed(cause);
			}
			return first;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

}
