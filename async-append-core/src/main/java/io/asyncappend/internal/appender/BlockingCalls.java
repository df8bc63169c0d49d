package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.WakeChain;
import io.asyncappend.internal.writer.Notifier;
import io.asyncappend.internal.writer.PendingWork;
import io.asyncappend.internal.writer.WriteLoop;
import io.asyncappend.internal.writer.WriteSchedule;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * How a thread waits for an appender to get somewhere: it writes the batch itself where
 * it may, else it wakes an I/O thread and sleeps until something moved.
 */
public final class BlockingCalls implements LongConsumer {

	/** Nanoseconds. */
	private static final long LOOK = 50_000_000;

	private final AppenderState state;

	private final PendingWork pending;

	private final WriteLoop loop;

	private final WriteSchedule schedule;

	private final Notifier notifier;

	/** A caller was told how the close went; guarded by the lock. */
	private boolean closeTold;

	/** No thread waits for it any more; guarded by the lock. */
	private boolean givenUp;

	BlockingCalls(AppenderState state, PendingWork pending, WriteLoop loop, Notifier notifier) {
		this.state = state;
		this.pending = pending;
		this.loop = loop;
		this.schedule = loop.schedule();
		this.notifier = notifier;
	}

	/**
	 * Waits until something holds; called with the lock held.
	 * @param what is waited for, for messages
	 * @param done whether it holds; may throw
	 * @param limit in nanoseconds
	 * @throws AppendTimeoutException when the limit is over
	 * @throws AppendInterruptedException when interrupted while asleep
	 */
	void until(String what, BooleanSupplier done, long limit) {
		until(what, done, limit, System.nanoTime());
	}

	private void until(String what, BooleanSupplier done, long limit, long start) {
		boolean idle = false;
		while (!done.getAsBoolean()) {
			long left = Deadline.left(limit, start);
			if (left == 0) {
				throw this.state.timeoutException(what, limit);
			}
			try {
				idle = writeOrSleep(left, idle);
			}
			catch (InterruptedException ex) {
				throw this.state.interruptedException(what);
			}
		}
	}

