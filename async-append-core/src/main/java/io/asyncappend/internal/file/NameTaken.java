package io.asyncappend.internal.file;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * What is thrown where something else has a name. What throws it is verified without
 * loading the types, which a start without such a thing does not need.
 */
final class NameTaken {

	private NameTaken() {
	}

	/** Something is there where a new file was to be. */
	static FileSystemException exists(Path file, String reason) {
		return new FileAlreadyExistsException(file.toString(), null, reason);
	}

	/** Something else is there where a directory is to be. */
	static FileSystemException notDirectory(Path directory) {
		return new NotDirectoryException(directory.toString());
	}

}
