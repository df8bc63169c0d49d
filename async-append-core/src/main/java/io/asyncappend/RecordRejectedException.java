package io.asyncappend;

import java.io.IOException;
import java.util.Optional;

/**
 * Thrown by a {@link RecordSink} for a record that it will never take, whatever is tried:
 * too large, or not to be translated. All records of the batch before it are
 * acknowledged. What becomes of it is said by
 * {@link ForwardOptions.Builder#onRejected(ForwardOptions.OnRejected)}; the future of
 * {@code appendForwarded} fails with this too.
 */
public final class RecordRejectedException extends AppendException {

	private static final long serialVersionUID = 1L;

	private final transient LogRecord record;

	/**
	 * Creates an exception.
	 * @param record of the batch
	 * @param reason why it is not taken
	 * @param cause the error underneath, or {@code null}
	 */
	public RecordRejectedException(LogRecord record, String reason, Throwable cause) {
		super("record " + record.index() + " at position " + record.position() + " (" + record.bytes().length
				+ " bytes) was rejected: " + reason, new IOException(String.valueOf(reason), cause));
		this.record = record;
	}

	/**
	 * The record.
	 * @return the record; empty if the exception was deserialized
	 */
	public Optional<LogRecord> record() {
		return Optional.ofNullable(this.record);
	}

}
