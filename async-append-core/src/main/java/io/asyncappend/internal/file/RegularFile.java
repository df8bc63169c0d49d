package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds and creates regular files. Nothing else is appended to: opening a FIFO would
 * hang, and a device is no file.
 */
final class RegularFile {

	/** As many as Linux follows. */
	private static final int MAX_LINKS = 40;

	/** An exchange would have to come to pass twice between each two of them. */
	private static final int LINK_ASKED = 16;

	/** O_EXCL follows no link, so nothing else needs to say so. */
	private static final Set<OpenOption> CREATE_NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
			StandardOpenOption.WRITE);

	private RegularFile() {
	}

	/**
	 * The path with all links resolved, also those whose target is gone, as a crash in
	 * the middle of a rotation leaves it; makes missing directories of the path, but no
	 * file.
	 * <p>
	 * Where the last part of the path is a link, the account that made it says which file
	 * is written, renamed and cut: so it must belong to this process' user, or root.
	 * @param links whether it may be a link at all, as it was when it was first opened
	 */
	static LocatedFile locate(Path path, boolean links) throws IOException {
		Path absolute = path.toAbsolutePath();
		Path directory = absolute.getParent();
		if (directory == null || absolute.getFileName() == null) {
			throw new FileSystemException(path.toString(), null, "is a directory, not a file");
		}
		Directories.Identity identity = Directories.require(directory);
		Path file = directory.toRealPath().resolve(absolute.getFileName());
		Look look = look(file);
		boolean linked = look != null && look.kind() == Look.Kind.LINK;
		for (int followed = 0; look != null && look.kind() == Look.Kind.LINK; followed++) {
			if (!links) {
				throw new FileSystemException(path.toString(), null,
						"is not a regular file but a symbolic link, which it was not when it was first opened");
			}
			if (followed == MAX_LINKS) {
				throw new FileSystemException(path.toString(), null, "is a symbolic link that leads in a circle");
			}
			Path target = file.resolveSibling(target(path, look));
			try {
				file = target.getParent().toRealPath().resolve(target.getFileName());
			}
			catch (NoSuchFileException ex) {
				throw new FileSystemException(path.toString(), null,
						"is a symbolic link to " + Files.readSymbolicLink(absolute) + ", which does not exist");
			}
			look = look(file);
		}
		if (look != null && !look.isRegular()) {
			throw new FileSystemException(path.toString(), null, (look.kind() == Look.Kind.DIRECTORY)
					? "is a directory, not a file" : "is not a regular file (a device, a FIFO or a socket)");
		}
		return new LocatedFile(file, look, linked, identity.key(),
				linked ? Device.of(file.getParent()) : identity.device());
	}

	/**
	 * The path of a file that is to be read, with all links resolved; makes nothing. A
	 * link as the last part is followed if it belongs to this process' user, to root, or
	 * to the user whose file it leads to: any other may be a trap for a reader that may
	 * read more than the account that made it.
	 * @param path of a file that is there, or was
	 * @return the path, which may name nothing
	 * @throws NoSuchFileException if its directory does not exist
	 * @throws IOException if it cannot be resolved
	 */
	static Path locateToRead(Path path) throws IOException {
		Path absolute = path.toAbsolutePath().normalize();
		if (absolute.getFileName() == null) {
			throw new FileSystemException(path.toString(), null, "is a directory, not a file");
		}
		Path file = absolute.getParent().toRealPath().resolve(absolute.getFileName());
		Set<Integer> owners = new HashSet<>();
		Look look = look(file);
		for (int followed = 0; look != null && look.kind() == Look.Kind.LINK; followed++) {
			if (followed == MAX_LINKS) {
				throw new FileSystemException(path.toString(), null, "is a symbolic link that leads in a circle");
			}
			if (!ProcessUser.orRootOwns(look)) {
				owners.add(look.owner());
			}
			Path target = file.resolveSibling(targetOf(path, look)).normalize();
			if (target.getFileName() == null) {
				throw new FileSystemException(path.toString(), null, "is a directory, not a file");
			}
			file = target.getParent().toRealPath().resolve(target.getFileName());
			look = look(file);
		}
		int owner = (look != null) ? look.owner() : Look.UNKNOWN;
		for (int of : owners) {
			if (of != owner) {
				throw new FileSystemException(path.toString(), null, "is a symbolic link that belongs to user " + of
						+ ", and so may lead to what that user may not read: name " + file + " if that is wanted");
			}
		}
		return file;
	}

	private static Look look(Path file) throws IOException {
		try {
			return Look.at(file);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private static Path target(Path path, Look link) throws IOException {
		if (!ProcessUser.orRootOwns(link)) {
			throw new FileSystemException(path.toString(), null,
					"is a symbolic link that belongs to user " + link.owner() + ", so it is not followed");
		}
		return targetOf(path, link);
	}

	/**
	 * Where a link leads to. Its owner and its target can only be asked for one after the
	 * other, and others may exchange two links all the time: so both are asked for again
	 * and again, and must be the same each time.
	 */
	private static Path targetOf(Path path, Look link) throws IOException {
		Path target = Files.readSymbolicLink(link.path());
		for (int asked = 0; asked < LINK_ASKED; asked++) {
			if (!Look.at(link.path()).isSame(link) || !Files.readSymbolicLink(link.path()).equals(target)) {
				throw new FileSystemException(path.toString(), null,
						"is a symbolic link that others exchanged while it was looked at");
			}
		}
		return target;
	}

	/**
	 * Creates a file, with its permissions from the first moment.
	 * @return a channel to read and write it, whatever the permissions are; empty if the
	 * file is there
	 */
	static Optional<FileChannel> create(Path file, Set<PosixFilePermission> permissions) throws IOException {
		FileAttribute<?>[] attributes = file.getFileSystem().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) }
				: new FileAttribute<?>[0];
		try {
			return Optional.of(FileChannel.open(file, CREATE_NEW, attributes));
		}
		catch (FileSystemException ex) {
			if (ex instanceof FileAlreadyExistsException) {
				return Optional.empty();
			}
			throw ex;
		}
	}

}
