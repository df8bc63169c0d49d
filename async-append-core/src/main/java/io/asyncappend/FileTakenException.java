package io.asyncappend;

import java.io.IOException;

/**
 * Thrown by {@code open} and {@code create} when another appender has the file open: one
 * of this JVM, through whatever link, or one of another process.
 */
public final class FileTakenException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which file, and what has it open
	 * @param cause the error underneath
	 */
	public FileTakenException(String message, IOException cause) {
		super(message, cause);
	}

}
