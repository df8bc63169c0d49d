package io.asyncappend.internal.forward;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.ForwardStatus;
import io.asyncappend.ForwardStatus.State;
import io.asyncappend.ForwardingStoppedException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordRejectedException;
import io.asyncappend.internal.concurrent.Causes;
import io.asyncappend.internal.concurrent.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * How far forwarding is, what became of records, and what waits for it. All of it changes
 * under {@link #lock}, by the loop and by the threads of the sink.
 */
final class ForwardState {

	final ReentrantLock lock = new ReentrantLock();

	/**
	 * Held while the sink is called that may wait for the other system. A thread that has
	 * asked for the stop and takes it knows that nothing more is sent.
	 */
	final ReentrantLock calling = new ReentrantLock();

	final ForwardFutures futures = new ForwardFutures();

	/** There is something to do for the loop. */
	private final Condition changed = this.lock.newCondition();

	/** What a thread waits for is forwarded, or forwarding is over. */
	private final Condition reached = this.lock.newCondition();

	/** The first position that a thread waits for: none is woken for those before it. */
	private long awaited = Long.MAX_VALUE;

	private final String name;

	private final LongConsumer moved;

	private State state = State.FORWARDING;

	private long forwarded;

	/** Up to where the log was told of it, or is about to be. */
	private long told;

	private Throwable failure;

	private long failedSince;

	private LogCursor.Lag left = ForwardedLog.NO_LAG;

	/** Also read without the lock. */
	private volatile boolean stopping;

	/** Likewise. */
	private volatile boolean hurried;

	private long sent;

	private long sentBytes;

	private long retried;

	private long rejected;

	private long gaps;

	private long gapBytes;

	/**
	 * Nothing happened yet.
	 * @param name of the appender
	 * @param forwarded how far forwarding was
	 * @param moved told how far it is, without the lock, in no order
	 */
	ForwardState(String name, long forwarded, LongConsumer moved) {
		this.name = name;
		this.forwarded = forwarded;
		this.told = forwarded;
		this.moved = moved;
	}

	long forwarded() {
		this.lock.lock();
		try {
			return this.forwarded;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The sink acknowledged records up to a position, but for some bytes that it
	 * rejected; with the lock held.
	 */
	void acknowledged(long end, long records, long bytesRejected) {
		this.sent += records;
		this.sentBytes += end - this.forwarded - bytesRejected;
		moveTo(end);
	}

	/** The sink has an entry, and had it before, maybe: a gap was a record then. */
	void received(LogEntry entry) {
		this.lock.lock();
		try {
			if (entry instanceof LogRecord) {
				acknowledged(entry.end(), 1, 0);
			}
			else {
				moveTo(entry.end());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** A record was kept aside; with the lock held. */
	void rejected(LogRecord record, RecordRejectedException rejection) {
		this.rejected++;
		this.futures.lost(record.position(), record.end(), rejection);
	}

	/** Bytes are missing. */
	void missing(long position, long end, AppendException cause) {
		this.lock.lock();
		try {
			this.gaps++;
			this.gapBytes += end - position;
			this.futures.lost(position, end, cause);
			moveTo(end);
		}
		finally {
			this.lock.unlock();
		}
		completeFutures();
	}

	private void moveTo(long end) {
		this.forwarded = end;
		if (end >= this.awaited) {
			wakeWaiters();
		}
	}

	/** Those that wait for more say so again. */
	private void wakeWaiters() {
		this.awaited = Long.MAX_VALUE;
		this.reached.signalAll();
	}

	/** Records are to be sent again; with the lock held. */
	void retried(long records) {
		this.retried += records;
	}

	/** Completes what is forwarded by now; without the lock. */
	void completeFutures() {
		News news;
		this.lock.lock();
		try {
			news = takeNews();
		}
		finally {
			this.lock.unlock();
		}
		tell(news);
	}

	/** What is forwarded by now and was not told; with the lock held. */
	News takeNews() {
		long to = this.forwarded;
		boolean hasMoved = to > this.told;
		this.told = to;
		return new News(to, hasMoved, isOver() ? this.futures.takeAll(stopped()) : this.futures.take(to));
	}

	/** Completes futures; without the lock. */
	void tell(News news) {
		if (news.hasMoved()) {
			this.moved.accept(news.forwarded());
		}
		if (!news.futures().isEmpty()) {
			ForwardingThread.run(() -> ForwardFutures.complete(news.futures()));
		}
	}

	/**
	 * What is to be told.
	 *
	 * @param forwarded how far it is
	 * @param hasMoved whether it was not as far before
	 * @param futures to be completed
	 */
	record News(long forwarded, boolean hasMoved, List<ForwardFutures.Pending> futures) {
	}

	private boolean isOver() {
		return this.state == State.STOPPED || this.state == State.CLOSED;
	}

	/** It fails in a way that may pass; whether that is news. */
	boolean degrade(Throwable cause) {
		this.lock.lock();
		try {
			if (isOver()) {
				return false;
			}
			boolean news = this.state != State.DEGRADED;
			if (news) {
				this.failedSince = System.nanoTime();
			}
			this.state = State.DEGRADED;
			this.failure = cause;
			return news;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** It goes well; whether that is news. */
	boolean recover() {
		this.lock.lock();
		try {
			if (this.state != State.DEGRADED) {
				return false;
			}
			this.state = State.FORWARDING;
			this.failure = null;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** It ended, for a reason that does not pass by itself. */
	void stop(Throwable cause) {
		end(State.STOPPED, cause);
	}

	/** It was closed. */
	void close() {
		end(State.CLOSED, null);
	}

	private void end(State end, Throwable cause) {
		this.lock.lock();
		try {
			if (!isOver()) {
				if (this.state != State.DEGRADED) {
					this.failedSince = System.nanoTime();
				}
				this.failure = (cause != null) ? cause : this.failure;
				this.state = end;
			}
			else if (end == State.CLOSED) {
				this.state = end;
			}
			wakeWaiters();
		}
		finally {
			this.lock.unlock();
		}
		completeFutures();
	}

	/** An error that changes nothing is not lost. */
	void keep(Throwable error) {
		this.lock.lock();
		try {
			if (this.failure == null) {
				this.failure = error;
				this.failedSince = System.nanoTime();
			}
			else {
				Causes.keep(this.failure, error);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What is left in the end. */
	void leave(LogCursor.Lag lag) {
		this.lock.lock();
		try {
			this.left = lag;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What was left in the end. */
	LogCursor.Lag left() {
		this.lock.lock();
		try {
			return this.left;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The loop is to end. */
	void requestStop() {
		this.lock.lock();
		try {
			this.stopping = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The next pause is over at once. */
	void hurry() {
		this.lock.lock();
		try {
			this.hurried = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isStopping() {
		return this.stopping;
	}

	/** Whether a pause is to end. */
	boolean isHurried() {
		return this.stopping || this.hurried;
	}

	/** The pause is over. */
	void paused() {
		this.hurried = false;
	}

	State state() {
		this.lock.lock();
		try {
			return this.state;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** There is something to do for the loop; with the lock held. */
	void signal() {
		this.changed.signal();
	}

	/** Waits for something to do; with the lock held, by the loop alone. */
	void awaitChange(long nanos) {
		if (!this.stopping) {
			awaitNanos(nanos);
		}
	}

	/** Waits for a while, or for something to do; by the loop alone. */
	void pause(long nanos) {
		this.lock.lock();
		try {
			awaitChange(nanos);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitNanos(long nanos) {
		try {
			this.changed.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			// Nothing interrupts the loop but what the sink runs on it, for itself.
		}
	}

	/**
	 * Waits until a position is forwarded.
	 * @return whether it is
	 */
	boolean await(long position, long limit) {
		long start = System.nanoTime();
		this.lock.lock();
		try {
			while (this.forwarded < position) {
				long left = Deadline.left(limit, start);
				if (isOver() || left == 0) {
					return false;
				}
				this.awaited = Math.min(this.awaited, position);
				this.reached.awaitNanos(left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AppendInterruptedException("appender '" + this.name
					+ "': interrupted while waiting for records to be forwarded, which goes on");
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Why a wait ended without what was waited for. */
	AppendException notForwarded(long position, Duration timeout) {
		this.lock.lock();
		try {
			return isOver() ? stopped()
					: new AppendTimeoutException("appender '" + this.name + "': " + (position - this.forwarded)
							+ " bytes were not forwarded within " + timeout + "; they are kept"
							+ (this.failure != null ? ": " + this.failure : ""));
		}
		finally {
			this.lock.unlock();
		}
	}

	private AppendException stopped() {
		String message = "appender '" + this.name + "': forwarding "
				+ (this.state == State.CLOSED ? "was closed" : "has stopped") + " at position " + this.forwarded
				+ "; what comes after it is kept and is forwarded when the appender is opened again";
		return (this.failure != null) ? new ForwardingStoppedException(message + ": " + this.failure, this.failure)
				: new ForwardingStoppedException(message);
	}

	ForwardStatus status(LogCursor.Lag lag, ForwardStatus.Disk disk) {
		this.lock.lock();
		try {
			long degraded = (this.failure != null) ? Math.max(0, System.nanoTime() - this.failedSince) : 0;
			return new ForwardStatus(this.state, this.forwarded, lag, disk,
					new ForwardStatus.Counts(this.sent, this.sentBytes, this.retried, this.rejected, this.gaps,
							this.gapBytes),
					new ForwardStatus.Trouble(Optional.ofNullable(this.failure), Duration.ofNanos(degraded)));
		}
		finally {
			this.lock.unlock();
		}
	}

}
