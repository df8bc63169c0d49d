package io.asyncappend;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Where producers come in: takes a record whole or not at all, and does what the
 * backpressure says when there is no room. A record that is refused in whatever way has
 * left no trace.
 */
final class Intake {

	/** A producer that others overtook this often is let go first. */
	private static final int PATIENCE = 16;

	private final AppenderOptions options;

	private final Ledger ledger;

	private final Receipts receipts;

	private final Wanted wanted;

	private final Drain drain;

	private final Waiting waiting;

	private final Telling telling;

	/** The producer that has been overtaken too often; guarded by the lock. */
	private Thread overtaken;

	Intake(AppenderOptions options, Ledger ledger, Receipts receipts, Wanted wanted, Drain drain, Waiting waiting,
			Telling telling) {
		this.options = options;
		this.ledger = ledger;
		this.receipts = receipts;
		this.wanted = wanted;
		this.drain = drain;
		this.waiting = waiting;
		this.telling = telling;
	}

	/**
	 * Appends the array's range or, if that is {@code null}, what remains of the buffer.
	 */
	long append(byte[] array, ByteBuffer buffer, int offset, int length) {
		long position;
		long waited = 0;
		boolean synchronous;
		this.ledger.lock.lock();
		try {
			this.ledger.requireOpen();
			if (!hasRoom(length)) {
				if (this.options.backpressure().action() == Backpressure.Action.DROP && !makesRoom(length)) {
					this.ledger.drop(length);
					return AsyncAppender.DROPPED;
				}
				waited = requireRoom(length);
			}
			position = accept(array, buffer, offset, length);
			synchronous = startWriting();
		}
		finally {
			this.ledger.lock.unlock();
		}
		if (waited > 0) {
			this.telling.blocked(waited);
		}
		if (synchronous) {
			this.waiting.untilWritten(position);
		}
		return position;
	}

	/** Likewise, with a future that completes when the record is durable. */
	CompletableFuture<Long> appendDurably(byte[] array, ByteBuffer buffer, int offset, int length) {
		Receipts.Receipt receipt = new Receipts.Receipt();
		long position;
		long waited;
		boolean synchronous;
		this.ledger.lock.lock();
		try {
			this.ledger.requireOpen();
			waited = hasRoom(length) ? 0 : requireRoom(length);
			position = accept(array, buffer, offset, length);
			this.receipts.add(receipt, position);
			this.wanted.sync(position);
			synchronous = this.drain.isSynchronous();
			if (!synchronous) {
				this.drain.hurry();
				synchronous = this.drain.isSynchronous();
			}
		}
		finally {
			this.ledger.lock.unlock();
		}
		if (waited > 0) {
			this.telling.blocked(waited);
		}
		if (synchronous) {
			this.waiting.untilSettled(position);
		}
		return receipt;
	}

	private long accept(byte[] array, ByteBuffer buffer, int offset, int length) {
		return (array != null) ? this.ledger.accept(array, offset, length) : this.ledger.accept(buffer);
	}

	/** Returns whether the caller is to see to the writing itself. */
	private boolean startWriting() {
		if (!this.drain.isSynchronous()) {
			this.drain.appended();
		}
		return this.drain.isSynchronous();
	}

	private boolean hasRoom(int length) {
		// Where the caller writes, a full disk is a full buffer.
		return this.ledger.hasRoom(length) && (this.overtaken == null || this.overtaken == Thread.currentThread())
				&& (this.ledger.state() == AppenderStatus.State.OPEN || !this.drain.isSynchronous());
	}

	/** Gives a caller that may write the chance to make room; else does not wait. */
	private boolean makesRoom(int length) {
		if (this.drain.mayTurn(Deadline.NEVER) && this.drain.isReady()) {
			this.waiting.turnUnlocked();
			this.ledger.requireOpen();
			return hasRoom(length);
		}
		return false;
	}

	/** Returns the nanoseconds waited, with room; throws if there is none to be had. */
	private long requireRoom(int length) {
		if (this.options.backpressure().action() != Backpressure.Action.BLOCK) {
			if (makesRoom(length)) {
				return 0;
			}
			throw this.ledger.refusals.full(length, this.options.bufferSize());
		}
		long limit = this.options.backpressure().limitNanos();
		long start = System.nanoTime();
		try {
			waitForRoom(length, limit, start);
			return Math.max(1, System.nanoTime() - start);
		}
		catch (AppendException ex) {
			this.waiting.tellBlockedUnlocked(System.nanoTime() - start);
			throw ex;
		}
	}

	private void waitForRoom(int length, long limit, long start) {
		try {
			for (int overtakings = 0; !hasRoom(length); overtakings++) {
				if (overtakings >= PATIENCE && this.overtaken == null) {
					this.overtaken = Thread.currentThread();
				}
				long left = Deadline.left(limit, start);
				if (left == 0) {
					throw this.ledger.refusals.timeout("append of " + length + " bytes", limit);
				}
				this.waiting.forRoom(left);
				this.ledger.requireOpen();
			}
		}
		finally {
			if (this.overtaken == Thread.currentThread()) {
				this.overtaken = null;
				this.ledger.signalAll();
			}
		}
	}

}
