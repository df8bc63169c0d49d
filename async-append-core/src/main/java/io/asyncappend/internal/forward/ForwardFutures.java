package io.asyncappend.internal.forward;

import io.asyncappend.AppendException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The futures of records that are to be forwarded. A record may be forwarded, or be
 * rejected, before the thread that appended it knows its position: so what is lost is
 * remembered for as long as an append is under way. Guarded by the lock of
 * {@link ForwardState}; futures complete off it.
 */
final class ForwardFutures {

	private final PriorityQueue<Pending> pending = new PriorityQueue<>();

	private final Deque<Lost> lost = new ArrayDeque<>();

	/** The numbers of the appends that are under way. */
	private final SortedSet<Long> beginning = new TreeSet<>();

	private long next;

	/**
	 * An append begins; {@link #begun} or {@link #ended} is to follow.
	 * @return its number
	 */
	long begin() {
		this.beginning.add(this.next);
		return this.next++;
	}

	/** The record of an append is durable, from a position to another. */
	void begun(long number, long position, long end, CompletableFuture<Long> future) {
		Pending waiting = new Pending(position, end, future);
		for (Lost range : this.lost) {
			if (waiting.overlaps(range)) {
				waiting.failure = range.cause;
			}
		}
		this.pending.add(waiting);
		ended(number);
	}

	/** The append of a number has come to its end. */
	void ended(long number) {
		this.beginning.remove(number);
		long oldest = this.beginning.isEmpty() ? this.next : this.beginning.first();
		// One that began later has its record behind what was durable before.
		while (!this.lost.isEmpty() && this.lost.peek().before <= oldest) {
			this.lost.remove();
		}
	}

	/** How many ranges are remembered. */
	int remembered() {
		return this.lost.size();
	}

	/** What lies in a range was not forwarded, though what comes after it may be. */
	void lost(long position, long end, AppendException cause) {
		Lost range = new Lost(position, end, cause, this.next);
		if (!this.beginning.isEmpty()) {
			this.lost.add(range);
		}
		for (Pending waiting : this.pending) {
			if (waiting.overlaps(range)) {
				waiting.failure = cause;
			}
		}
	}

	/** Takes what is forwarded up to a position, in order, to be completed. */
	List<Pending> take(long forwarded) {
		List<Pending> taken = null;
		while (!this.pending.isEmpty() && this.pending.peek().end <= forwarded) {
			taken = (taken != null) ? taken : new ArrayList<>();
			taken.add(this.pending.poll());
		}
		return (taken != null) ? taken : List.of();
	}

	/** Takes all others: they fail, as forwarding ended. */
	List<Pending> takeAll(AppendException cause) {
		List<Pending> taken = take(Long.MAX_VALUE);
		for (Pending waiting : taken) {
			waiting.failure = (waiting.failure != null) ? waiting.failure : cause;
		}
		return taken;
	}

	static void complete(List<Pending> taken) {
		for (Pending waiting : taken) {
			if (waiting.failure != null) {
				waiting.future.completeExceptionally(waiting.failure);
			}
			else {
				waiting.future.complete(waiting.end);
			}
		}
	}

	/** Of concern for appends of a number before one. */
	private record Lost(long position, long end, AppendException cause, long before) {
	}

	/** A record that an append waits for. */
	static final class Pending implements Comparable<Pending> {

		private final long position;

		private final long end;

		private final CompletableFuture<Long> future;

		private AppendException failure;

		private Pending(long position, long end, CompletableFuture<Long> future) {
			this.position = position;
			this.end = end;
			this.future = future;
		}

		private boolean overlaps(Lost range) {
			return this.position < range.end && range.position < this.end;
		}

		@Override
		public int compareTo(Pending other) {
			return Long.compare(this.end, other.end);
		}

	}

}
