package io.asyncappend.internal.file;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The safe door to what lies in one directory, for a process that is not alone there:
 * others may give any name to anything at any moment. No link is followed, nothing but
 * regular files is opened, nothing is replaced, and what is opened or deleted is what was
 * looked at before, or nothing.
 * <p>
 * Where the operating system can do that ({@link SecureDirectoryStream}), names are taken
 * relative to the directory that is open (openat(2) and its relatives), so that it does
 * not matter what the directory's own name leads to by now. Elsewhere, and for what the
 * JDK cannot do so (a second name for a file, its number of names), names are taken as
 * paths, after a look whether the directory is still the one at that path; parents that
 * others may write are out of scope.
 * <p>
 * Deleting a name is the one thing that no operating system ties to a file: between the
 * look and unlink(2) another file may get the name, though only by an account that could
 * have deleted it as well. Not thread-safe.
 */
public final class SafeDirectory implements Closeable {

	/** It may write whatever the mode says. */
	private static final int ROOT = 0;

	private static final Set<PosixFilePermission> PLACEHOLDER = PosixFilePermissions.fromString("rw-------");

	private final Path path;

	private final DirectoryStream<Path> stream;

	/** {@code null} where there is no such thing. */
	private final SecureDirectoryStream<Path> secure;

	private final Object key;

	/** The stream gives the names once. */
	private boolean read;

	private SafeDirectory(Path path, DirectoryStream<Path> stream) throws IOException {
		this.path = path;
		this.stream = stream;
		this.secure = (stream instanceof SecureDirectoryStream<Path> secure) ? secure : null;
		this.key = (this.secure != null)
				? this.secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey()
				: Look.at(path).key();
		requireInPlace();
	}

	/**
	 * Opens a directory.
	 * @param path the directory, with all links resolved
	 * @return the open directory
	 * @throws IOException if it cannot be opened, or is a link
	 */
	public static SafeDirectory open(Path path) throws IOException {
		DirectoryStream<Path> stream = Files.newDirectoryStream(path);
		try {
			return new SafeDirectory(path, stream);
		}
		catch (Throwable ex) {
			stream.close();
			throw ex;
		}
	}

	/**
	 * Resolves the path of a file that is to be read. A link as its last part is followed
	 * if it belongs to this process' user, to root, or to the user whose file it leads
	 * to: any other may be a trap for a process that may read more.
	 * @param path of a file that is there, or was
	 * @return the path with all links resolved, which may name nothing
	 * @throws NoSuchFileException if its directory does not exist
	 * @throws IOException if it cannot be resolved
	 */
	public static Path resolve(Path path) throws IOException {
		return RegularFile.locateToRead(path);
	}

