package io.asyncappend.internal.forward;

import io.asyncappend.LogEntry;
import io.asyncappend.LogRecord;
import io.asyncappend.RecordRejectedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The batches that were sent and are not acknowledged, in their order. Whatever the order
 * of acknowledgements, the position moves only over what is acknowledged without a gap.
 * The loop adds and takes back; threads of the sink acknowledge. All of it under the lock
 * of the state.
 */
final class InFlight {

	private final ForwardState state;

	private final Deque<Sent> sent = new ArrayDeque<>();

	private long bytes;

	/** When it was last seen that something is acknowledged, or the first was sent. */
	private long progress = System.nanoTime();

	/** Something was acknowledged since: no clock is read for each record. */
	private boolean hasProgressed;

	InFlight(ForwardState state) {
		this.state = state;
	}

	/**
	 * Adds records that are to be sent now.
	 * @return the batch; {@code null} if one before it has failed, which has to be sent
	 * again first
	 */
	Sent add(List<LogRecord> records) {
		this.state.lock.lock();
		try {
			if (hasFailed()) {
				return null;
			}
			Sent added = new Sent(records);
			if (this.sent.isEmpty()) {
				this.progress = System.nanoTime();
			}
			this.sent.add(added);
			this.bytes += added.bytes;
			return added;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Whether nothing is on its way. */
	boolean isEmpty() {
		this.state.lock.lock();
		try {
			return this.sent.isEmpty();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Waits for room for one more batch, or for a failure, for a while. */
	boolean awaitRoom(int batches, long limit, long nanos) {
		this.state.lock.lock();
		try {
			if (!hasRoom(batches, limit)) {
				this.state.awaitChange(nanos);
			}
			return hasRoom(batches, limit);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private boolean hasRoom(int batches, long limit) {
		return this.sent.isEmpty() || this.sent.size() < batches && this.bytes < limit && !hasFailed();
	}

	private boolean hasFailed() {
		for (Sent batch : this.sent) {
			if (batch.failure != null) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What the oldest batch failed with. A later one has to wait for those before it,
	 * which may be acknowledged.
	 */
	Throwable failure() {
		this.state.lock.lock();
		try {
			return this.sent.isEmpty() ? null : this.sent.peek().failure;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Whether a record is of the oldest batch, and not acknowledged. */
	boolean isAwaited(LogRecord record) {
		this.state.lock.lock();
		try {
			Sent head = this.sent.peek();
			return head != null && head.records.subList(head.contiguous, head.records.size()).contains(record);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** All records of the oldest batch before one are acknowledged. */
	void acknowledgeBefore(LogRecord record) {
		this.state.lock.lock();
		try {
			Sent head = this.sent.element();
			head.acknowledged.set(0, head.indexOf(record));
			head.advance();
		}
		finally {
			this.state.lock.unlock();
		}
		this.state.completeFutures();
	}

	/**
	 * Passes over a record of the oldest batch, which was rejected.
	 * @return whether the batch is settled by that: a sink that goes on after a rejected
	 * record has the others acknowledged
	 */
	boolean passOver(LogRecord record, RecordRejectedException rejection) {
		boolean settled;
		this.state.lock.lock();
		try {
			Sent head = this.sent.element();
			this.state.rejected(record, rejection);
			head.rejected = head.indexOf(record);
			head.acknowledged.set(head.rejected);
			head.advance();
			settled = head.contiguous == head.records.size();
			if (settled) {
				head.failure = null;
				advance();
			}
		}
		finally {
			this.state.lock.unlock();
		}
		this.state.completeFutures();
		return settled;
	}

	/**
	 * For how long it was not seen that anything is acknowledged, in nanoseconds; 0 if
	 * nothing is on its way. By the loop alone, which looks often.
	 */
	long stalled() {
		this.state.lock.lock();
		try {
			if (this.hasProgressed) {
				this.hasProgressed = false;
				this.progress = System.nanoTime();
			}
			return this.sent.isEmpty() ? 0 : System.nanoTime() - this.progress;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Takes back what is not acknowledged; what comes of it from now on is ignored. */
	List<LogEntry> takeBack() {
		this.state.lock.lock();
		try {
			List<LogEntry> back = new ArrayList<>();
			for (Sent batch : this.sent) {
				batch.stale = true;
				back.addAll(batch.records.subList(batch.contiguous, batch.records.size()));
			}
			this.sent.clear();
			this.bytes = 0;
			this.state.retried(back.size());
			return back;
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** Moves the position over what is acknowledged without a gap; with the lock held. */
	private void advance() {
		while (!this.sent.isEmpty()) {
			Sent head = this.sent.peek();
			head.advance();
			if (!head.complete || head.failure != null) {
				return;
			}
			this.sent.remove();
			this.bytes -= head.bytes;
			this.state.signal();
		}
	}

	/** A batch that was sent. */
	final class Sent {

		private final List<LogRecord> records;

		private final long bytes;

		private final BitSet acknowledged = new BitSet();

		/** How many of the first records are acknowledged. */
		private int contiguous;

		/** Which record was passed over, as it was rejected; -1 if none was. */
		private int rejected = -1;

		private boolean complete;

		private boolean stale;

		private Throwable failure;

		private Sent(List<LogRecord> records) {
			this.records = records;
			this.bytes = records.get(records.size() - 1).end() - records.get(0).position();
		}

		List<LogRecord> records() {
			return this.records;
		}

		/** The sink acknowledged one record, after or before others. */
		void acknowledge(LogRecord record) {
			ForwardState.News news;
			InFlight.this.state.lock.lock();
			try {
				if (this.stale) {
					return;
				}
				this.acknowledged.set(indexOf(record));
				InFlight.this.advance();
				news = InFlight.this.state.takeNews();
			}
			finally {
				InFlight.this.state.lock.unlock();
			}
			InFlight.this.state.tell(news);
		}

		/** The batch has come to its end. */
		void complete(Throwable error) {
			InFlight.this.state.lock.lock();
			try {
				if (!this.stale && !this.complete) {
					this.complete = true;
					this.failure = root(error);
					if (error == null) {
						this.acknowledged.set(0, this.records.size());
					}
					InFlight.this.advance();
					InFlight.this.state.signal();
				}
			}
			finally {
				InFlight.this.state.lock.unlock();
			}
			InFlight.this.state.completeFutures();
		}

		private int indexOf(LogRecord record) {
			if (this.contiguous < this.records.size()
					&& this.records.get(this.contiguous).position() == record.position()) {
				// Most are acknowledged in order.
				return this.contiguous;
			}
			int low = 0;
			int high = this.records.size() - 1;
			while (low <= high) {
				int middle = (low + high) >>> 1;
				long position = this.records.get(middle).position();
				if (position == record.position()) {
					return middle;
				}
				if (position < record.position()) {
					low = middle + 1;
				}
				else {
					high = middle - 1;
				}
			}
			throw new IllegalArgumentException("the record at position " + record.position() + " is not of the batch");
		}

		private long bytes(int index) {
			return this.records.get(index).end() - this.records.get(index).position();
		}

		private void advance() {
			int next = this.acknowledged.nextClearBit(this.contiguous);
			if (next > this.contiguous) {
				InFlight.this.hasProgressed = true;
				boolean passed = this.rejected >= this.contiguous && this.rejected < next;
				InFlight.this.state.acknowledged(this.records.get(next - 1).end(),
						next - this.contiguous - (passed ? 1 : 0), passed ? bytes(this.rejected) : 0);
				this.contiguous = next;
			}
		}

	}

	private static Throwable root(Throwable error) {
		Throwable root = error;
		while ((root instanceof CompletionException || root instanceof ExecutionException) && root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

}
