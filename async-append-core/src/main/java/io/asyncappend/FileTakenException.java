package io.asyncappend;

import java.io.IOException;

/**
 * The file is open for another appender: of this JVM, through whatever link, or of
 * another process.
 */
public final class FileTakenException extends AppendException {

	private static final long serialVersionUID = 1L;

	public FileTakenException(String message, IOException cause) {
		super(message, cause);
	}

}
