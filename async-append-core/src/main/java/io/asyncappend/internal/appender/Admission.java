package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderOptions;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.internal.buffer.RecordBuffer;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.forward.ForwardingThread;
import io.asyncappend.internal.io.IoThread;
import io.asyncappend.internal.state.AppenderState;
import io.asyncappend.internal.state.DurableFutures;
import io.asyncappend.internal.writer.Notifier;
import io.asyncappend.internal.writer.PendingWork;
import io.asyncappend.internal.writer.WriteLoop;
import io.asyncappend.internal.writer.WriteSchedule;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Where producers come in: takes a record whole or not at all, and does what the
 * backpressure says when there is no room. A record that is refused in whatever way has
 * left no trace.
 */
public final class Admission {

	/** A producer that others overtook this often goes first. */
	private static final int PATIENCE = 16;

	/**
	 * Nanoseconds that a producer looks for room itself before it waits to be woken.
	 */
	private static final long BRIEFLY = 2_000_000;

	private static final int SPINS = 50;

	/** Nanoseconds, of which a timer makes some more. */
	private static final long NAP = 10_000;

	private final AppenderOptions options;

	private final AppenderState state;

	private final DurableFutures futures;

	private final PendingWork pending;

	private final WriteLoop loop;

	private final WriteSchedule schedule;

	private final BlockingCalls calls;

	private final Notifier notifier;

	/** How long a producer waits for room, in nanoseconds. */
	private final long waitLimit;

	/** The producer that has been overtaken too often; guarded by the lock. */
	private Thread starvedProducer;

	Admission(AppenderOptions options, AppenderState state, DurableFutures futures, PendingWork pending, WriteLoop loop,
			BlockingCalls calls, Notifier notifier) {
		this.options = options;
		this.waitLimit = Deadline.nanos(options.backpressure().limit());
		this.state = state;
		this.futures = futures;
		this.pending = pending;
		this.loop = loop;
		this.schedule = loop.schedule();
		this.calls = calls;
		this.notifier = notifier;
	}

	/**
	 * Appends the array's range or, if that is {@code null}, what remains of the buffer.
	 */
	long append(byte[] array, ByteBuffer buffer, int offset, int length) {
		if (array != null) {
			long position = this.state.tryAccept(array, offset, length);
			if (position > 0) {
				accepted(position);
				return position;
			}
			if (position == RecordBuffer.FULL && this.options.backpressure().action() == Backpressure.Action.BLOCK) {
				return waitBriefly(array, offset, length);
			}
		}
		return appendLocked(array, buffer, offset, length, 0);
	}

	/** Appends a record if there is room now; neither waits for any nor counts. */
	long tryAppend(byte[] record) {
		long position = this.state.tryAccept(record, 0, record.length);
		if (position > 0) {
			accepted(position);
			return position;
		}
		boolean synchronous;
		this.state.lock.lock();
		try {
			this.state.requireOpen();
			if (!hasRoom(record.length)) {
				return AsyncAppender.DROPPED;
			}
			position = this.state.accept(record, 0, record.length);
			synchronous = startWriting();
		}
		finally {
			allowLockFree();
			this.state.lock.unlock();
		}
		if (synchronous) {
			untilWritten(position);
		}
		return position;
	}

	/**
	 * The buffer is full as a rule because it is written more slowly than it is filled,
	 * and has room again sooner than a thread can be put to sleep and woken up by
	 * another.
	 */
	private long waitBriefly(byte[] array, int offset, int length) {
		long start = System.nanoTime();
		long limit = Math.min(BRIEFLY, this.waitLimit);
		long position = RecordBuffer.FULL;
		for (int tries = 0; position == RecordBuffer.FULL && System.nanoTime() - start < limit; tries++) {
			if (tries < SPINS) {
				Thread.onSpinWait();
			}
			else if (Thread.currentThread().isInterrupted()) {
				break;
			}
			else {
				LockSupport.parkNanos(NAP);
			}
			position = this.state.tryAccept(array, offset, length);
		}
		long waited = System.nanoTime() - start;
		if (position > 0) {
			accepted(position);
			this.notifier.blocked(waited);
			return position;
		}
		return appendLocked(array, null, offset, length, waited);
	}

	/** Was accepted without the lock; takes it only to wake a thread. */
	private void accepted(long position) {
		if (this.schedule.needsWake(this.state.queuedBefore(position))) {
			boolean synchronous;
			this.state.lock.lock();
			try {
				synchronous = startWriting();
			}
			finally {
				this.state.lock.unlock();
			}
			if (synchronous) {
				untilWritten(position);
			}
		}
	}

