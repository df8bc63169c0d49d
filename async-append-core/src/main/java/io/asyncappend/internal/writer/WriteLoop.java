package io.asyncappend.internal.writer;

import io.asyncappend.AppenderStatus;
import io.asyncappend.FailureKind;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.VirtualThreads;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoTask;
import io.asyncappend.internal.io.IoThread;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.Sleepers;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Who turns the loop of an appender, and when.
 * <p>
 * Whoever takes a {@link BatchWriter} owns the file for that time, and nobody else
 * touches it: a thread of the lane in asynchronous mode, or a caller who waits alone (to
 * wake a thread for him takes longer than what it would do); the caller in synchronous
 * mode; and a lane's thread that would otherwise wait for itself (a listener or a
 * future's callback that appends). As all of them take from one buffer, switching modes
 * cannot lose, double or reorder anything. Except for the turns themselves, methods are
 * called with the lock of the ledger held.
 */
public final class WriteLoop extends IoTask {

	/**
	 * How long an accepted record may wait for others before it is written, if nobody
	 * asks for it. While records keep coming the lane looks again after this time, so
	 * producers wake it only when it has fallen asleep, or half the buffer is full.
	 */
	static final long LINGER = TimeUnit.MILLISECONDS.toNanos(1);

	/** Nanoseconds without another one, after which nobody more is waited for. */
	private static final long QUIET = 20_000;

	private static final long MAX_GATHER = 1_000_000;

	/** Bytes that a caller writes himself. */
	private static final int LITTLE = 8192;

	/** What came of a turn. */
	private enum Outcome {

		WROTE, OTHER_PROGRESS, NOTHING

	}

	static {
		// A class that is first needed where there is no memory cannot be loaded, and
		// nothing may be thrown between the taking of the file and its giving up.
		Outcome.values();
	}

	private final AppenderState state;

	private final PendingWork pending;

	private final BatchWriter turn;

	private final IoExecutor executor;

	private final BooleanSupplier enabled;

	private final Notifier notifier;

	private final long urgentBytes;

	private volatile boolean owned;

	/** The lane will run this task within the linger, or is running it. */
	private volatile boolean soon;

	/** A turn should begin as soon as it can. */
	private volatile boolean urgent;

	/** More than one waited at the end of the last turn. */
	private boolean crowded;

	/** The last future was waited for by somebody who did the work. */
	private boolean helped;

	/** The seam where a record may be accepted of which nobody is told. */
	public Runnable fallingAsleep = () -> {
	};

	/** Why the lane cannot serve this appender; read without the lock. */
	private volatile String fallback;

	private volatile boolean synchronous;

	public WriteLoop(AppenderState state, PendingWork pending, BatchWriter turn, IoExecutor executor,
			BooleanSupplier enabled, Notifier notifier, long urgentBytes) {
		this.state = state;
		this.pending = pending;
		this.turn = turn;
		this.executor = executor;
		this.enabled = enabled;
		this.synchronous = !enabled.getAsBoolean();
		this.notifier = notifier;
		this.urgentBytes = urgentBytes;
	}

	public boolean isSynchronous() {
		return this.synchronous;
	}

	public Optional<String> fallbackReason() {
		return this.enabled.getAsBoolean() ? Optional.ofNullable(this.fallback) : Optional.empty();
	}

	/**
	 * Whether the current thread may turn the loop itself.
	 * @param left how long it may take
	 */
	public boolean mayTurn(long left) {
		return IoThread.isCurrent() || this.fallback != null || this.state.isExiting()
				|| (left == Deadline.NEVER && !this.enabled.getAsBoolean() && this.turn.file().anyThread());
	}

	/**
	 * Whether who waits without a limit does better to turn the loop himself: nobody else
	 * waits whom the same force would serve, there is little to write, nobody is being
	 * told of the turn before, and to wake another thread would only take time.
	 */
	public boolean mayHelp() {
		return !this.crowded && !this.notifier.isUnderWay() && this.state.queued() <= LITTLE
				&& this.turn.file().anyThread() && isReady() && !VirtualThreads.isCurrent();
	}

