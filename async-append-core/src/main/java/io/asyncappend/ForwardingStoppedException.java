package io.asyncappend;

import java.io.IOException;

/**
 * Forwarding ended: thrown by a {@link RecordSink} that must not go on, and by what waits
 * for records to be forwarded when that will not be before the appender is opened again.
 * The records are kept and are forwarded then, but for those that were rejected or that
 * retention deleted, whose message says so.
 */
public final class ForwardingStoppedException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which appender, and why it does not go on
	 */
	public ForwardingStoppedException(String message) {
		super(message);
	}

	/**
	 * Creates an exception.
	 * @param message which appender, and why it does not go on
	 * @param cause the error that ended it
	 */
	public ForwardingStoppedException(String message, Throwable cause) {
		super(message, new IOException(message, cause));
	}

}
