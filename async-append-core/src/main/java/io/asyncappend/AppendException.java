package io.asyncappend;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What this library throws when an append, a flush, a sync, an open or a close did not do
 * what was asked. The subclasses say which; the {@linkplain #getCause() cause} is the
 * {@link IOException} underneath, and the message names the appender or the file.
 * <p>
 * Arguments that no file could satisfy ({@code null}, a negative length, an empty record)
 * are {@link NullPointerException}, {@link IndexOutOfBoundsException} and
 * {@link IllegalArgumentException}, as everywhere in the JDK.
 */
public class AppendException extends UncheckedIOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what was asked, of which appender or file, and why it was not done
	 * @param cause the error underneath
	 */
	public AppendException(String message, IOException cause) {
		super(message, cause);
	}

	/**
	 * Creates an exception without an error underneath; its cause has the same message.
	 * @param message what was asked, of which appender or file, and why it was not done
	 */
	public AppendException(String message) {
		super(message, new IOException(message));
	}

}
