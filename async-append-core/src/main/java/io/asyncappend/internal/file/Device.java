package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells file systems apart. */
public final class Device {

	private Device() {
	}

	/**
	 * The file system of a file.
	 * @param file an existing file or directory
	 * @return equal for all files of one file system
	 * @throws IOException if it cannot be told
	 */
	public static Object of(Path file) throws IOException {
		// The device number, where there is one, spares a walk through all mounts.
		return file.getFileSystem().supportedFileAttributeViews().contains("unix")
				? Files.getAttribute(file, "unix:dev") : Files.getFileStore(file);
	}

}
