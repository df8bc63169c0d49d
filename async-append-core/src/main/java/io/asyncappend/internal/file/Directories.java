package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Directories whose entries survive a power cut: fsync(2) of a file does not say that its
 * name is on the disk, its directory needs an fsync of its own.
 */
final class Directories {

	/**
	 * As the files in it by default, before the umask: a directory that every account may
	 * read tells their names, and when they are written.
	 */
	private static final FileAttribute<?>[] MODE = Look.isUnix(Path.of(""))
			? new FileAttribute<?>[] {
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")) }
			: new FileAttribute<?>[0];

	private Directories() {
	}

	/** What tells a directory, and its file system, from others. */
	record Identity(Object key, Object device) {
	}

	/**
	 * Makes sure that a directory is there: creates it and its missing parents, each
	 * forced into its parent.
	 * @return what it is
	 */
	static Identity require(Path directory) throws IOException {
		try {
			return identity(directory);
		}
		catch (IOException ex) {
			create(directory);
			return identity(directory);
		}
	}

	/** What a directory is that is there. */
	static Identity identity(Path directory) throws IOException {
		if (!Look.isUnix(directory)) {
			BasicFileAttributes basic = Files.readAttributes(directory, BasicFileAttributes.class);
			return identity(directory, basic.isDirectory(), basic.fileKey(), Device.of(directory));
		}
		Map<String, Object> all = Files.readAttributes(directory, "unix:isDirectory,fileKey,dev");
		return identity(directory, (boolean) all.get("isDirectory"), all.get("fileKey"), all.get("dev"));
	}

	private static Identity identity(Path directory, boolean isDirectory, Object key, Object device)
			throws FileSystemException {
		if (!isDirectory) {
			throw NameTaken.notDirectory(directory);
		}
		return new Identity(key, device);
	}

	private static void create(Path directory) throws IOException {
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
		catch (FileSystemException ex) {
			if (!(ex instanceof FileAlreadyExistsException)) {
				throw ex;
			}
			if (!Files.isDirectory(directory)) {
				throw NameTaken.notDirectory(directory);
			}
		}
		if (parent != null) {
			force(parent);
		}
	}

	/** As {@link #force}, unless this process may not read the directory. */
	static void forceIfReadable(Path directory) throws IOException {
		if (Files.isReadable(directory)) {
			force(directory);
		}
	}

	/**
	 * Forces the names in a directory to the device.
	 * @param directory the directory
	 * @throws IOException if that cannot be done
	 */
	static void force(Path directory) throws IOException {
		try (AsynchronousFileChannel channel = InterruptSafeFile.forcer(directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

}
