package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Texts for messages that others may have written: the names of files, what links lead
 * to, what files hold. A line feed in one would begin a line of the log, and an escape
 * sequence move the cursor of the terminal that shows it.
 */
public final class Printable {

	private Printable() {
	}

	/**
	 * A text that is one line and shows what is in it.
	 * @param text any text
	 * @return the text, with each control and format character, separator of lines and
	 * lone surrogate as <code>&#92;uXXXX</code>
	 */
	public static String text(String text) {
		if (text == null || text.codePoints().allMatch(Printable::isPrintable)) {
			return text;
		}
		StringBuilder printable = new StringBuilder();
		text.codePoints().forEach((c) -> {
			if (isPrintable(c)) {
				printable.appendCodePoint(c);
			}
			else {
				for (char unit : Character.toChars(c)) {
					printable.append(String.format("\\u%04x", (int) unit));
				}
			}
		});
		return printable.toString();
	}

	private static boolean isPrintable(int c) {
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

	/**
	 * An exception whose message is printable.
	 * @param cause what the file system threw
	 * @return the exception itself, or one of the same sort with a message that is
	 */
	static IOException exception(IOException cause) {
		String message = cause.getMessage();
		if (message == null || message.equals(text(message))) {
			return cause;
		}
		IOException printable = (cause instanceof FileSystemException of) ? sameSort(of)
				: new IOException(text(message), cause.getCause());
		printable.setStackTrace(cause.getStackTrace());
		for (Throwable suppressed : cause.getSuppressed()) {
			printable.addSuppressed((suppressed instanceof IOException another) ? exception(another) : suppressed);
		}
		return printable;
	}

	private static FileSystemException sameSort(FileSystemException cause) {
		String file = text(cause.getFile());
		String other = text(cause.getOtherFile());
		String reason = text(cause.getReason());
		if (cause instanceof NoSuchFileException) {
			return new NoSuchFileException(file, other, reason);
		}
		if (cause instanceof AccessDeniedException) {
			return new AccessDeniedException(file, other, reason);
		}
		if (cause instanceof FileAlreadyExistsException) {
			return new FileAlreadyExistsException(file, other, reason);
		}
		return new FileSystemException(file, other, reason);
	}

}
