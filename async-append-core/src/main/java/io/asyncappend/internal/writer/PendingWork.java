package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.SyncPolicy;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.file.ExternalChangeWatch;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;

/**
 * What the next turn is to do besides writing what is accepted: force, reopen, rotate,
 * close, and when. Guarded by the lock of the ledger.
 */
public final class PendingWork {

	private final AppenderOptions options;

	private final AppenderState state;

	private final WriteRetry retry;

	private final ExternalChangeWatch watch = new ExternalChangeWatch();

	private long sync;

	/** What was to be durable when the turn began. */
	private long syncOfTurn;

	/** The interval of the sync policy is running, and ends at {@link #syncDue}. */
	private boolean syncTimed;

	private long syncDue;

	private final Request reopen = new Request();

	private final Request rotation = new Request();

	private IOException closeError;

	private boolean abandoned;

	public PendingWork(AppenderOptions options, AppenderState state) {
		this.options = options;
		this.state = state;
		this.retry = new WriteRetry(options.writeRetry());
	}

	WriteRetry retry() {
		return this.retry;
	}

	/** When the path of the file is looked at. */
	ExternalChangeWatch watch() {
		return this.watch;
	}

	/** Everything up to a position is to be durable. */
	public void sync(long position) {
		this.sync = Math.max(this.sync, position);
	}

	/**
	 * A turn begins. What is asked for later is for the next one: this one does not write
	 * it, and to force a part of it first would make it wait for two forces.
	 */
	void begin() {
		this.syncOfTurn = this.sync;
	}

	/** The path is to be opened again. */
	public Request reopen() {
		return this.reopen;
	}

	/** The file is to be rotated. */
	public Request rotation() {
		return this.rotation;
	}

	/** Gives up what is not written, so that the file can be closed. */
	public void abandon() {
		this.abandoned = true;
	}

	boolean isAbandoned() {
		return this.abandoned;
	}

	void closed(IOException error) {
		this.closeError = error;
		this.state.closed();
	}

	/** What closing the file met, or {@code null}. */
	public IOException closeError() {
		return this.closeError;
	}

	/**
	 * How long until a turn has something to do besides writing what is queued.
	 * @return nanoseconds; 0 for now, {@link Deadline#NEVER} for not
	 */
	long untilWanted() {
		if (this.state.isClosed()) {
			return Deadline.NEVER;
		}
		if (this.state.isFailed()) {
			return this.state.isClosing() ? 0 : Deadline.NEVER;
		}
		if (isSyncWanted() || (this.state.isClosing() && this.abandoned)) {
			return 0;
		}
		long delay = this.watch.untilDue();
		if (this.syncTimed) {
			delay = Math.min(delay, Math.max(0, this.syncDue - System.nanoTime()));
		}
		boolean control = this.state.isClosing() || this.reopen.open() > 0 || this.rotation.open() > 0;
		return control ? Math.min(delay, untilRetry()) : delay;
	}

	/** How long a full disk is given before the next write; 0 for none. */
	public long untilRetry() {
		return Math.max(0, this.retry.left());
	}

	/** Whether somebody waits until what he appended is durable. */
	boolean isAwaited() {
		return this.sync > this.state.durable();
	}

	/** Whether something that can be made durable now is asked to be. */
	boolean isSyncWanted() {
		return isAwaited() && this.state.written() > this.state.durable();
	}

	/**
	 * Whether to force what is written: asked for, or due by the policy, whose interval
	 * this starts if it is not running.
	 * @param timerless whether nobody will come back when an interval ends
	 */
	boolean isForceDue(boolean timerless) {
		if (this.abandoned || this.state.written() == this.state.durable()) {
			return false;
		}
		SyncPolicy policy = this.options.sync();
		if (this.syncOfTurn > this.state.durable() || policy.isEveryBatch() || this.reopen.open() > 0) {
			return true;
		}
		if (policy.isOnDemand()) {
			return false;
		}
		if (this.state.isClosing() || timerless) {
			return true;
		}
		long now = System.nanoTime();
		if (!this.syncTimed) {
			this.syncTimed = true;
			this.syncDue = now
					+ Math.min(policy.interval().map(Deadline::nanos).orElse(Deadline.NEVER), Long.MAX_VALUE / 2);
		}
		return this.syncDue - now <= 0;
	}

	void forced(long position) {
		this.syncTimed = false;
		this.state.forced(position);
	}

}
