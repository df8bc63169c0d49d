package io.asyncappend.internal.writer;

import io.asyncappend.AppenderStatus;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoTask;
import io.asyncappend.internal.state.AppenderState;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * When the next batch is written: at once, within the linger, when a full disk is tried
 * again or the sync policy is due; and whether an I/O thread does it at all. Called with
 * the lock of the state held, but for what is said of it.
 */
public final class WriteSchedule {

	/**
	 * Nanoseconds that an accepted record may wait for others before it is written, if no
	 * thread asks for it. While records keep coming the I/O thread looks again after this
	 * time, so producers wake it only when it has gone to sleep, or half the buffer is
	 * full.
	 */
	static final long LINGER = TimeUnit.MILLISECONDS.toNanos(1);

	private final IoTask task;

	private final AppenderState state;

	private final PendingWork pending;

	private final IoExecutor executor;

	private final AppenderOwner owner;

	private final long urgentBytes;

	/** The file has an owner, which schedules what is left when it gives it up. */
	private volatile boolean owned;

	/** An I/O thread will look within the linger, or is writing a batch. */
	private volatile boolean scheduled;

	/** A batch is to begin as soon as it can. */
	private volatile boolean urgent;

	/** Why no I/O thread serves this appender; {@code null} if one does. */
	private volatile String fallback;

	private volatile boolean synchronous;

	/**
	 * A seam for tests: runs where the I/O thread is about to sleep, and a record may be
	 * accepted whose producer wakes no thread; {@code null} for nothing.
	 */
	Runnable fallingAsleep;

	/**
	 * A schedule on which nothing is yet.
	 * @param task what an I/O thread runs
	 * @param urgentBytes how many queued bytes are written without the linger
	 */
	WriteSchedule(IoTask task, AppenderState state, PendingWork pending, IoExecutor executor, AppenderOwner owner,
			long urgentBytes) {
		this.task = task;
		this.state = state;
		this.pending = pending;
		this.executor = executor;
		this.owner = owner;
		this.synchronous = !owner.isAsynchronous();
		this.urgentBytes = urgentBytes;
	}

	/**
	 * Whether callers write, as asynchronous I/O is disabled or there is no I/O thread.
	 * Any thread may ask.
	 * @return whether they do
	 */
	public boolean isSynchronous() {
		return this.synchronous;
	}

	/**
	 * Why callers write although asynchronous I/O is enabled. Any thread may ask.
	 * @return the reason, if they do
	 */
	public Optional<String> fallbackReason() {
		return isEnabled() ? Optional.ofNullable(this.fallback) : Optional.empty();
	}

	boolean isEnabled() {
		return this.owner.isAsynchronous();
	}

	/** Why no I/O thread serves this appender; {@code null} if one does. */
	String fallback() {
		return this.fallback;
	}

	boolean hasIoThread() {
		return this.fallback == null;
	}

	/** The current thread owns the file from now on, which had no owner. */
	void takeOwnership() {
		this.owned = true;
		this.urgent = false;
	}

	void giveUpOwnership() {
		this.owned = false;
	}

	boolean isOwned() {
		return this.owned;
	}

	/**
	 * Whether a batch would do something now: not while a full disk is given time.
	 * @return whether it would
	 */
	public boolean isReady() {
		return !this.owned && !this.state.isClosed()
				&& (this.pending.untilRetry() == 0 || this.pending.untilDue() == 0);
	}

	/** After an append: sees to it that the record is written within the linger. */
	public void scheduleWithinLinger() {
		if (this.state.queued() >= this.urgentBytes) {
			wakeNow();
		}
		else if (!this.scheduled && !this.owned) {
			schedule(Math.max(LINGER, this.pending.untilRetry()));
		}
	}

	/**
	 * Whether {@link #scheduleWithinLinger()} has something to do; asked without the
	 * lock, after a record was accepted without it. A thread that clears these fields
	 * looks at what is queued after that, so one of both sees the other.
	 * @param queued the bytes that are queued
	 * @return whether it has
	 */
	public boolean needsWake(long queued) {
		return !this.owned && (!this.scheduled || (queued >= this.urgentBytes && !this.urgent));
	}

