package io.asyncappend.internal.writer;

import io.asyncappend.FailureKind;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.VirtualThreads;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoTask;
import io.asyncappend.internal.io.IoThread;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.WakeChain;

/**
 * Which thread writes a batch.
 * <p>
 * The thread that takes the file owns it for one batch, and no other touches it
 * meanwhile: an I/O thread in asynchronous mode, or a caller that waits alone, as to wake
 * another thread takes longer than to write; the caller in synchronous mode; and an I/O
 * thread that would otherwise wait for itself (a listener or the callback of a future
 * that appends). As all of them take from one buffer, switching modes cannot lose, double
 * or reorder anything. Except for the batches themselves, methods are called with the
 * lock of the state held.
 * <p>
 * A batch takes that lock when it begins, after each write, when the file is given up,
 * once more if futures were completed, and when its report is told of: see
 * {@link BatchWriter}.
 */
public final class WriteLoop extends IoTask {

	/** Nanoseconds without another append, after which no more are waited for. */
	private static final long QUIET = 20_000;

	/** Nanoseconds. */
	private static final long MAX_GROUP_WAIT = 1_000_000;

	/**
	 * The largest group that a batch waits for. Threads of a larger one wake each other
	 * and come in a stream, so a batch that waited for all of them would only be late.
	 */
	private static final int MAX_GROUP = 32;

	/** Bytes that a caller writes itself. */
	private static final int SMALL_BATCH = 8192;

	/** What came of a batch. */
	private enum Outcome {

		WROTE, OTHER_PROGRESS, NOTHING

	}

	static {
		// A class that is first needed where there is no memory cannot be loaded, and
		// nothing may be thrown between the taking of the file and its giving up.
		Outcome.values();
	}

	private final AppenderState state;

	private final BatchWriter writer;

	private final Notifier notifier;

	private final WriteSchedule schedule;

	/** What planning the batch met; for the owner of the file. */
	private Throwable unplanned;

	/** More than one thread waited at the end of the last batch. */
	private volatile boolean contended;

	/** The thread that waited for the last future wrote its batch. */
	private boolean helped;

	public WriteLoop(AppenderState state, PendingWork pending, BatchWriter writer, IoExecutor executor,
			AppenderOwner owner, Notifier notifier, long urgentBytes) {
		this.state = state;
		this.writer = writer;
		this.notifier = notifier;
		this.schedule = new WriteSchedule(this, state, pending, executor, owner, urgentBytes);
	}

	public WriteSchedule schedule() {
		return this.schedule;
	}

	/**
	 * Has something run where the I/O thread is about to sleep; for tests.
	 * @param action what to run
	 */
	public void onFallingAsleep(Runnable action) {
		this.schedule.fallingAsleep = action;
	}

	/**
	 * Whether the current thread may write the batch itself, as no other does, or it is
	 * an I/O thread.
	 * @param left nanoseconds it may take
	 * @return whether it may
	 */
	public boolean mayWrite(long left) {
		return IoThread.isCurrent() || !this.schedule.hasIoThread()
				|| (this.state.isExiting() && !this.writer.file().isReadMeanwhile())
				|| (left == Deadline.NEVER && !this.schedule.isEnabled() && this.writer.file().anyThread());
	}

	/**
	 * Whether a thread that waits without a limit should write the batch itself: it is
	 * the only waiter, at most {@value #SMALL_BATCH} bytes are queued, and no report is
	 * being told of, so waking an I/O thread would only add a context switch.
	 * @return whether it should
	 */
	public boolean shouldWriteItself() {
		return !this.contended && !this.notifier.isNotifying() && this.state.queued() <= SMALL_BATCH
				&& this.writer.file().anyThread() && this.schedule.isReady() && !VirtualThreads.isCurrent();
	}

	/**
	 * Whether more than one thread waited at the end of the last batch; without the lock.
	 * @return whether they did
	 */
	public boolean isContended() {
		return this.contended;
	}

	/**
	 * Lets the thread that writes go on if the current one, which is about to sleep until
	 * that got further, has a lock that it needs. Gives the lock of the state up
	 * meanwhile.
	 * @return whether it had
	 * @throws InterruptedException if it was interrupted meanwhile
	 */
	public boolean giveWayUnlocked() throws InterruptedException {
		AppendFile file = this.writer.file();
		if (!file.isHeldByCaller()) {
			return false;
		}
		this.state.lock.unlock();
		try {
			file.giveWay();
		}
		finally {
			this.state.lock.lock();
		}
		return true;
	}

	/** The thread that was given a future waits for it, and writes its batch. */
	public void helps() {
		this.helped = true;
	}

	/** After an append that is to be durable: sees to it soon. */
	public void scheduleDurable() {
		if (this.helped && !this.contended && this.state.queued() <= SMALL_BATCH
				&& this.state.waiters.pendingFutures() == 1) {
			this.schedule.scheduleWithinLinger();
		}
		else {
			this.schedule.wakeNow();
		}
	}

