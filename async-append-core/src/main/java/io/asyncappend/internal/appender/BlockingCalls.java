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

	private final AppenderState ledger;

	private final PendingWork wanted;

	private final WriteLoop drain;

	private final Notifier telling;

	/** Somebody was told how the close went; guarded by the lock. */
	private boolean closeTold;

	BlockingCalls(AppenderState ledger, PendingWork wanted, WriteLoop drain, Notifier telling) {
		this.ledger = ledger;
		this.wanted = wanted;
		this.drain = drain;
		this.telling = telling;
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
				throw this.ledger.timeoutException(what, limit);
			}
			try {
				idle = turnOrSleep(left, idle);
			}
			catch (InterruptedException ex) {
				throw this.ledger.interruptedException(what);
			}
		}
	}

	void flush(long limit) {
		this.ledger.lock.lock();
		try {
			this.ledger.requireAlive();
			long target = this.ledger.accepted();
			until("flush", () -> isReached(this.ledger.written(), target), limit);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	void sync(long limit) {
		long start = System.nanoTime();
		long target;
		Sleepers.Sleeper sleeper = null;
		this.ledger.lock.lock();
		try {
			this.ledger.requireAlive();
			target = this.ledger.accepted();
			this.wanted.sync(target);
			if (target > this.ledger.durable() && this.drain.isCrowded()) {
				// If there turns out to be no lane the thread may turn the loop.
				this.drain.hurry();
				if (!this.drain.mayTurn(limit)) {
					sleeper = this.ledger.sleepers.add(target);
				}
			}
		}
		finally {
			this.ledger.lock.unlock();
		}
		if (sleeper != null) {
			sleeper.sleep(limit);
			if (this.ledger.durable() >= target) {
				return;
			}
		}
		untilSynced(sleeper, target, limit, start);
	}

	/** Also for who slept and was woken before the position was reached. */
	private void untilSynced(Sleepers.Sleeper sleeper, long target, long limit, long start) {
		this.ledger.lock.lock();
		try {
			if (sleeper != null) {
				this.ledger.sleepers.remove(sleeper);
			}
			until("sync", () -> isReached(this.ledger.durable(), target), limit, start);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** Returns why the path could not be opened again, or {@code null}. */
	IOException reopen(long limit) {
		return serve("reopen", this.wanted.reopen(), limit);
	}

	/** Returns why the file could not be rotated, or {@code null}. */
	IOException rotate(long limit) {
		return serve("rotate", this.wanted.rotation(), limit);
	}

	private IOException serve(String what, Request request, long limit) {
		this.ledger.lock.lock();
		try {
			this.ledger.requireOpen();
			long ticket = request.ask();
			until(what, () -> {
				this.ledger.requireAlive();
				return request.isServed(ticket);
			}, limit);
			return request.error();
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** Returns what closing the file met, or {@code null}. */
	IOException close(long limit) {
		this.ledger.lock.lock();
		try {
			boolean news = !this.closeTold;
			this.ledger.startClosing();
			until("close", this.telling::isCloseComplete, limit);
			this.closeTold = true;
			if (news && this.ledger.failure() != null) {
				throw this.ledger.failedException();
			}
			return news ? this.wanted.closeError() : null;
		}
		catch (AppendTimeoutException ex) {
			this.closeTold = true;
			this.wanted.abandon();
			this.drain.hurry();
			throw ex;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** After a failure nothing is acknowledged; what was there before a close is. */
	private boolean isReached(long position, long target) {
		this.ledger.requireNotFailed();
		if (position < target && this.ledger.isClosed()) {
			throw this.ledger.ended();
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
			if (this.ledger.written() < position && this.ledger.state() == AppenderStatus.State.DEGRADED) {
				this.drain.hurry();
				return true;
			}
			return isWritten(position);
		});
	}

	/** A record that is written is, whatever failed after it. */
	private boolean isWritten(long position) {
		return this.ledger.written() >= position || isReached(this.ledger.written(), position);
	}

	/** Waits, whatever interrupts, until a record is durable or never will be. */
	void untilSettled(long position) {
		uninterruptibly(() -> this.ledger.durable() >= position || this.ledger.isFailed() || this.ledger.isClosed());
	}

	private void uninterruptibly(BooleanSupplier done) {
		boolean interrupted = false;
		boolean idle = false;
		this.ledger.lock.lock();
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
			this.ledger.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Does what somebody is about to wait for without a limit, if that is better. */
	public void help(long position) {
		this.ledger.lock.lock();
		try {
			if (this.ledger.durable() < position && this.drain.mayHelp()) {
				this.drain.helps();
				turnUnlocked();
			}
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** Returns whether it turned the loop for nothing. */
	private boolean turnOrSleep(long left, boolean idle) throws InterruptedException {
		if (isToTurn(left, idle)) {
			return !turnUnlocked();
		}
		this.ledger.awaitMove(pause(left));
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
		if (!idle && left == Deadline.NEVER && this.drain.mayHelp()) {
			return true;
		}
		boolean hadLane = !this.drain.mayTurn(left);
		if (hadLane) {
			// If there turns out to be no lane, the thread may, and nobody else will.
			this.drain.hurry();
		}
		return (!idle || hadLane) && this.drain.mayTurn(left) && this.drain.isReady();
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
			this.ledger.awaitRoom(pause(left));
			return false;
		}
		catch (InterruptedException ex) {
			throw this.ledger.interruptedException("append, which waited for room");
		}
	}

	/** Whoever cannot leave it to the lane wakes up for the next try by himself. */
	private long pause(long left) {
		if (this.ledger.isClosed()) {
			// Who waits to be told of the close may wait for somebody who exits, which
			// nobody tells of an appender that is closed.
			return Math.min(LOOK, left);
		}
		long retry = this.drain.mayTurn(left) ? this.wanted.untilRetry() : 0;
		return (retry > 0) ? Math.min(retry, left) : left;
	}

	/**
	 * Turns the loop with the lock given up meanwhile; returns whether it changed
	 * anything that a thread may wait for.
	 */
	boolean turnUnlocked() {
		this.ledger.lock.unlock();
		try {
			return this.drain.turn();
		}
		finally {
			this.ledger.lock.lock();
		}
	}

	void tellBlockedUnlocked(long nanos) {
		this.ledger.lock.unlock();
		try {
			this.telling.blocked(nanos);
		}
		finally {
			this.ledger.lock.lock();
		}
	}

}
