package io.asyncappend.spring.boot.forward.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

import io.asyncappend.LogRecord;
import io.asyncappend.RecordBatch;
import io.asyncappend.RecordRejectedException;

/**
 * A batch on its way: what became of each of its records, and of all of them together.
 * Callbacks of a producer come on one thread, but some come while a record is sent.
 */
final class SentBatch {

	private final RecordBatch batch;

	private final Consumer<Exception> onFailure;

	private final CompletableFuture<Void> outcome = new CompletableFuture<>();

	private int outstanding;

	private @Nullable RecordRejectedException rejection;

	/**
	 * Nothing became of it yet.
	 * @param batch the records
	 * @param onFailure told of a failure at once, in the callback of the producer
	 */
	SentBatch(RecordBatch batch, Consumer<Exception> onFailure) {
		this.batch = batch;
		this.onFailure = onFailure;
		this.outstanding = batch.records().size();
	}

	CompletionStage<?> outcome() {
		return this.outcome;
	}

	/** What is left of the batch is not sent. */
	void notSent(Exception failure) {
		this.outcome.completeExceptionally(failure);
	}

	/** A record was acknowledged, was rejected, or failed. */
	void settled(LogRecord record, @Nullable Exception error) {
		RecordRejectedException rejected = rejection(record, error);
		if (error == null) {
			this.batch.acknowledge(record);
		}
		else if (rejected == null) {
			this.onFailure.accept(error);
			this.outcome.completeExceptionally(error);
			return;
		}
		count(rejected);
	}

	private void count(@Nullable RecordRejectedException rejected) {
		RecordRejectedException first;
		synchronized (this) {
			if (rejected != null && (this.rejection == null || isBefore(rejected, this.rejection))) {
				this.rejection = rejected;
			}
			if (--this.outstanding > 0) {
				return;
			}
			first = this.rejection;
		}
		if (first != null) {
			this.outcome.completeExceptionally(first);
		}
		else {
			this.outcome.complete(null);
		}
	}

	private static boolean isBefore(RecordRejectedException one, RecordRejectedException other) {
		return one.record().map(LogRecord::position).orElse(0L) < other.record().map(LogRecord::position).orElse(0L);
	}

	/** Of these two a broker says that it will never take the record. */
	static @Nullable RecordRejectedException rejection(LogRecord record, @Nullable Exception error) {
		if (error instanceof RecordRejectedException rejected) {
			return rejected;
		}
		return (error instanceof RecordTooLargeException || error instanceof InvalidRecordException)
				? new RecordRejectedException(record, String.valueOf(error.getMessage()), error) : null;
	}

}