	/**
	 * Waits for the group that shares a force. A thread whose record has just become
	 * durable as a rule comes back with the next one, and one force can serve all that
	 * do; so the batch waits as long as they keep coming.
	 */
	private void awaitGroup() {
		int expected = this.state.waiters.servedTogether();
		if (expected == 0 || expected > MAX_GROUP) {
			return;
		}
		int arrived = this.state.waiters.waitingForForce();
		if (arrived == 0) {
			return;
		}
		long start = System.nanoTime();
		long last = start;
		while (arrived < expected) {
			Thread.yield();
			long now = System.nanoTime();
			int before = arrived;
			arrived = this.state.waiters.waitingForForce();
			last = (arrived > before) ? now : last;
			if (now - last > QUIET || now - start > MAX_GROUP_WAIT) {
				return;
			}
		}
	}

	@Override
	protected long look() {
		// Mostly there is, and it is seen without the lock.
		if (this.state.queued() > 0) {
			return 0;
		}
		long delay = lookLocked();
		if (delay != 0) {
			this.state.waiters.wakeRest();
		}
		return delay;
	}

	private long lookLocked() {
		this.state.lock.lock();
		try {
			if (this.schedule.hasBatch()) {
				return 0;
			}
			this.schedule.clearUrgent();
			return this.schedule.delayOfIoThread(false);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Override
	protected long run() {
		long delay = runOne();
		if (delay != 0) {
			// Otherwise this thread comes again at once, and wakes them after the batch.
			this.state.waiters.wakeRest();
		}
		return delay;
	}

	private long runOne() {
		awaitGroup();
		long delay;
		BatchReport report = begin();
		Outcome outcome = Outcome.NOTHING;
		try {
			if (report != null) {
				outcome = write(report, true);
			}
		}
		finally {
			this.state.lock.lock();
			try {
				if (report != null) {
					this.notifier.notified();
				}
				delay = this.schedule.delayOfIoThread(outcome == Outcome.WROTE);
			}
			finally {
				this.state.lock.unlock();
			}
		}
		return delay;
	}

	/**
	 * Writes a batch on the current thread, unless the file has an owner; off the lock.
	 * And another if something was left to an I/O thread and there turns out to be none:
	 * then each thread sees to its own records.
	 * @return whether it changed anything that a thread may wait for
	 */
	public boolean writeBatch() {
		boolean hadIoThread = this.schedule.hasIoThread();
		boolean progress = writeOne();
		if (hadIoThread && !this.schedule.hasIoThread()) {
			progress |= writeOne();
		}
		return progress;
	}

	private boolean writeOne() {
		BatchReport report = begin();
		Outcome outcome = Outcome.NOTHING;
		try {
			if (report != null) {
				outcome = write(report, false);
			}
		}
		finally {
			this.state.lock.lock();
			try {
				if (report != null) {
					this.notifier.notified();
				}
				this.schedule.scheduleRest(outcome == Outcome.WROTE);
				if (this.state.isClosed()) {
					this.schedule.cancel();
				}
			}
			finally {
				this.state.lock.unlock();
			}
		}
		return outcome != Outcome.NOTHING;
	}

	/** Takes the file and plans a batch; {@code null} if the file has an owner. */
	private BatchReport begin() {
		this.state.lock.lock();
		try {
			if (this.schedule.isOwned()) {
				return null;
			}
			BatchReport report = this.notifier.begin();
			this.schedule.takeOwnership();
			try {
				this.unplanned = null;
				this.writer.plan(report, !this.schedule.hasIoThread());
			}
			catch (Throwable ex) {
				// The file has an owner by now, which is to give it up.
				this.unplanned = ex;
			}
			return report;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private Outcome write(BatchReport report, boolean byIoThread) {
		Throwable thrown = this.unplanned;
		try {
			if (thrown == null) {
				this.writer.write(report);
			}
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		Outcome outcome = Outcome.NOTHING;
		try {
			if (thrown != null) {
				this.notifier.fail(thrown, this.writer.failureKind(thrown));
			}
		}
		finally {
			try {
				giveUp(report, byIoThread);
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

	private void giveUp(BatchReport report, boolean byIoThread) {
		WakeChain.Parked reached;
		this.state.lock.lock();
		try {
			// First, whatever the rest throws: no other thread can.
			this.schedule.giveUpOwnership();
			this.writer.commit();
			this.contended = this.state.waiters.count()
					+ Math.max(this.state.waiters.pendingFutures(), byIoThread ? 0 : 1) > 1;
			this.helped &= !byIoThread || report.syncNanos < 0;
			this.notifier.end(report, this.schedule.fallback());
			reached = this.state.waiters.takeReached(this.state.durable());
			this.state.waiters.wakeWriters();
			if (!byIoThread) {
				// Before the report is told of, which may take long, and a listener may
				// wait for what is left.
				this.schedule.scheduleRest(report.writtenBytes > 0);
			}
			this.notifier.beginDelivery(report);
		}
		finally {
			this.state.lock.unlock();
		}
		this.state.wakeReached(reached);
	}

	@Override
	protected void died(Throwable cause) {
		// Told of by the run that follows.
		this.notifier.fail(cause, FailureKind.OTHER);
	}

}