	private long appendLocked(byte[] array, ByteBuffer buffer, int offset, int length, long waitedBefore) {
		long position;
		long waited = waitedBefore;
		boolean synchronous;
		this.state.lock.lock();
		try {
			requireOpen(length);
			if (!hasRoom(length)) {
				if (this.options.backpressure().action() != Backpressure.Action.DROP) {
					waited = requireRoom(length, waitedBefore);
				}
				else if (!makesRoom(length)) {
					this.state.drop(length);
					return AsyncAppender.DROPPED;
				}
			}
			position = accept(array, buffer, offset, length);
			synchronous = startWriting();
		}
		finally {
			allowLockFree();
			this.state.lock.unlock();
		}
		if (waited > 0) {
			this.notifier.blocked(waited);
		}
		if (synchronous) {
			untilWritten(position);
		}
		return position;
	}

	/** The same with a future that completes when the record is durable. */
	CompletableFuture<Long> appendDurably(byte[] array, ByteBuffer buffer, int offset, int length) {
		DurableFutures.Receipt receipt = new DurableFutures.Receipt(this.calls);
		long position;
		long waited;
		boolean synchronous;
		this.state.lock.lock();
		try {
			requireOpen(length);
			waited = hasRoom(length) ? 0 : requireRoom(length, 0);
			position = accept(array, buffer, offset, length);
			this.futures.add(receipt, position);
			this.pending.sync(position);
			synchronous = this.schedule.isSynchronous();
			if (!synchronous) {
				this.loop.scheduleDurable();
				synchronous = this.schedule.isSynchronous();
			}
		}
		finally {
			allowLockFree();
			this.state.lock.unlock();
		}
		if (waited > 0) {
			this.notifier.blocked(waited);
		}
		if (synchronous) {
			this.calls.untilSettled(position);
		}
		return receipt;
	}

	/** A producer that does not wait for room does not wait for a full disk either. */
	private void untilWritten(long position) {
		if (this.options.backpressure().action() == Backpressure.Action.BLOCK) {
			this.calls.untilWritten(position);
		}
		else {
			this.calls.untilWrittenOrDegraded(position);
		}
	}

	/** Not while a starved producer goes first. */
	private void allowLockFree() {
		if (this.starvedProducer == null && !this.schedule.isSynchronous()) {
			this.state.allowLockFree();
		}
	}

	private long accept(byte[] array, ByteBuffer buffer, int offset, int length) {
		return (array != null) ? this.state.accept(array, offset, length) : this.state.accept(buffer);
	}

	/** Returns whether the caller is to see to the writing itself. */
	private boolean startWriting() {
		if (!this.schedule.isSynchronous()) {
			this.schedule.scheduleWithinLinger();
		}
		return this.schedule.isSynchronous();
	}

	private void requireOpen(int length) {
		this.state.requireOpen();
		this.state.requireWithinDiskLimit(length);
	}

	private boolean hasRoom(int length) {
		this.state.seal();
		// Where the caller writes, a full disk is a full buffer.
		return this.state.hasRoom(length) && mayWaitForForwarding(length)
				&& (this.starvedProducer == null || this.starvedProducer == Thread.currentThread())
				&& (this.state.state() == AppenderStatus.State.OPEN || !this.schedule.isSynchronous());
	}

	/** A thread that forwarding needs does not wait for it. */
	private boolean mayWaitForForwarding(int length) {
		return this.state.mayWaitForForwarding(length)
				|| (this.options.backpressure().action() == Backpressure.Action.BLOCK
						&& (ForwardingThread.isCurrent() || IoThread.isCurrent()));
	}

	/** Gives a caller that may write the chance to make room; else does not wait. */
	private boolean makesRoom(int length) {
		if (mayWaitForForwarding(length) && this.loop.mayWrite(Deadline.NEVER) && this.schedule.isReady()) {
			this.calls.writeUnlocked();
			requireOpen(length);
			return hasRoom(length);
		}
		return false;
	}

	/** Returns the nanoseconds waited, with room; throws if there is none to be had. */
	private long requireRoom(int length, long waitedBefore) {
		if (this.options.backpressure().action() != Backpressure.Action.BLOCK) {
			if (makesRoom(length)) {
				return 0;
			}
			throw this.state.fullException(length);
		}
		long limit = this.waitLimit;
		long start = System.nanoTime() - waitedBefore;
		try {
			waitForRoom(length, limit, start);
			return Math.max(1, System.nanoTime() - start);
		}
		catch (AppendException ex) {
			this.calls.tellBlockedUnlocked(System.nanoTime() - start);
			throw ex;
		}
	}

	private void waitForRoom(int length, long limit, long start) {
		boolean idle = false;
		try {
			for (int timesOvertaken = 0; !hasRoom(length); timesOvertaken++) {
				if (timesOvertaken >= PATIENCE && this.starvedProducer == null) {
					this.starvedProducer = Thread.currentThread();
				}
				long left = Deadline.left(limit, start);
				if (left == 0) {
					throw this.state.noRoomInTimeException(length, limit);
				}
				idle = this.calls.forRoom(left, idle);
				requireOpen(length);
			}
		}
		finally {
			if (this.starvedProducer == Thread.currentThread()) {
				this.starvedProducer = null;
				this.state.waiters.wakeAll();
			}
		}
	}

}
