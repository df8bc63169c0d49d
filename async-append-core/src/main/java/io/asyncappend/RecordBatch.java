package io.asyncappend;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Records that are forwarded together. Immutable, but for what the consumer does.
 *
 * @param logId the identity of the log that they are of: with its index or position, a
 * record is known for ever
 * @param records at least one, in order
 * @param acknowledged receives single records that are acknowledged, in whatever order
 * and on whatever thread: {@link #acknowledge(LogRecord)}
 */
public record RecordBatch(UUID logId, List<LogRecord> records, Consumer<LogRecord> acknowledged) {

	/**
	 * Checks the values.
	 * @throws NullPointerException if one is missing
	 * @throws IllegalArgumentException if there are no records
	 */
	public RecordBatch {
		Objects.requireNonNull(logId, "logId");
		records = List.copyOf(records);
		Objects.requireNonNull(acknowledged, "acknowledged");
		if (records.isEmpty()) {
			throw new IllegalArgumentException("a batch has at least one record");
		}
	}

	/**
	 * Acknowledges one record before the others: it is not sent again if the batch fails
	 * and those before it are acknowledged too. A sink that knows only of whole batches
	 * need not call it.
	 * @param record one of the batch
	 */
	public void acknowledge(LogRecord record) {
		this.acknowledged.accept(record);
	}

	/**
	 * How large they are.
	 * @return bytes of the log, delimiters included
	 */
	public long bytes() {
		return this.records.get(this.records.size() - 1).end() - this.records.get(0).position();
	}

}
