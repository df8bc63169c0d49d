package io.asyncappend.internal.forward;

import io.asyncappend.LogRecord;
import io.asyncappend.ReceivedRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordSink;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A sink that answers as a test says: by default it takes everything at once. */
final class FakeSink implements RecordSink {

	/** What to do with the next batches; those after them are taken. */
	final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	/** What the next resets throw. */
	final Queue<Throwable> resetFailures = new ConcurrentLinkedQueue<>();

	final List<RecordBatch> batches = new CopyOnWriteArrayList<>();

	final List<String> taken = new CopyOnWriteArrayList<>();

	final AtomicInteger resets = new AtomicInteger();

	final AtomicInteger closes = new AtomicInteger();

	/** What it says that it has; nothing by default. */
	volatile Callable<Optional<ReceivedRecord>> last = Optional::empty;

	final AtomicInteger asked = new AtomicInteger();

	private final int maxInFlight;

	FakeSink(int maxInFlight) {
		this.maxInFlight = maxInFlight;
	}

	@Override
	public CompletionStage<?> send(RecordBatch batch) throws Exception {
		this.batches.add(batch);
		Answer answer = this.answers.poll();
		return (answer != null) ? answer.to(batch) : take(batch);
	}

	CompletionStage<?> take(RecordBatch batch) {
		batch.records().forEach((record) -> this.taken.add(record.text()));
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public Optional<ReceivedRecord> lastReceived(UUID logId) throws Exception {
		this.asked.incrementAndGet();
		return this.last.call();
	}

	@Override
	public int maxInFlight() {
		return this.maxInFlight;
	}

	@Override
	public void reset() {
		this.resets.incrementAndGet();
		Throwable failure = this.resetFailures.poll();
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure != null) {
			throw (RuntimeException) failure;
		}
	}

	@Override
	public void close() {
		this.closes.incrementAndGet();
	}

	/** The records of a batch, to be acknowledged in whatever order. */
	static Queue<LogRecord> records(RecordBatch batch) {
		return new ArrayDeque<>(batch.records());
	}

	interface Answer {

		CompletionStage<?> to(RecordBatch batch) throws Exception;

	}

}
