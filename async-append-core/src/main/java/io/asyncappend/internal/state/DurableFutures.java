package io.asyncappend.internal.state;

import io.asyncappend.AppendException;
import io.asyncappend.internal.concurrent.Pause;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The futures of records that are to be durable, in the order of their positions. They
 * are completed off the lock, by one thread at a time, so that the order holds for those
 * who watch them complete.
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

		/** Who waits for it may do the work himself. */
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

	/** The first of those whose records are not durable; guarded by the lock. */
	private Receipt pending;

	/** The last of them; guarded by the lock. */
	private Receipt last;

	/** How many are pending; changes under the lock only. */
	private volatile int count;

	/** How many the last delivery completed. */
	private volatile int delivered;

	/** Guarded by the lock of the ledger. */
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

	/** How many are not completed; any thread may ask. */
	public int pending() {
		return this.count;
	}

	/** How many were completed together the last time; any thread may ask. */
	public int delivered() {
		return this.delivered;
	}

	/** Called with the lock held, in the order of positions. */
	public void add(Receipt receipt, long position) {
		this.count = this.count + 1;
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
		if (!begin()) {
			return;
		}
		Throwable thrown = null;
		int completed = 0;
		do {
			while (this.due != null) {
				completed++;
				Receipt receipt = this.due;
				this.due = receipt.next;
				// Who keeps a future must not keep all that came after it.
				receipt.next = null;
				receipt.help = null;
				Throwable refused = complete(receipt);
				thrown = (refused != null) ? refused : thrown;
			}
		}
		while (more());
		this.delivered = completed;
		if (thrown instanceof Error error) {
			throw error;
		}
		if (thrown instanceof RuntimeException exception) {
			throw exception;
		}
	}

	/**
	 * Returns what those who depend on it threw, or {@code null}. Not before all of them
	 * had their turn, and, where there is no memory to complete it, not before there is:
	 * nobody else would.
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

	private boolean begin() {
		this.state.lock.lock();
		try {
			if (this.delivering || !collect()) {
				return false;
			}
			this.delivering = true;
			return true;
		}
		finally {
			this.state.lock.unlock();
		}
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
			this.count = 0;
			return true;
		}
		int left = this.count - 1;
		Receipt lastDue = this.pending;
		while (lastDue.next != null && lastDue.next.position <= this.state.durable()) {
			lastDue = lastDue.next;
			left--;
		}
		this.count = left;
		this.due = this.pending;
		this.pending = lastDue.next;
		if (this.pending == null) {
			this.last = null;
		}
		lastDue.next = null;
		return true;
	}

}
