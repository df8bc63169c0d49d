package io.asyncappend.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Finds and creates regular files. Nothing else is appended to: opening a FIFO would
 * hang, and a device is no file.
 */
final class RegularFile {

	private RegularFile() {
	}

	/** The path with all links resolved; makes missing directories, but no file. */
	static Path locate(Path path) throws IOException {
		Path absolute = path.toAbsolutePath();
		Path directory = absolute.getParent();
		if (directory == null || absolute.getFileName() == null) {
			throw new FileSystemException(path.toString(), null, "is a directory, not a file");
		}
		Directories.create(directory);
		if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
			require(path, absolute);
			return absolute.toRealPath();
		}
		return directory.toRealPath().resolve(absolute.getFileName());
	}

	private static void require(Path path, Path absolute) throws IOException {
		try {
			BasicFileAttributes attributes = Files.readAttributes(absolute, BasicFileAttributes.class);
			if (!attributes.isRegularFile()) {
				throw new FileSystemException(path.toString(), null, attributes.isDirectory()
						? "is a directory, not a file" : "is not a regular file (a device, a FIFO or a socket)");
			}
		}
		catch (NoSuchFileException ex) {
			if (Files.isSymbolicLink(absolute)) {
				throw new FileSystemException(path.toString(), null,
						"is a symbolic link to " + Files.readSymbolicLink(absolute) + ", which does not exist");
			}
			throw ex;
		}
	}

	/**
	 * Whether a symbolic link whose target is gone led to a file; only for one link, not
	 * for a chain of them.
	 */
	static boolean isDanglingLinkTo(Path path, Path file) throws IOException {
		Path absolute = path.toAbsolutePath();
		if (!Files.isSymbolicLink(absolute) || Files.exists(absolute)) {
			return false;
		}
		Path target = absolute.resolveSibling(Files.readSymbolicLink(absolute));
		Path directory = target.getParent();
		return directory != null && Files.isDirectory(directory)
				&& directory.toRealPath().resolve(target.getFileName()).equals(file);
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

	/**
	 * Gives a file a name that is not taken. As rename(2) replaces what has the name, an
	 * empty file takes it first, if nothing else has; it is what a crash in between
	 * leaves. Not by a link, which would leave a moment with two names of which deleting
	 * one might hit what others put there.
	 * @throws FileAlreadyExistsException if the name is taken
	 */
	static void rename(Path file, Path name) throws IOException {
		Files.createFile(name);
		try {
			Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException | RuntimeException ex) {
			try {
				// Unless it was done all the same, as on a network file system.
				if (Files.size(name) == 0) {
					Files.delete(name);
				}
			}
			catch (IOException another) {
				ex.addSuppressed(another);
			}
			throw ex;
		}
	}

}
