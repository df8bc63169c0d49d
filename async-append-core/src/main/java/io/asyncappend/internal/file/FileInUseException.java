package io.asyncappend.internal.file;

import java.nio.file.FileSystemException;

/**
 * Another appender or process appends to the file.
 */
public final class FileInUseException extends FileSystemException {

	private static final long serialVersionUID = 1L;

	FileInUseException(String file, String reason) {
		super(Printable.text(file), null, Printable.text(reason));
	}

	/** Not by its type, so that what throws it is verified without loading it. */
	static FileSystemException of(String file, String reason) {
		return new FileInUseException(file, reason);
	}

}
