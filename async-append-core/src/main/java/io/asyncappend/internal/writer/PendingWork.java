package io.asyncappend.internal.writer;

import io.asyncappend.AppenderOptions;
import io.asyncappend.SyncPolicy;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.file.ExternalChangeWatch;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;

/**
 * What the next batch owes besides writing what is accepted: a force, a reopen, a
 * rotation, the close; and by when. Guarded by the lock of the state.
 */
public final class PendingWork {

	/**
	 * Something that is asked of the owner of the file, which serves at once all that
	 * asked before its batch began. Guarded by the lock of the state.
	 */
	public static final class Request {

		private long wanted;

		private long served;

		private IOException error;

		/** Asks for it; returns the ticket to look with whether it is served. */
		public long ask() {
			return ++this.wanted;
		}

		boolean isOpen() {
			return this.wanted > this.served;
		}

		/** The last ticket that is to be served, or 0. */
		long open() {
			return isOpen() ? this.wanted : 0;
		}

		public boolean isServed(long ticket) {
			return this.served >= ticket;
		}

		void served(long ticket, IOException error) {
			this.served = ticket;
			this.error = error;
		}

		/** Why it could not be done the last time, or {@code null}. */
		public IOException error() {
			return this.error;
		}

	}

	private final AppenderState state;

	private final boolean forcesEveryBatch;

	private final boolean forcesOnDemand;

	/** Nanoseconds between two forces; {@link Deadline#NEVER} without. */
	private final long forceInterval;

	private final WriteRetry retry;

	private final ExternalChangeWatch watch = new ExternalChangeWatch();

	private final BatchPlan plan = new BatchPlan();

	/** Everything up to here is to be durable. */
	private long sync;

	/** The interval of the sync policy is running, and ends at {@link #syncDue}. */
	private boolean syncTimed;

	private long syncDue;

	private final Request reopen = new Request();

	private final Request rotation = new Request();

	private IOException closeError;

	private boolean abandoned;

	public PendingWork(AppenderOptions options, AppenderState state) {
		SyncPolicy policy = options.sync();
		this.state = state;
		this.forcesEveryBatch = policy.isEveryBatch();
		this.forcesOnDemand = policy.isOnDemand();
		this.forceInterval = Deadline.nanos(policy.interval());
		this.retry = new WriteRetry(options.writeRetry());
		this.watch.named(state.written());
	}

	/**
	 * What the batch that begins is to do.
	 * @param timerless whether no thread comes back when an interval ends
	 * @return the plan, valid until the next batch begins
	 */
	BatchPlan plan(boolean timerless) {
		this.plan.isWritable = !this.state.isFailed() && !this.state.isClosed();
		this.plan.isAwaited = isAwaited();
		this.plan.isTimerless = timerless;
		this.plan.syncTo = this.sync;
		this.plan.reopen = this.reopen.open();
		this.plan.rotation = this.rotation.open();
		return this.plan;
	}

	/** When the path of the file is looked at. */
	ExternalChangeWatch watch() {
		return this.watch;
	}

	/**
	 * Asks for a force.
	 * @param position up to which everything is to be durable
	 */
	public void sync(long position) {
		this.sync = Math.max(this.sync, position);
	}

	/**
	 * That the path is opened again.
	 * @return the request
	 */
	public Request reopen() {
		return this.reopen;
	}

	/**
	 * That the file is rotated.
	 * @return the request
	 */
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

	/**
	 * What closing the file met.
	 * @return the error, or {@code null}
	 */
	public IOException closeError() {
		return this.closeError;
	}

	/**
	 * A write failed that may succeed later.
	 * @param progress whether it, or one before it, wrote something since the last
	 * failure
	 * @return whether it is worth another try
	 */
	boolean retryWrite(boolean progress) {
		return this.retry.failed(progress);
	}

	void writeSucceeded() {
		if (this.retry.failing) {
			this.retry.succeeded();
		}
	}

	/**
	 * How long until a batch has something to do besides writing what is queued.
	 * @return nanoseconds; 0 for now, {@link Deadline#NEVER} for not
	 */
	long untilDue() {
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
		boolean control = this.state.isClosing() || this.reopen.isOpen() || this.rotation.isOpen();
		return control ? Math.min(delay, untilRetry()) : delay;
	}

	/**
	 * How long a full disk is given before the next write.
	 * @return nanoseconds, 0 for none
	 */
	public long untilRetry() {
		return this.retry.failing ? Math.max(0, this.retry.left()) : 0;
	}

	/** Whether a thread or a future waits until something accepted is durable. */
	private boolean isAwaited() {
		return this.sync > this.state.durable();
	}

	/** Whether something that can be made durable now is asked to be. */
	boolean isSyncWanted() {
		return isAwaited() && this.state.written() > this.state.durable();
	}

	/**
	 * Whether the batch is to force what is written: that was asked for before it began,
	 * or is due by the policy, whose interval this starts if it is not running.
	 */
	boolean isForceDue() {
		if (this.abandoned || this.state.written() == this.state.durable()) {
			return false;
		}
		if (this.plan.syncTo > this.state.durable() || this.forcesEveryBatch || this.reopen.isOpen()) {
			return true;
		}
		if (this.forcesOnDemand) {
			return false;
		}
		if (this.state.isClosing() || this.plan.isTimerless) {
			return true;
		}
		long now = System.nanoTime();
		if (!this.syncTimed) {
			this.syncTimed = true;
			this.syncDue = now + Math.min(this.forceInterval, Long.MAX_VALUE / 2);
		}
		return this.syncDue - now <= 0;
	}

	void forced(long position, long records, long index) {
		this.syncTimed = false;
		this.state.forced(position, records, index);
	}

}
