package io.asyncappend.internal.file;

import java.io.IOException;

/**
 * Looks at what a file holds as it is opened, or opened again: once its name is claimed,
 * and before a record at its end is mended that a crash cut.
 */
@FunctionalInterface
public interface FileInspection {

	/**
	 * Looks at a file; once more if others have taken it away meanwhile.
	 * @param content of the file, which may be read until this returns
	 * @throws IOException if it must not be opened
	 */
	void inspect(FileContent content) throws IOException;

}
