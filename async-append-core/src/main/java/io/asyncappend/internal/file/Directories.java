package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Directories whose entries survive a power cut: fsync(2) of a file does not say that its
 * name is on the disk, its directory needs an fsync of its own.
 */
final class Directories {

	/**
	 * As the files in it by default, before the umask: a directory that everybody may
	 * read tells their names, and when they are written.
	 */
	private static final FileAttribute<?>[] MODE = Look.isUnix(Path.of(""))
			? new FileAttribute<?>[] {
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")) }
			: new FileAttribute<?>[0];

	private Directories() {
	}

	/** Creates a directory and its missing parents, each forced into its parent. */
	static void create(Path directory) throws IOException {
		if (Files.isDirectory(directory)) {
			return;
		}
		Path parent = directory.getParent();
		if (parent != null) {
			create(parent);
		}
		try {
			Files.createDirectory(directory, MODE);
		}
		catch (java.nio.file.FileAlreadyExistsException ex) {
			if (!Files.isDirectory(directory)) {
				throw new java.nio.file.NotDirectoryException(directory.toString());
			}
		}
		if (parent != null) {
			force(parent);
		}
	}

	/**
	 * Forces the names in a directory to the device.
	 * @param directory the directory
	 * @throws IOException if that cannot be done
	 */
	static void force(Path directory) throws IOException {
		// Unlike FileChannel.force(), this one is not cut short by an interrupt.
		try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

}
