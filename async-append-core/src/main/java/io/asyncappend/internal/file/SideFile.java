package io.asyncappend.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A small file of ours beside a data file, under a {@linkplain RawName#hidden hidden}
 * name, which is read and written in place. As with the lock file, only this account may
 * read it, no link is followed, and what belongs to another account or has another name
 * is in the way and left alone. No interrupt closes it. Not thread-safe.
 */
public final class SideFile implements Closeable {

	private static final String SET_ASIDE = ".damaged";

	private Path path;

	private Look look;

	private final long number;

	private final RandomAccessFile file;

	private SideFile(Path path, OpenedPath opened) throws IOException {
		this.path = path;
		this.look = opened.look();
		Path again = opened.again();
		this.number = Look.number(again);
		// Unlike a channel, this is not closed by an interrupt.
		this.file = new RandomAccessFile(again.toString(), "rw");
	}

	/**
	 * Opens one that is there.
	 * @param path where
	 * @return the file; empty if there is none
	 * @throws FileSystemException if something else has its name
	 * @throws IOException if it cannot be opened
	 */
	public static Optional<SideFile> open(Path path) throws IOException {
		Look named;
		try {
			named = Look.at(path);
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		if (!named.isRegular()) {
			throw inTheWay(path, "it is " + named.what() + ", not a regular file");
		}
		if (!ProcessUser.orRootOwns(named)) {
			throw inTheWay(path, "it belongs to user " + named.owner());
		}
		if (named.links() > 1) {
			throw inTheWay(path, "it has another name, which may be of another file");
		}
		try (OpenedPath opened = OpenedPath.open(path)) {
			if (!opened.look().isSame(named)) {
				throw new FileSystemException(path.toString(), null, "was replaced while it was opened");
			}
			narrow(opened);
			return Optional.of(new SideFile(path, opened));
		}
	}

	/** One that was copied may be as open as what its copier makes. */
	private static void narrow(OpenedPath opened) throws IOException {
		if (opened.look().owner() == ProcessUser.get() && opened.isExact()
				&& opened.look().isWiderThan(LockFile.PRIVATE)) {
			Set<PosixFilePermission> now = new HashSet<>(Files.getPosixFilePermissions(opened.again()));
			now.retainAll(LockFile.PRIVATE);
			Files.setPosixFilePermissions(opened.again(), now);
		}
	}

	/**
	 * Creates an empty one; {@link #forceName()} makes it last.
	 * @param path where
	 * @return the file
	 * @throws FileAlreadyExistsException if something has its name
	 * @throws IOException if it cannot be created
	 */
	public static SideFile create(Path path) throws IOException {
		FileChannel channel = RegularFile.create(path, LockFile.PRIVATE).orElse(null);
		if (channel == null) {
			throw NameTaken.exists(path, null);
		}
		try (OpenedPath opened = OpenedPath.created(channel, path)) {
			return new SideFile(path, opened);
		}
	}

	private static FileSystemException inTheWay(Path path, String why) {
		return new FileSystemException(path.toString(), null, "is in the way: " + why);
	}

	/**
	 * Where it was opened.
	 * @return its path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * The number that the file system knows it by.
	 * @return the number; 0 where files have none
	 */
	public long number() {
		return this.number;
	}

	/**
	 * Whether its path still names it.
	 * @return whether it does
	 */
	public boolean isCurrent() {
		try {
			return Look.at(this.path).isSame(this.look);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Its size.
	 * @return bytes
	 * @throws IOException if it cannot be told
	 */
	public long size() throws IOException {
		return this.file.length();
	}

	/**
	 * Reads some of its bytes.
	 * @param position of the first one
	 * @param bytes where they go
	 * @return how many it has there, up to the length of the array
	 * @throws IOException if they cannot be read
	 */
	public int read(long position, byte[] bytes) throws IOException {
		return read(this.file, position, bytes);
	}

	static int read(RandomAccessFile file, long position, byte[] bytes) throws IOException {
		file.seek(position);
		int length = 0;
		while (length < bytes.length) {
			int read = file.read(bytes, length, bytes.length - length);
			if (read < 0) {
				break;
			}
			length += read;
		}
		return length;
	}

	/**
	 * Writes bytes to the operating system.
	 * @param position of the first one
	 * @param bytes the bytes
	 * @throws IOException if not all of them could be written
	 */
	public void write(long position, byte[] bytes) throws IOException {
		this.file.seek(position);
		this.file.write(bytes);
	}

	/**
	 * Cuts it.
	 * @param size bytes that stay
	 * @throws IOException if that cannot be done
	 */
	public void truncate(long size) throws IOException {
		this.file.setLength(size);
	}

	/**
	 * Forces its bytes to the device.
	 * @throws IOException if that failed
	 */
	public void force() throws IOException {
		this.file.getFD().sync();
	}

	/**
	 * Forces the names in its directory to the device.
	 * @throws IOException if that failed
	 */
	public void forceName() throws IOException {
		Directories.force(this.path.getParent());
	}

	/**
	 * Gives it another name, in place of what has that name now; what is open stays so.
	 * @param name in the same directory
	 * @throws IOException if its path does not name it any more, or that cannot be done
	 */
	public void rename(Path name) throws IOException {
		if (!isCurrent()) {
			throw new NoSuchFileException(this.path.toString(), null, "was taken away");
		}
		Files.move(this.path, name, StandardCopyOption.ATOMIC_MOVE);
		this.path = name;
		this.look = this.look.renamed(name);
	}

	/**
	 * Gives it the name that what is damaged, or none of ours, is kept under, in place of
	 * the last that was; and closes it.
	 * @return the path under which it is kept
	 * @throws IOException if that cannot be done
	 */
	public Path setAside() throws IOException {
		String raw = RawName.of(this.path);
		if (raw.length() + SET_ASIDE.length() > RawName.MAX_LENGTH) {
			raw = raw.substring(0, RawName.MAX_LENGTH - SET_ASIDE.length());
		}
		Path aside = RawName.beside(this.path, raw + SET_ASIDE);
		rename(aside);
		close();
		return aside;
	}

	/**
	 * Removes its name, if that is still its own; what is open stays so.
	 * @throws IOException if that cannot be done
	 */
	public void delete() throws IOException {
		if (isCurrent()) {
			Files.delete(this.path);
		}
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