	/** Whether more than one waited at the end of the last turn. */
	public boolean isCrowded() {
		return this.crowded;
	}

	/** Who was given a future waits for it himself. */
	public void helps() {
		this.helped = true;
	}

	/** After an append that is to be durable: sees to it soon. */
	public void durable() {
		if (this.helped && !this.crowded && this.state.queued() <= LITTLE && this.notifier.pending() == 1) {
			appended();
		}
		else {
			hurry();
		}
	}

	/** Whether a turn would do something now: not while a full disk is given time. */
	public boolean isReady() {
		return !this.owned && !this.state.isClosed()
				&& (this.pending.untilRetry() == 0 || this.pending.untilWanted() == 0);
	}

	/** After an append: sees to it that the record is written within the linger. */
	public void appended() {
		if (this.state.queued() >= this.urgentBytes) {
			hurry();
		}
		else if (!this.soon && !this.owned) {
			schedule(Math.max(LINGER, this.pending.untilRetry()));
		}
	}

	/**
	 * Whether {@link #appended()} has something to do; asked without the lock, after a
	 * record was accepted without it. Who clears these fields looks at what is queued
	 * after that, so one of both sees the other.
	 */
	public boolean needsWake(long queued) {
		return !this.owned && (!this.soon || (queued >= this.urgentBytes && !this.urgent));
	}

	/** Sees to it that a turn begins as soon as it can. */
	public void hurry() {
		if (!this.urgent) {
			this.urgent = true;
			schedule(nextDelay(false));
		}
	}

	/** Tries the lane again, which may have threads by now. */
	public void forgetFallback() {
		this.fallback = null;
		this.urgent = false;
		this.soon = false;
		takeMode();
	}

	/**
	 * In synchronous mode the buffer stays sealed, so that a producer that comes without
	 * the lock learns of the mode where it claims its place: what was claimed before is
	 * queued, and what comes later takes the lock.
	 */
	private void takeMode() {
		this.synchronous = !this.enabled.getAsBoolean() || this.fallback != null;
		if (this.synchronous) {
			this.state.seal();
		}
	}

	private void schedule(long delay) {
		if (this.fallback != null || delay == NEVER) {
			return;
		}
		String reason = tryLane(delay);
		this.soon = reason == null && isSoon(delay);
		if (reason != null) {
			this.fallback = reason;
			takeMode();
			this.state.signalAll();
		}
	}

	/** Returns why the lane cannot serve this appender, or {@code null}. */
	private String tryLane(long delay) {
		try {
			return this.executor.schedule(this, delay);
		}
		catch (OutOfMemoryError ex) {
			// The record may be accepted by now: whoever waits for it writes it himself.
			return "no memory to schedule the I/O thread";
		}
	}

	/** Not by the time of a sync policy, which may be far away. */
	private boolean isSoon(long delay) {
		return delay <= Math.max(LINGER, this.pending.untilRetry());
	}

	private long nextDelay(boolean wrote) {
		if (this.owned) {
			// Whoever owns the file schedules what is left then.
			return NEVER;
		}
		long pending = this.pending.untilWanted();
		if (this.state.isFailed() || this.state.isClosed()) {
			// Whoever was in a hurry is told; who comes later hurries anew.
			this.urgent = this.urgent && pending == 0;
			return pending;
		}
		if (pending == 0) {
			return 0;
		}
		long retry = this.pending.untilRetry();
		if (retry > 0) {
			return Math.min(retry, pending);
		}
		if (this.urgent || this.state.queued() >= this.urgentBytes) {
			return 0;
		}
		boolean lookAgain = this.state.queued() > 0 || (wrote && !isSynchronous());
		return lookAgain ? Math.min(LINGER, pending) : pending;
	}

	/**
	 * Who was just told that his record is durable as a rule comes back with the next
	 * one, and one force can serve all who do. So it is waited for them as long as they
	 * keep coming.
	 */
	private void gather() {
		int expected = this.notifier.told() + this.state.sleepers.woken();
		int came = came();
		if (came == 0) {
			return;
		}
		long start = System.nanoTime();
		long last = start;
		while (came < expected) {
			Thread.yield();
			long now = System.nanoTime();
			int before = came;
			came = came();
			last = (came > before) ? now : last;
			if (now - last > QUIET || now - start > MAX_GATHER) {
				return;
			}
		}
	}

