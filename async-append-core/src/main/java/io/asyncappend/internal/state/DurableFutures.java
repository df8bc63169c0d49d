package io.asyncappend.internal.state;

import io.asyncappend.AppendException;
import io.asyncappend.internal.concurrent.Pause;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The futures of records that are to be durable, in the order of their positions. They
 * are completed off the lock, by one thread at a time, so that callbacks run in that
 * order.
 */
public final class DurableFutures {

	/** One record's future, linked to the next: it is all that a record costs. */
	public static final class Receipt extends CompletableFuture<Long> {

		/**
		 * Does the work up to a position, if the caller may. Null once it is complete: to
		 * keep it must not be to keep its appender.
		 */
		private volatile LongConsumer help;

		private long position;

		private Receipt next;

		public Receipt(LongConsumer help) {
			this.help = help;
		}

		@Override
		public Long join() {
			help();
			return super.join();
		}

		@Override
		public Long get() throws InterruptedException, ExecutionException {
			if (!Thread.currentThread().isInterrupted()) {
				help();
			}
			return super.get();
		}

		/** A thread that waits for it may write the batch itself. */
		private void help() {
			LongConsumer help = this.help;
			if (help != null && !isDone()) {
				help.accept(this.position);
			}
		}

		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new CompletableFuture<>();
		}

	}

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final AppenderState state;

	/** The first whose record is not durable; guarded by the lock. */
	private Receipt pending;

	/** The last of them; guarded by the lock. */
	private Receipt last;

	/** Guarded by the lock. */
	private boolean delivering;

	/** The first of those to complete; belongs to the thread that delivers. */
	private Receipt due;

	/** Whether those to complete will never be durable. */
	private boolean refusing;

	/** What they are told; belongs to the thread that delivers. */
	private AppendException refusal;

	public DurableFutures(AppenderState state) {
		this.state = state;
	}

	/** Called with the lock held, in the order of positions. */
	public void add(Receipt receipt, long position) {
		this.state.waiters.pendingFutures(this.state.waiters.pendingFutures() + 1);
		receipt.position = position;
		if (this.pending == null) {
			this.pending = receipt;
		}
		else {
			this.last.next = receipt;
		}
		this.last = receipt;
	}

	/**
	 * Completes what is due. Returns at once when another thread, or this one further
	 * down its stack, is at it: that one completes these too.
	 */
	public void deliver() {
		boolean begun;
		this.state.lock.lock();
		try {
			begun = begin();
		}
		finally {
			this.state.lock.unlock();
		}
		if (begun) {
			completeDue();
		}
	}

	/**
	 * Takes out what is due; called with the lock held.
	 * @return whether there is any, and the thread is to {@linkplain #completeDue()
	 * complete it} whatever happens: no other thread does
	 */
	public boolean begin() {
		if (!this.delivering && collect()) {
			this.delivering = true;
			return true;
		}
		return false;
	}

	/** Completes what was taken out, and what became due meanwhile; off the lock. */
	public void completeDue() {
		Throwable thrown = null;
		int completed = 0;
		do {
			while (this.due != null) {
				completed++;
				Receipt receipt = this.due;
				this.due = receipt.next;
				// A future that is kept must not keep all that came after it.
				receipt.next = null;
				receipt.help = null;
				Throwable refused = complete(receipt);
				thrown = (refused != null) ? refused : thrown;
			}
		}
		while (more());
		this.state.waiters.futuresCompleted(completed);
		if (thrown instanceof Error error) {
			throw error;
		}
		if (thrown instanceof RuntimeException exception) {
			throw exception;
		}
	}

	/**
	 * Returns what its callbacks threw, or {@code null}. Not before all of them have run,
	 * and, where there is no memory to complete it, not before there is: no other thread
	 * completes it.
	 */
	private Throwable complete(Receipt receipt) {
		Throwable thrown = null;
		while (true) {
			try {
				if (this.refusing) {
					receipt.completeExceptionally(refusal());
				}
				else {
					receipt.complete(receipt.position);
				}
				return thrown;
			}
			catch (Throwable ex) {
				thrown = ex;
				Pause.nanos(PAUSE);
			}
		}
	}

	/** One for all, as there may be many; the failure itself where it cannot be told. */
	private Throwable refusal() {
		if (this.refusal != null) {
			return this.refusal;
		}
		this.state.lock.lock();
		try {
			this.refusal = this.state.ended();
		}
		catch (Throwable ex) {
			Throwable failure = this.state.failure();
			return (failure != null) ? failure : ex;
		}
		finally {
			this.state.lock.unlock();
		}
		return this.refusal;
	}

	private boolean more() {
		this.state.lock.lock();
		try {
			this.delivering = collect();
			return this.delivering;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** First what is durable, then, where nothing more will be, the rest. */
	private boolean collect() {
		this.refusing = false;
		if (this.pending == null) {
			return false;
		}
		if (this.pending.position > this.state.durable()) {
			if (!this.state.isFailed() && !this.state.isClosed()) {
				return false;
			}
			this.refusing = true;
			this.due = this.pending;
			this.pending = null;
			this.last = null;
			this.state.waiters.pendingFutures(0);
			return true;
		}
		int left = this.state.waiters.pendingFutures() - 1;
		Receipt lastDue = this.pending;
		while (lastDue.next != null && lastDue.next.position <= this.state.durable()) {
			lastDue = lastDue.next;
			left--;
		}
		this.state.waiters.pendingFutures(left);
		this.due = this.pending;
		this.pending = lastDue.next;
		if (this.pending == null) {
			this.last = null;
		}
		lastDue.next = null;
		return true;
	}

}
