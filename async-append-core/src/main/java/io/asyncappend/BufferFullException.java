package io.asyncappend;

/**
 * Thrown by {@code append} under {@link Backpressure#fail()} when the buffer has no room
 * for the record, and by {@code appendDurably} under {@link Backpressure#drop()} too, as
 * it never drops silently. The record is not in the file and never will be.
 */
public final class BufferFullException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which appender, how large the record is, and how full the buffer
	 */
	public BufferFullException(String message) {
		super(message);
	}

}