	private int came() {
		return this.notifier.pending() + this.state.sleepers.count();
	}

	/**
	 * There is nothing to do if a caller did himself what this was scheduled for.
	 */
	@Override
	protected long look() {
		this.state.lock.lock();
		try {
			if (this.owned || this.state.state() != AppenderStatus.State.OPEN || this.state.queued() > 0
					|| this.pending.untilWanted() == 0) {
				return 0;
			}
			this.urgent = false;
			return next(false);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Override
	protected long run() {
		gather();
		boolean wrote = take(true) == Outcome.WROTE;
		this.state.lock.lock();
		try {
			return next(wrote);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private long next(boolean wrote) {
		long delay = nextDelay(wrote);
		if (!isSoon(delay)) {
			this.fallingAsleep.run();
			// Before it is seen what is left: see needsWake. Not while the lane looks
			// again anyway, or producers would wait here for the lock, to say nothing.
			this.soon = false;
			delay = nextDelay(wrote);
		}
		this.soon = isSoon(delay);
		return delay;
	}

	/**
	 * Turns the loop once on the current thread, unless it is owned; off the lock. And
	 * again if others left something to the lane and there turns out to be none: where
	 * there is none each of them sees to his own.
	 * @return whether it changed anything that a thread may wait for
	 */
	public boolean turn() {
		boolean hadLane = this.fallback == null;
		boolean progress = turnOnce();
		if (hadLane && this.fallback != null) {
			progress |= turnOnce();
		}
		return progress;
	}

	private boolean turnOnce() {
		Outcome outcome = take(false);
		this.state.lock.lock();
		try {
			scheduleWhatIsLeft(outcome == Outcome.WROTE);
			if (this.state.isClosed()) {
				this.executor.cancel(this);
			}
			return outcome != Outcome.NOTHING;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private Outcome take(boolean byLane) {
		BatchReport report;
		this.state.lock.lock();
		try {
			if (this.owned) {
				return Outcome.NOTHING;
			}
			report = this.notifier.begin();
			this.owned = true;
			this.urgent = false;
		}
		finally {
			this.state.lock.unlock();
		}
		Outcome outcome = Outcome.NOTHING;
		try {
			this.turn.take(report, this.fallback != null);
		}
		catch (Throwable ex) {
			this.notifier.fail(ex, this.turn.failureKind(ex));
		}
		finally {
			try {
				giveUp(report, byLane);
				if (report.isProgress()) {
					outcome = (report.writtenBytes > 0) ? Outcome.WROTE : Outcome.OTHER_PROGRESS;
				}
			}
			finally {
				this.notifier.tell(report);
			}
		}
		return outcome;
	}

	private void giveUp(BatchReport report, boolean byLane) {
		Sleepers.Sleeper reached;
		this.state.lock.lock();
		try {
			this.owned = false;
			this.crowded = this.state.waiting() + Math.max(this.notifier.pending(), byLane ? 0 : 1) > 1;
			this.helped &= !byLane || report.syncNanos < 0;
			this.notifier.end(report, this.fallback);
			reached = this.state.sleepers.take(this.state.durable());
			this.state.signalOwnership();
			if (!byLane) {
				// Before anybody is told, which may take long, and who is told may wait
				// for what is left.
				scheduleWhatIsLeft(report.writtenBytes > 0);
			}
		}
		finally {
			this.state.lock.unlock();
		}
		Sleepers.wake(reached);
	}

	private void scheduleWhatIsLeft(boolean wrote) {
		long delay = nextDelay(wrote);
		if (delay == 0 || (delay != NEVER && !this.soon)) {
			schedule(delay);
		}
	}

	@Override
	protected void died(Throwable cause) {
		// Told by the run that follows.
		this.notifier.fail(cause, FailureKind.OTHER);
	}

}