	void flush(long limit) {
		this.state.lock.lock();
		try {
			this.state.requireAlive();
			long target = this.state.accepted();
			until("flush", () -> isReached(this.state.written(), target), limit);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	void sync(long limit) {
		long start = System.nanoTime();
		long target;
		WakeChain.Parked parked = null;
		this.state.lock.lock();
		try {
			this.state.requireAlive();
			target = this.state.accepted();
			this.pending.sync(target);
			if (target > this.state.durable() && this.loop.isContended()) {
				// If there turns out to be no I/O thread, this one may write.
				this.schedule.wakeNow();
				if (!this.loop.mayWrite(limit)) {
					parked = this.state.waiters.add(target);
				}
			}
		}
		finally {
			this.state.lock.unlock();
		}
		if (parked != null) {
			parked.await(limit);
			if (this.state.durable() >= target) {
				return;
			}
		}
		untilSynced(parked, target, limit, start);
	}

	/** Also for a thread that was unparked before its position was reached. */
	private void untilSynced(WakeChain.Parked parked, long target, long limit, long start) {
		this.state.lock.lock();
		try {
			if (parked != null) {
				this.state.waiters.remove(parked);
			}
			until("sync", () -> isReached(this.state.durable(), target), limit, start);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Returns why the path could not be opened again, or {@code null}. */
	IOException reopen(long limit) {
		return serve("reopen", this.pending.reopen(), limit);
	}

	/** Returns why the file could not be rotated, or {@code null}. */
	IOException rotate(long limit) {
		return serve("rotate", this.pending.rotation(), limit);
	}

	private IOException serve(String what, PendingWork.Request request, long limit) {
		this.state.lock.lock();
		try {
			this.state.requireOpen();
			long ticket = request.ask();
			until(what, () -> {
				this.state.requireAlive();
				return request.isServed(ticket);
			}, limit);
			return request.error();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Returns what closing the file met, or {@code null}. */
	IOException close(long limit) {
		this.state.lock.lock();
		try {
			boolean news = !this.closeTold;
			this.state.startClosing();
			until("close", () -> this.notifier.isCloseComplete() || this.givenUp, limit);
			if (!this.notifier.isCloseComplete()) {
				throw this.state.timeoutException("close", limit);
			}
			this.closeTold = true;
			if (news && this.state.failure() != null) {
				throw this.state.failedException();
			}
			return news ? this.pending.closeError() : null;
		}
		catch (AppendException ex) {
			if (ex instanceof AppendTimeoutException) {
				this.closeTold = true;
				this.pending.abandon();
				this.schedule.wakeNow();
			}
			throw ex;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/**
	 * Closes it for all threads that wait for it or come later, as its writer hangs, and
	 * may do so for as long as the process lives.
	 */
	void giveUp() {
		this.state.lock.lock();
		try {
			this.givenUp = true;
			this.pending.abandon();
			this.state.startClosing();
			this.schedule.wakeNow();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** After a failure nothing is acknowledged; what was there before a close is. */
	private boolean isReached(long position, long target) {
		this.state.requireNotFailed();
		if (position < target && (this.state.isClosed() || this.givenUp)) {
			throw this.state.ended();
		}
		return position >= target;
	}

	/** Waits, whatever interrupts, until a record that was accepted is written. */
	void untilWritten(long position) {
		uninterruptibly(() -> isWritten(position));
	}

	/**
	 * The same, but leaves it to an I/O thread, or to the next caller, if the disk turns
	 * out to be full.
	 */
	void untilWrittenOrDegraded(long position) {
		uninterruptibly(() -> {
			if (this.state.written() < position && this.state.state() == AppenderStatus.State.DEGRADED) {
				this.schedule.wakeNow();
				return true;
			}
			return isWritten(position);
		});
	}

	/** A record that is written is, whatever failed after it. */
	private boolean isWritten(long position) {
		return this.state.written() >= position || isReached(this.state.written(), position);
	}

	/** Waits, whatever interrupts, until a record is durable or never will be. */
	void untilSettled(long position) {
		uninterruptibly(() -> this.state.durable() >= position || this.state.isFailed() || this.state.isClosed());
	}

	private void uninterruptibly(BooleanSupplier done) {
		boolean interrupted = false;
		boolean idle = false;
		this.state.lock.lock();
		try {
			while (!done.getAsBoolean()) {
				try {
					idle = writeOrSleep(Deadline.NEVER, idle);
				}
				catch (InterruptedException ex) {
					// The record is accepted, so there is no way back: later.
					interrupted = true;
				}
			}
		}
		finally {
			this.state.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Writes the batch that a thread is about to wait for without a limit, if it should.
	 */
	@Override
	public void accept(long position) {
		if (this.loop.isContended()) {
			// Many come here together: none of them writes, and all would want the lock.
			return;
		}
		this.state.lock.lock();
		try {
			if (this.state.durable() < position && this.loop.shouldWriteItself()) {
				this.loop.helps();
				writeUnlocked();
			}
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Returns whether it wrote a batch for nothing. */
	private boolean writeOrSleep(long left, boolean idle) throws InterruptedException {
		if (shouldWrite(left, idle)) {
			return !writeUnlocked();
		}
		if (!this.loop.giveWayUnlocked()) {
			this.state.waiters.awaitMove(pause(left));
		}
		return false;
	}

	/**
	 * Whether the thread writes the batch. It leaves it to an I/O thread otherwise, as a
	 * thread with a limit does where it can: it could not leave a write that hangs.
	 * @param idle whether its last batch was for nothing. What it waits for is up to
	 * another thread then, which may need this one's lock, core or carrier to go on: so
	 * it sleeps before it tries again
	 */
	private boolean shouldWrite(long left, boolean idle) {
		if (!idle && left == Deadline.NEVER && this.loop.shouldWriteItself()) {
			return true;
		}
		boolean hasIoThread = !this.loop.mayWrite(left);
		if (hasIoThread) {
			// If there turns out to be no I/O thread, this one may, and no other does.
			this.schedule.wakeNow();
		}
		return (!idle || hasIoThread) && this.loop.mayWrite(left) && this.schedule.isReady();
	}

	/**
	 * Waits for room in the buffer, or makes it; called with the lock held.
	 * @param idle what this returned before, {@code false} the first time
	 * @return whether it wrote a batch for nothing
	 */
	boolean forRoom(long left, boolean idle) {
		if (shouldWrite(left, idle)) {
			return !writeUnlocked();
		}
		try {
			if (!this.loop.giveWayUnlocked()) {
				this.state.waiters.awaitRoom(pause(left));
			}
			return false;
		}
		catch (InterruptedException ex) {
			throw this.state.interruptedException("append, which waited for room");
		}
	}

	/**
	 * A thread that cannot leave it to an I/O thread wakes up for the next try itself.
	 */
	private long pause(long left) {
		if (this.state.isClosed()) {
			// What it waits for may be told of by a thread that exits, and no thread is
			// woken for an appender that is closed.
			return Math.min(LOOK, left);
		}
		long retry = this.loop.mayWrite(left) ? this.pending.untilRetry() : 0;
		return (retry > 0) ? Math.min(retry, left) : left;
	}

	/**
	 * Writes a batch with the lock given up meanwhile; returns whether it changed
	 * anything that a thread may wait for.
	 */
	boolean writeUnlocked() {
		this.state.lock.unlock();
		try {
			return this.loop.writeBatch();
		}
		finally {
			this.state.lock.lock();
		}
	}

	void tellBlockedUnlocked(long nanos) {
		this.state.lock.unlock();
		try {
			this.notifier.blocked(nanos);
		}
		finally {
			this.state.lock.lock();
		}
	}

}
