package io.asyncappend.spring.boot.forward.kafka;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;

/**
 * The transactions of one producer, one after the other on a thread of their own: each
 * takes all the batches that came while the one before it was committed. The first that
 * fails is the last; what became of it is found out by the producer that comes next.
 */
final class Transactions implements Runnable {

	private final RecordTransaction transaction;

	private final Consumer<Exception> onFailure;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<Waiting> queue = new ArrayDeque<>();

	private Optional<ReceivedRecord> last;

	private boolean running;

	private boolean held;

	private boolean ended;

	private @Nullable Exception failure;

	/**
	 * Begins with nothing.
	 * @param transaction sends records and commits them
	 * @param last record that is committed
	 * @param onFailure told why it ended
	 */
	Transactions(RecordTransaction transaction, Optional<ReceivedRecord> last, Consumer<Exception> onFailure) {
		this.transaction = transaction;
		this.last = last;
		this.onFailure = onFailure;
	}

	/** The last record that is committed; while nothing is on its way. */
	Optional<ReceivedRecord> last() {
		this.lock.lock();
		try {
			return this.last;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Has a batch sent with the next transaction. */
	CompletionStage<?> add(RecordBatch batch) throws IOException {
		this.lock.lock();
		try {
			if (this.ended || this.failure != null || this.held) {
				throw new IOException("not sent, as a record before it was not committed", this.failure);
			}
			Waiting waiting = new Waiting(batch, new CompletableFuture<>());
			this.queue.add(waiting);
			this.changed.signalAll();
			return waiting.outcome();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Goes on after a record that was rejected.
	 * @return false if it cannot, as something is on its way or failed
	 */
	boolean release() {
		this.lock.lock();
		try {
			if (this.ended || this.running || this.failure != null || !this.queue.isEmpty()) {
				return false;
			}
			this.held = false;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Begins no transaction any more; the one that is open ends with the producer. */
	void end() {
		List<Waiting> left;
		this.lock.lock();
		try {
			this.ended = true;
			left = takeQueue();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		left.forEach((waiting) -> waiting.fail(new IOException("given up")));
	}

	@Override
	public void run() {
		for (List<Waiting> group = take(); !group.isEmpty(); group = take()) {
			try {
				settle(group);
			}
			catch (Throwable ex) {
				fail(group, (ex instanceof Exception exception) ? exception : new IOException(ex));
				return;
			}
		}
	}

	/** Waits for batches; none when it is over. */
	private List<Waiting> take() {
		this.lock.lock();
		try {
			while (this.queue.isEmpty() && !this.ended) {
				this.changed.awaitUninterruptibly();
			}
			this.running = !this.queue.isEmpty();
			return takeQueue();
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Waiting> takeQueue() {
		List<Waiting> taken = List.copyOf(this.queue);
		this.queue.clear();
		return taken;
	}

	/**
	 * Commits what comes before the first record that is rejected: it aborts the
	 * transaction that it is in. What comes after it may not be committed before that one
	 * was kept aside, or a crash meanwhile would have it passed over.
	 */
	private void settle(List<Waiting> group) throws Exception {
		List<LogRecord> records = new ArrayList<>();
		group.forEach((waiting) -> records.addAll(waiting.batch().records()));
		RecordRejectedException rejection = null;
		while (!records.isEmpty()) {
			RecordRejectedException found = this.transaction.commit(records);
			if (found == null) {
				break;
			}
			rejection = found;
			LogRecord rejected = found.record().orElseThrow();
			records.removeIf((record) -> record.position() >= rejected.position());
		}
		List<Waiting> after = new ArrayList<>();
		this.lock.lock();
		try {
			if (!records.isEmpty()) {
				this.last = Optional.of(ReceivedRecord.of(records.get(records.size() - 1)));
			}
			this.running = false;
			if (rejection != null) {
				this.held = true;
				after.addAll(takeQueue());
			}
		}
		finally {
			this.lock.unlock();
		}
		complete(group, rejection);
		after.forEach((waiting) -> waiting.fail(new IOException("not sent, as a record before it was rejected")));
	}

	private static void complete(List<Waiting> group, @Nullable RecordRejectedException rejection) {
		for (Waiting waiting : group) {
			if (rejection == null || waiting.end() <= rejection.record().orElseThrow().position()) {
				waiting.outcome().complete(null);
			}
			else if (waiting.batch().records().contains(rejection.record().orElseThrow())) {
				waiting.fail(rejection);
			}
			else {
				waiting.fail(new IOException("not sent, as a record before it was rejected"));
			}
		}
	}

	private void fail(List<Waiting> group, Exception cause) {
		List<Waiting> failed = new ArrayList<>(group);
		this.lock.lock();
		try {
			this.failure = cause;
			this.running = false;
			failed.addAll(takeQueue());
		}
		finally {
			this.lock.unlock();
		}
		this.onFailure.accept(cause);
		failed.forEach((waiting) -> waiting.fail(cause));
	}

	/** A batch and what becomes of it. */
	private record Waiting(RecordBatch batch, CompletableFuture<Void> outcome) {

		private long end() {
			List<LogRecord> records = this.batch.records();
			return records.get(records.size() - 1).end();
		}

		private void fail(Exception cause) {
			this.outcome.completeExceptionally(cause);
		}

	}

}
