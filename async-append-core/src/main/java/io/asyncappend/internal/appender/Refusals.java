package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.FileTakenException;
import io.asyncappend.internal.file.FileInUseException;
import io.asyncappend.internal.file.Printable;
import java.io.IOException;

/**
 * Why a factory does not open or share an appender. What throws these is verified without
 * loading their types, which most applications never need.
 */
final class Refusals {

	private Refusals() {
	}

	static AppendException cannotOpen(String name, String file, IOException cause) {
		String message = "cannot open " + Printable.text(file) + " for appender '" + name + "': " + cause;
		return (cause instanceof FileInUseException) ? new FileTakenException(message, cause)
				: new AppendException(message, cause);
	}

	static AppendException factoryClosed(String name) {
		return new AppenderClosedException("the factory is closed; cannot open appender '" + name + "'");
	}

	static AppendException closedByListener(String name) {
		return new AppenderClosedException("appender '" + name + "' was closed by a listener as it was opened");
	}

	static AppendException closedBeforeShared(String name) {
		return new AppenderClosedException("appender '" + name + "' is closed and cannot be shared");
	}

	static IllegalArgumentException taken(String name) {
		return new IllegalArgumentException("there is an appender named '" + name + "' already");
	}

}
