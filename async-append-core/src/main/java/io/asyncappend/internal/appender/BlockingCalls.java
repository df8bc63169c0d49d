package io.asyncappend.internal.appender;

import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.Sleepers;
import io.asyncappend.internal.writer.Notifier;
import io.asyncappend.internal.writer.PendingWork;
import io.asyncappend.internal.writer.Request;
import io.asyncappend.internal.writer.WriteLoop;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * How a thread waits for an appender to get somewhere: where it may turn the loop it does
 * that, else it hurries the lane on and sleeps until something moved.
 */
public final class BlockingCalls {

	/** Nanoseconds. */
	private static final long LOOK = 50_000_000;

	private final AppenderState state;

	private final PendingWork pending;

	private final WriteLoop loop;

	private final Notifier notifier;

	/** Somebody was told how the close went; guarded by the lock. */
	private boolean closeTold;

	BlockingCalls(AppenderState state, PendingWork pending, WriteLoop loop, Notifier notifier) {
		this.state = state;
		this.pending = pending;
		this.loop = loop;
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
				idle = turnOrSleep(left, idle);
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
		Sleepers.Sleeper sleeper = null;
		this.state.lock.lock();
		try {
			this.state.requireAlive();
			target = this.state.accepted();
			this.pending.sync(target);
			if (target > this.state.durable() && this.loop.isCrowded()) {
				// If there turns out to be no lane the thread may turn the loop.
				this.loop.hurry();
				if (!this.loop.mayTurn(limit)) {
					sleeper = this.state.sleepers.add(target);
				}
			}
		}
		finally {
			this.state.lock.unlock();
		}
		if (sleeper != null) {
			sleeper.sleep(limit);
			if (this.state.durable() >= target) {
				return;
			}
		}
		untilSynced(sleeper, target, limit, start);
	}

	/** Also for who slept and was woken before the position was reached. */
	private void untilSynced(Sleepers.Sleeper sleeper, long target, long limit, long start) {
		this.state.lock.lock();
		try {
			if (sleeper != null) {
				this.state.sleepers.remove(sleeper);
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

	private IOException serve(String what, Request request, long limit) {
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
			until("close", this.notifier::isCloseComplete, limit);
			this.closeTold = true;
			if (news && this.state.failure() != null) {
				throw this.state.failedException();
			}
			return news ? this.pending.closeError() : null;
		}
		catch (AppendTimeoutException ex) {
			this.closeTold = true;
			this.pending.abandon();
			this.loop.hurry();
			throw ex;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** After a failure nothing is acknowledged; what was there before a close is. */
	private boolean isReached(long position, long target) {
		this.state.requireNotFailed();
		if (position < target && this.state.isClosed()) {
			throw this.state.ended();
		}
		return position >= target;
	}

	/** Waits, whatever interrupts, until a record that was accepted is written. */
	void untilWritten(long position) {
		uninterruptibly(() -> isWritten(position));
	}

	/**
	 * Likewise, but leaves it to the lane, or to whoever comes next, if the disk turns
	 * out to be full.
	 */
	void untilWrittenOrDegraded(long position) {
		uninterruptibly(() -> {
			if (this.state.written() < position && this.state.state() == AppenderStatus.State.DEGRADED) {
				this.loop.hurry();
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
					idle = turnOrSleep(Deadline.NEVER, idle);
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

	/** Does what somebody is about to wait for without a limit, if that is better. */
	public void help(long position) {
		this.state.lock.lock();
		try {
			if (this.state.durable() < position && this.loop.mayHelp()) {
				this.loop.helps();
				turnUnlocked();
			}
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Returns whether it turned the loop for nothing. */
	private boolean turnOrSleep(long left, boolean idle) throws InterruptedException {
		if (isToTurn(left, idle)) {
			return !turnUnlocked();
		}
		this.state.awaitMove(pause(left));
		return false;
	}

	/**
	 * Whether the thread turns the loop; it leaves it to the lane otherwise, as who has a
	 * limit does where he can: he could not leave a write that hangs.
	 * @param idle whether its last turn was for nothing. What it waits for is up to
	 * another thread then, which may need this one's lock, core or carrier to go on: so
	 * it sleeps before it turns again
	 */
	private boolean isToTurn(long left, boolean idle) {
		if (!idle && left == Deadline.NEVER && this.loop.mayHelp()) {
			return true;
		}
		boolean hadLane = !this.loop.mayTurn(left);
		if (hadLane) {
			// If there turns out to be no lane, the thread may, and nobody else will.
			this.loop.hurry();
		}
		return (!idle || hadLane) && this.loop.mayTurn(left) && this.loop.isReady();
	}

	/**
	 * Waits for room in the buffer, or makes it; called with the lock held.
	 * @param idle what this returned before, {@code false} the first time
	 * @return whether it turned the loop for nothing
	 */
	boolean forRoom(long left, boolean idle) {
		if (isToTurn(left, idle)) {
			return !turnUnlocked();
		}
		try {
			this.state.awaitRoom(pause(left));
			return false;
		}
		catch (InterruptedException ex) {
			throw this.state.interruptedException("append, which waited for room");
		}
	}

	/** Whoever cannot leave it to the lane wakes up for the next try by himself. */
	private long pause(long left) {
		if (this.state.isClosed()) {
			// Who waits to be told of the close may wait for somebody who exits, which
			// nobody tells of an appender that is closed.
			return Math.min(LOOK, left);
		}
		long retry = this.loop.mayTurn(left) ? this.pending.untilRetry() : 0;
		return (retry > 0) ? Math.min(retry, left) : left;
	}

	/**
	 * Turns the loop with the lock given up meanwhile; returns whether it changed
	 * anything that a thread may wait for.
	 */
	boolean turnUnlocked() {
		this.state.lock.unlock();
		try {
			return this.loop.turn();
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
