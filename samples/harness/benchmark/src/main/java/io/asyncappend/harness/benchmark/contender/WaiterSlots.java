package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/**
 * What waits for a record, by number: a thread has a slot of its own for as long as it
 * lives, a future takes a free one. Thread-safe.
 */
final class WaiterSlots {

	/** More futures than these in flight get new slots. */
	private static final int MAX_FREE = 64 * 1024;

	private final ThreadLocal<Slot> own = ThreadLocal.withInitial(() -> make(Thread.currentThread()));

	private final ManyToManyConcurrentArrayQueue<Slot> free = new ManyToManyConcurrentArrayQueue<>(MAX_FREE);

	private volatile Slot[] slots = new Slot[64];

	private int count;

	/** The slot of the current thread. */
	Slot own() {
		return this.own.get();
	}

	/** A slot for a future. */
	Slot take() {
		Slot slot = this.free.poll();
		return (slot != null) ? slot : make(null);
	}

	Slot get(int number) {
		return this.slots[number];
	}

	private synchronized Slot make(Thread thread) {
		Slot slot = new Slot(this.count, thread);
		Slot[] all = this.slots;
		if (this.count == all.length) {
			all = Arrays.copyOf(all, 2 * this.count);
		}
		all[this.count++] = slot;
		// Again, also where the array is the same, so that it is seen with the slot.
		this.slots = all;
		return slot;
	}

	/** One of them. Used for one record at a time. */
	final class Slot {

		private final int number;

		/** {@code null} for the slot of a future. */
		private final Thread thread;

		private CompletableFuture<Void> future;

		private IOException failure;

		private volatile boolean done;

		private Slot(int number, Thread thread) {
			this.number = number;
			this.thread = thread;
		}

		int number() {
			return this.number;
		}

		/** Before its number is handed over. */
		CompletableFuture<Void> beginFuture() {
			CompletableFuture<Void> begun = new CompletableFuture<>();
			this.future = begun;
			return begun;
		}

		/** Before its number is handed over. */
		void begin() {
			this.done = false;
		}

		void await() throws IOException {
			while (!this.done) {
				LockSupport.park(this);
			}
			if (this.failure != null) {
				throw new IOException("the drain failed", this.failure);
			}
		}

		/** What it waited for is there, or failed. */
		void end(IOException cause) {
			if (this.thread != null) {
				this.failure = cause;
				this.done = true;
				LockSupport.unpark(this.thread);
				return;
			}
			CompletableFuture<Void> ended = this.future;
			this.future = null;
			WaiterSlots.this.free.offer(this);
			if (cause != null) {
				ended.completeExceptionally(cause);
			}
			else {
				ended.complete(null);
			}
		}

	}

}
