package io.asyncappend;

import java.io.InterruptedIOException;

/**
 * Thrown when a thread was interrupted while it waited: by {@code append} for room in the
 * buffer (the record is not in the file and never will be), or in {@code flush},
 * {@code sync}, {@code reopen}, {@code rotate} and {@code close} for the file (what was
 * accepted stays accepted). The thread's interrupt flag is set again when this is thrown.
 * The file is not touched by an interrupt.
 */
public final class AppendInterruptedException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception; it does not set the interrupt flag.
	 * @param message which appender, and what the thread waited for
	 */
	public AppendInterruptedException(String message) {
		super(message, new InterruptedIOException(message));
	}

}
