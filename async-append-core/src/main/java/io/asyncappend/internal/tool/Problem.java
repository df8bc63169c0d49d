package io.asyncappend.internal.tool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** How an error is told on one line. */
final class Problem {

	private Problem() {
	}

	/** With the name of the file, where it has one. */
	static String text(IOException ex) {
		return (ex instanceof FileSystemException of) ? of.getFile() + " " + reason(ex) : reason(ex);
	}

	/** What is to be said of the file. */
	static String reason(IOException ex) {
		if (ex instanceof FileSystemException of && of.getReason() != null) {
			return of.getReason();
		}
		return (ex instanceof NoSuchFileException) ? "does not exist"
				: (ex instanceof AccessDeniedException) ? "may not be read by this user" : ex.toString();
	}

}
