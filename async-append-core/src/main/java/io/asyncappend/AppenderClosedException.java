package io.asyncappend;

/**
 * Thrown when an appender, or the factory it came from, is closed or closing. A record
 * whose append ended this way is not in the file and never will be.
 */
public final class AppenderClosedException extends AppendException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which appender or factory is closed
	 */
	public AppenderClosedException(String message) {
		super(message);
	}

}
