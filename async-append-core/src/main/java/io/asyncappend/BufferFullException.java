package io.asyncappend;

/**
 * Thrown by {@code append} under {@link Backpressure#fail()} when the buffer has no room
 * for the record, and by {@code appendDurably} under {@link Backpressure#drop()}, which
 * never drops silently. The record is not in the file and never will be.
 */
public final class BufferFullException extends AppendException {

	private static final long serialVersionUID = 1L;

	public BufferFullException(String message) {
		super(message);
	}

}