	/** Sees to it that a batch begins as soon as it can. */
	public void wakeNow() {
		if (!this.urgent) {
			this.urgent = true;
			schedule(nextDelay(false));
		}
	}

	/** The mode may have changed, and there may be I/O threads by now. */
	public void modeChanged() {
		this.fallback = null;
		this.urgent = false;
		this.scheduled = false;
		takeMode();
	}

	/**
	 * In synchronous mode the buffer stays sealed, so that a producer that comes without
	 * the lock learns of the mode where it claims its place: what was claimed before is
	 * queued, and what comes later takes the lock.
	 */
	private void takeMode() {
		this.synchronous = !isEnabled() || this.fallback != null;
		if (this.synchronous) {
			this.state.seal();
		}
	}

	private void schedule(long delay) {
		if (this.fallback != null || delay == IoTask.NEVER) {
			return;
		}
		String reason = tryIoThread(delay);
		this.scheduled = reason == null && isWithinLinger(delay);
		if (reason != null) {
			this.fallback = reason;
			takeMode();
			this.state.waiters.wakeAll();
		}
	}

	/** Returns why no I/O thread can serve this appender, or {@code null}. */
	private String tryIoThread(long delay) {
		try {
			return this.executor.schedule(this.task, delay);
		}
		catch (OutOfMemoryError ex) {
			// The record may be accepted by now: a thread that waits for it writes it.
			return "no memory to schedule the I/O thread";
		}
	}

	/**
	 * Or by the time that a full disk is tried again; not by that of a sync policy, which
	 * may be far away.
	 */
	private boolean isWithinLinger(long delay) {
		return delay <= LINGER || (delay != IoTask.NEVER && this.pending.untilRetry() > 0);
	}

	private long nextDelay(boolean wrote) {
		if (this.owned) {
			return IoTask.NEVER;
		}
		long due = this.pending.untilDue();
		if (this.state.isFailed() || this.state.isClosed()) {
			// The threads that woke it are told; one that comes later wakes it anew.
			this.urgent = this.urgent && due == 0;
			return due;
		}
		if (due == 0) {
			return 0;
		}
		long retry = this.pending.untilRetry();
		if (retry > 0) {
			return Math.min(retry, due);
		}
		long queued = this.state.queued();
		if (this.urgent || queued >= this.urgentBytes) {
			return 0;
		}
		boolean looksAgain = queued > 0 || (wrote && !isSynchronous());
		return looksAgain ? Math.min(LINGER, due) : due;
	}

	/**
	 * Whether an I/O thread that comes as it was scheduled has a batch to write. There is
	 * none if a caller has written it.
	 */
	boolean hasBatch() {
		return this.owned || this.state.state() != AppenderStatus.State.OPEN || this.state.queued() > 0
				|| this.pending.untilDue() == 0;
	}

	/** There is no batch to write, for which a thread was woken. */
	void clearUrgent() {
		this.urgent = false;
	}

	/**
	 * When the I/O thread comes back, which goes to sleep otherwise.
	 * @param wrote whether it has just written something
	 * @return nanoseconds; {@link IoTask#NEVER} for not until woken
	 */
	long delayOfIoThread(boolean wrote) {
		long delay = nextDelay(wrote);
		if (!isWithinLinger(delay)) {
			if (this.fallingAsleep != null) {
				this.fallingAsleep.run();
			}
			// Before what is left is looked at: see needsWake. Not while the I/O thread
			// looks again anyway, or producers would wait for the lock for nothing.
			this.scheduled = false;
			delay = nextDelay(wrote);
		}
		this.scheduled = isWithinLinger(delay);
		return delay;
	}

	/**
	 * Has an I/O thread come for what is left.
	 * @param wrote whether something has just been written
	 */
	void scheduleRest(boolean wrote) {
		long delay = nextDelay(wrote);
		if (delay == 0 || (delay != IoTask.NEVER && !this.scheduled)) {
			schedule(delay);
		}
	}

	/** The appender is closed: it must not hold an I/O thread, nor be held by one. */
	void cancel() {
		this.executor.cancel(this.task);
	}

}
