package io.asyncappend;

/**
 * Thrown when the time given ran out: by {@code append} under
 * {@link Backpressure#block(java.time.Duration)} (the record is not in the file and never
 * will be), and by {@code flush}, {@code sync}, {@code reopen}, {@code rotate} and
 * {@code close} with a limit (the records stay accepted after a flush or a sync, the file
 * is reopened or rotated later, and the message of a close counts what was not written).
 */
public final class AppendTimeoutException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which appender, what took too long, and what became of the records
	 */
	public AppendTimeoutException(String message) {
		super(message);
	}

}
