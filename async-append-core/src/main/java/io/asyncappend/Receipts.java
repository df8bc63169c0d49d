package io.asyncappend;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * The futures of records that are to be durable, in the order of their positions. They
 * are completed off the lock, by one thread at a time, so that the order holds for those
 * who watch them complete.
 */
final class Receipts {

	/** One record's future. */
	private static final class Receipt extends CompletableFuture<Long> {

		private final long position;

		Receipt(long position) {
			this.position = position;
		}

		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new CompletableFuture<>();
		}

	}

	private final Ledger ledger;

	/** Guarded by the lock of the ledger. */
	private final ArrayDeque<Receipt> pending = new ArrayDeque<>();

	/** Guarded by the lock of the ledger. */
	private boolean delivering;

	/** Belongs to the thread that delivers. */
	private final ArrayDeque<Receipt> due = new ArrayDeque<>();

	/** What to complete {@link #due} with, if not their positions. */
	private AppendException refusal;

	Receipts(Ledger ledger) {
		this.ledger = ledger;
	}

	/** Called with the lock held, in the order of positions. */
	CompletableFuture<Long> add(long position) {
		Receipt receipt = new Receipt(position);
		this.pending.add(receipt);
		return receipt;
	}

	/**
	 * Completes what is due. Returns at once when another thread, or this one further
	 * down its stack, is at it: that one completes these too.
	 */
	void deliver() {
		if (!begin()) {
			return;
		}
		Throwable thrown = null;
		do {
			for (Receipt receipt = this.due.poll(); receipt != null; receipt = this.due.poll()) {
				try {
					if (this.refusal != null) {
						receipt.completeExceptionally(this.refusal);
					}
					else {
						receipt.complete(receipt.position);
					}
				}
				catch (Throwable ex) {
					thrown = ex;
				}
			}
		}
		while (more());
		if (thrown instanceof Error error) {
			throw error;
		}
		if (thrown instanceof RuntimeException exception) {
			throw exception;
		}
	}

	private boolean begin() {
		this.ledger.lock.lock();
		try {
			if (this.delivering || this.pending.isEmpty() || !collect()) {
				return false;
			}
			this.delivering = true;
			return true;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	private boolean more() {
		this.ledger.lock.lock();
		try {
			// Not still delivering should there be no memory to collect.
			this.delivering = false;
			this.delivering = collect();
			return this.delivering;
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	/** First what is durable, then, where nothing more will be, the rest. */
	private boolean collect() {
		this.refusal = null;
		while (!this.pending.isEmpty() && this.pending.peek().position <= this.ledger.durable()) {
			this.due.add(this.pending.poll());
		}
		if (this.due.isEmpty() && !this.pending.isEmpty() && (this.ledger.isFailed() || this.ledger.isClosed())) {
			this.refusal = this.ledger.ended();
			this.due.addAll(this.pending);
			this.pending.clear();
		}
		return !this.due.isEmpty();
	}

}