	/** What is done by path must be done here. */
	private void requireInPlace() throws IOException {
		BasicFileAttributes now = Files.readAttributes(this.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
		if (!now.isDirectory() || !Objects.equals(now.fileKey(), this.key)) {
			throw new FileSystemException(this.path.toString(), null, "is not the directory any more that was opened");
		}
	}

	/**
	 * Tells it from other directories.
	 * @return the key; {@code null} where there are none
	 */
	public Object key() {
		return this.key;
	}

	/**
	 * Reads the names that are in it now.
	 * @param limit how many names are read at most, whatever they are
	 * @param consumer takes a path of each
	 * @throws IOException if it cannot be read, or has more names
	 */
	public void forEachName(int limit, Consumer<Path> consumer) throws IOException {
		if (!this.read) {
			this.read = true;
			forEachName(this.stream, limit, consumer);
			return;
		}
		try (DirectoryStream<Path> again = openAgain()) {
			forEachName(again, limit, consumer);
		}
	}

	private DirectoryStream<Path> openAgain() throws IOException {
		if (this.secure != null) {
			return this.secure.newDirectoryStream(this.path.getFileSystem().getPath("."));
		}
		requireInPlace();
		return Files.newDirectoryStream(this.path);
	}

	private void forEachName(DirectoryStream<Path> names, int limit, Consumer<Path> consumer) throws IOException {
		int count = 0;
		try {
			for (Path name : names) {
				if (++count > limit) {
					throw new FileSystemException(this.path.toString(), null,
							"has more than " + limit + " entries, which are not looked through");
				}
				consumer.accept(this.path.resolve(name.getFileName()));
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * Looks at a name.
	 * @param name a path in this directory
	 * @return what it stands for; {@code null} for nothing
	 * @throws IOException if it cannot be looked at
	 */
	public Look look(Path name) throws IOException {
		try {
			return Look.at(name);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	/**
	 * The lock file that a file would have if an appender wrote it.
	 * @param name a path in this directory
	 * @return its path in this directory
	 */
	public Path lockFile(Path name) {
		return LockFile.of(name);
	}

	/**
	 * Opens a regular file for reading, up to the size that was seen.
	 * @param look at what is to be read
	 * @return its bytes; no interrupt ends them, where there is {@code /proc}
	 * @throws NoSuchFileException if its name stands for nothing any more
	 * @throws IOException if it stands for something else by now
	 */
	public SafeInput read(Look look) throws IOException {
		FileChannel channel = openRegular(look);
		try {
			OpenFile file = requireSame(look, channel);
			if (file == null) {
				return new SafeInput(look, Channels.newInputStream(channel), channel);
			}
			// The same file again, through a door that no interrupt closes.
			FileInputStream stream = new FileInputStream(file.path().toString());
			channel.close();
			return new SafeInput(look, stream, stream.getChannel());
		}
		catch (Throwable ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Opens a regular file for reading at any place.
	 * @param look at what is to be read
	 * @return the file, of which more may be read than was seen, as it grows
	 * @throws NoSuchFileException if its name stands for nothing any more
	 * @throws IOException if it stands for something else by now
	 */
	public RandomInput readAnywhere(Look look) throws IOException {
		FileChannel channel = openRegular(look);
		try {
			return new RandomInput(look, channel, requireSame(look, channel));
		}
		catch (Throwable ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Opens what an appender keeps beside its file, for reading.
	 * @param path in this directory
	 * @param owner of the data file
	 * @return the file; empty if it is not there
	 * @throws FileSystemException if it is not one that only root, the owner or this
	 * process can have made
	 * @throws IOException if it cannot be opened
	 */
	public Optional<RandomInput> readSide(Path path, int owner) throws IOException {
		Look look = look(path);
		if (look == null) {
			return Optional.empty();
		}
		boolean ours = ProcessUser.orRootOwns(look) || look.owner() == owner;
		if (!look.isRegular() || !ours || look.links() > 1) {
			throw new FileSystemException(path.toString(), null,
					"is not believed: it " + (!look.isRegular() ? "is " + look.what()
							: !ours ? "belongs to user " + look.owner() : "has " + look.links() + " names"));
		}
		return Optional.of(readAnywhere(look));
	}

	private FileChannel openRegular(Look look) throws IOException {
		if (!look.isRegular()) {
			throw new FileSystemException(look.path().toString(), null, "is " + look.what());
		}
		try {
			return open(look.path(), reading(look));
		}
		catch (NoSuchFileException | ClosedChannelException ex) {
			throw ex;
		}
		catch (FileSystemException ex) {
			return openUnwritable(look, ex);
		}
		catch (IOException ex) {
			// A link that came after the look: the JDK says so without a type.
			throw new FileSystemException(look.path().toString(), null, ex.getMessage());
		}
	}

	/** The file that is open, where that can be told: it must be what was looked at. */
	private static OpenFile requireSame(Look look, FileChannel channel) throws IOException {
		OpenFile file = OpenFile.of(channel, look.path());
		Look opened = (file != null) ? file.look() : named(look);
		if (opened == null || !opened.isRegular() || !opened.isSame(look) || opened.owner() != look.owner()
				|| opened.size() < look.size()) {
			throw changed(look);
		}
		return file;
	}

	/** What the name of something stands for; where it would be known, it is not that. */
	private static Look named(Look look) throws IOException {
		return OpenFile.isSupported() ? null : Look.at(look.path());
	}

	/**
	 * To open a FIFO that has got the name meanwhile waits for a writer, unless it is
	 * opened for writing too (fifo(7)).
	 */
	private static Set<OpenOption> reading(Look look) {
		boolean writable = look.mode() == Look.UNKNOWN || (look.mode() & 0_200) != 0 || ProcessUser.get() == ROOT;
		return writable ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
				: Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * What is immutable (chattr(1)), lies on a file system that is mounted to be read, or
	 * belongs to another account and may be read. Not where another account could put a
	 * FIFO there meanwhile.
	 */
	private FileChannel openUnwritable(Look look, FileSystemException cause) throws IOException {
		if (!Exchange.isOutOfReach(look.path(), look)) {
			throw cause;
		}
		return open(look.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
	}

	private FileChannel open(Path name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
		if (this.secure == null) {
			requireInPlace();
			return FileChannel.open(name, options, attributes);
		}
		return (FileChannel) this.secure.newByteChannel(name.getFileName(), options, attributes);
	}

	/**
	 * Creates a file, with its permissions from the first moment.
	 * @param name a path in this directory
	 * @param permissions before the umask; without effect where there are none
	 * @return the file, open for writing
	 * @throws FileAlreadyExistsException if the name is taken, be it by a link
	 * @throws IOException if it cannot be created
	 */
	public SafeOutput create(Path name, Set<PosixFilePermission> permissions) throws IOException {
		FileChannel channel = open(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
				attributes(name, permissions));
		try {
			return new SafeOutput(name, channel);
		}
		catch (Throwable ex) {
			channel.close();
			throw ex;
		}
	}

	private static FileAttribute<?>[] attributes(Path name, Set<PosixFilePermission> permissions) {
		return Look.isUnix(name) ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) }
				: new FileAttribute<?>[0];
	}

	/**
	 * Gives a file another name beside its own; the new one was not taken, and stands for
	 * this file now.
	 * @param file what was written; open
	 * @param name a path in this directory
	 * @throws FileAlreadyExistsException if the name is taken
	 * @throws UnsupportedOperationException if the file system knows no second names
	 * @throws IOException if that cannot be done, or the name stands for something else
	 */
	public void link(SafeOutput file, Path name) throws IOException {
		requireInPlace();
		Files.createLink(name, file.name());
		Look linked = look(name);
		if (linked == null || !linked.isSame(file.look())) {
			throw new FileSystemException(name.toString(), null,
					"is not what was written to " + file.name() + ", which others have exchanged");
		}
	}

	/**
	 * Gives a file a name that is not taken. As rename(2) replaces what has the name, an
	 * empty file takes it first, if nothing else has; it is what a crash in between
	 * leaves. Not by a link, which would leave a moment with two names of which deleting
	 * one might hit what others put there.
	 * @param file what is to be renamed
	 * @param name a path in this directory
	 * @throws FileAlreadyExistsException if the name is taken
	 * @throws IOException if it cannot be renamed; it has its name still, unless others
	 * have given that to something else
	 */
	public void rename(Look file, Path name) throws IOException {
		open(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(name, PLACEHOLDER))
			.close();
		try {
			move(file.path(), name);
		}
		catch (IOException | RuntimeException ex) {
			removePlaceholder(name, ex);
			throw ex;
		}
		Look renamed = look(name);
		if (renamed == null || !renamed.isSame(file)) {
			giveBack(renamed, file.path());
			throw changed(file);
		}
	}

	private void removePlaceholder(Path name, Exception cause) {
		try {
			// Unless it was renamed all the same, as on a network file system.
			Look now = look(name);
			if (now != null && now.isRegular() && now.size() == 0) {
				delete(now);
			}
		}
		catch (IOException ex) {
			cause.addSuppressed(ex);
		}
	}

	/** What was renamed is not ours, and may have its name again if that is free. */
	private void giveBack(Look renamed, Path name) throws IOException {
		if (renamed != null && look(name) == null) {
			move(renamed.path(), name);
		}
	}

	private void move(Path from, Path to) throws IOException {
		if (this.secure != null) {
			this.secure.move(from.getFileName(), this.secure, to.getFileName());
		}
		else {
			requireInPlace();
			Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
		}
	}

	/**
	 * Deletes a name, if it still stands for what was looked at.
	 * @param look at what is to go
	 * @return whether it was deleted; false if the name stands for nothing
	 * @throws IOException if it cannot be deleted, or stands for something else by now
	 */
	public boolean delete(Look look) throws IOException {
		try {
			if (!isSame(look)) {
				throw changed(look);
			}
			if (this.secure != null) {
				this.secure.deleteFile(look.path().getFileName());
			}
			else {
				Files.delete(look.path());
			}
			return true;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private boolean isSame(Look look) throws IOException {
		if (this.secure == null) {
			requireInPlace();
			return Look.at(look.path()).isSame(look);
		}
		BasicFileAttributes now = this.secure
			.getFileAttributeView(look.path().getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
			.readAttributes();
		return Objects.equals(now.fileKey(), look.key());
	}

	/**
	 * Forces its names to the device.
	 * @throws IOException if that cannot be done
	 */
	public void force() throws IOException {
		requireInPlace();
		Directories.force(this.path);
	}

	private static FileSystemException changed(Look look) {
		return new FileSystemException(look.path().toString(), null,
				"was exchanged or cut by others after it was looked at");
	}

	@Override
	public void close() throws IOException {
		this.stream.close();
	}

}
