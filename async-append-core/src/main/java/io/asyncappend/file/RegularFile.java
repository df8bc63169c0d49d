package io.asyncappend.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Finds and creates regular files. Nothing else is appended to: opening a FIFO would
 * hang, and a device is no file.
 */
final class RegularFile {

	/** As many as Linux follows. */
	private static final int MAX_LINKS = 40;

	private RegularFile() {
	}

	/**
	 * The path with all links resolved, also those whose target is gone, as a crash in
	 * the middle of a rotation leaves it; makes missing directories of the path, but no
	 * file.
	 */
	static Path locate(Path path) throws IOException {
		Path absolute = path.toAbsolutePath();
		Path directory = absolute.getParent();
		if (directory == null || absolute.getFileName() == null) {
			throw new FileSystemException(path.toString(), null, "is a directory, not a file");
		}
		Directories.create(directory);
		try {
			BasicFileAttributes attributes = Files.readAttributes(absolute, BasicFileAttributes.class);
			if (!attributes.isRegularFile()) {
				throw new FileSystemException(path.toString(), null, attributes.isDirectory()
						? "is a directory, not a file" : "is not a regular file (a device, a FIFO or a socket)");
			}
			return absolute.toRealPath();
		}
		catch (NoSuchFileException ex) {
			return missing(path, absolute);
		}
	}

	private static Path missing(Path path, Path absolute) throws IOException {
		Path file = absolute.getParent().toRealPath().resolve(absolute.getFileName());
		for (int links = 0; Files.isSymbolicLink(file); links++) {
			if (links == MAX_LINKS) {
				throw new FileSystemLoopException(path.toString());
			}
			Path target = file.resolveSibling(Files.readSymbolicLink(file));
			try {
				file = target.getParent().toRealPath().resolve(target.getFileName());
			}
			catch (NoSuchFileException ex) {
				throw new FileSystemException(path.toString(), null,
						"is a symbolic link to " + Files.readSymbolicLink(absolute) + ", which does not exist");
			}
		}
		return file;
	}

	/** Tells a file from all others of the file system, where there is such a thing. */
	static Object key(Path file) throws IOException {
		return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

	/**
	 * Creates a file, with its permissions from the first moment; false if it is there.
	 */
	static boolean create(Path file, Set<PosixFilePermission> permissions) throws IOException {
		boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
		try {
			if (posix) {
				Files.createFile(file, PosixFilePermissions.asFileAttribute(permissions));
			}
			else {
				Files.createFile(file);
			}
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
	}

}
