package io.asyncappend;

/**
 * Thrown when the time given ran out: by {@code append} under
 * {@link Backpressure#block(java.time.Duration)} (the record is not in the file and never
 * will be), and by {@code flush}, {@code sync}, {@code reopen} and {@code close} with a
 * deadline (the records stay accepted after a flush or a sync, and the file is reopened
 * later; the message of a close counts what was not written).
 */
public final class AppendTimeoutException extends AppendException {

	private static final long serialVersionUID = 1L;

	public AppendTimeoutException(String message) {
		super(message);
	}

}
