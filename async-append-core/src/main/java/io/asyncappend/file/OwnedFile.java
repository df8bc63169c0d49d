package io.asyncappend.file;

import io.asyncappend.lane.LaneThread;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file that we opened, in append mode (O_APPEND, so whatever cuts it short leaves no
 * hole).
 * <p>
 * One descriptor has two doors. A lane's thread goes through its {@link FileChannel}:
 * exact counts of short writes, fdatasync. A caller's thread goes through the
 * {@link FileOutputStream}, because an interrupt during a channel's operation closes the
 * channel, and nothing interrupts a stream.
 */
public final class OwnedFile implements AppendFile {

	/** What {@code FileOutputStream} writes without allocating memory for it. */
	private static final int STREAM_CHUNK = 8192;

	private final Path path;

	private final Path realPath;

	private final Object fileKey;

	private final Set<PosixFilePermission> permissions;

	private final boolean shared;

	/** Goes over to the file that this one is reopened as. */
	private FileClaim claim;

	private final FileOutputStream stream;

	private final FileChannel channel;

	/** The size of the file as far as our writes tell. */
	private long end;

	private byte[] chunk;

	private OwnedFile(Path path, Path realPath, Set<PosixFilePermission> permissions, boolean shared, FileClaim claim)
			throws IOException {
		this.path = path;
		this.realPath = realPath;
		this.permissions = permissions;
		this.shared = shared;
		this.claim = claim;
		this.stream = new FileOutputStream(realPath.toFile(), true);
		this.channel = this.stream.getChannel();
		try {
			FileClaim.file(path, this.channel, shared);
			BasicFileAttributes attributes = Files.readAttributes(realPath, BasicFileAttributes.class);
			this.fileKey = attributes.fileKey();
			this.end = attributes.size();
		}
		catch (Throwable ex) {
			this.stream.close();
			throw ex;
		}
	}

	/**
	 * Opens a file for appending; creates it and its missing parents, and forces the
	 * directories.
	 * @param path where; a relative path is resolved against the working directory
	 * @param permissions of a new file
	 * @param shared whether others may append too
	 * @return the open file
	 * @throws IOException if that cannot be done; nothing stays open then
	 */
	public static OwnedFile open(Path path, Set<PosixFilePermission> permissions, boolean shared) throws IOException {
		if (path.getFileSystem() != FileSystems.getDefault()) {
			throw new FileSystemException(path.toString(), null,
					"not a file of the default file system; open a channel for it and lend that");
		}
		Path realPath = locate(path);
		FileClaim claim = FileClaim.name(realPath, permissions, shared);
		return create(path, realPath, permissions, shared, claim);
	}

	/** The path with all links resolved; makes missing directories, but no file. */
	private static Path locate(Path path) throws IOException {
		Path absolute = path.toAbsolutePath();
		Path directory = absolute.getParent();
		if (directory == null || absolute.getFileName() == null) {
			throw new FileSystemException(path.toString(), null, "is a directory, not a file");
		}
		Directories.create(directory);
		if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
			requireRegular(path, absolute);
			return absolute.toRealPath();
		}
		return directory.toRealPath().resolve(absolute.getFileName());
	}

	/** Takes over the claim, which is released if the file cannot be opened. */
	private static OwnedFile create(Path path, Path realPath, Set<PosixFilePermission> permissions, boolean shared,
			FileClaim claim) throws IOException {
		try {
			boolean created = createFile(realPath, permissions);
			// A file that is there may be as new as ours and its name not on the disk
			// yet.
			if (created || Files.isReadable(realPath.getParent())) {
				Directories.force(realPath.getParent());
			}
			return new OwnedFile(path, realPath, permissions, shared, claim);
		}
		catch (Throwable ex) {
			if (claim != null) {
				claim.close();
			}
			throw ex;
		}
	}

	/**
	 * Creates a file, with its permissions from the first moment; false if it is there.
	 */
	static boolean createFile(Path file, Set<PosixFilePermission> permissions) throws IOException {
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

	/** Opening a FIFO would hang, and a device is no file to append to. */
	private static void requireRegular(Path path, Path absolute) throws IOException {
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

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		if (LaneThread.isCurrent()) {
			int before = bytes.position();
			try {
				this.channel.write(bytes);
			}
			finally {
				this.end += bytes.position() - before;
			}
			return;
		}
		if (this.chunk == null) {
			this.chunk = new byte[STREAM_CHUNK];
		}
		int length = Math.min(bytes.remaining(), STREAM_CHUNK);
		bytes.get(bytes.position(), this.chunk, 0, length);
		int done = length;
		try {
			this.stream.write(this.chunk, 0, length);
		}
		catch (IOException ex) {
			done = 0;
			done = written(length, ex);
			throw ex;
		}
		finally {
			bytes.position(bytes.position() + done);
			this.end += done;
		}
	}

	/**
	 * How much of a failed write to the stream reached the file: what the file grew by.
	 * The size is asked by path, as asking the channel can be interrupted.
	 */
	private int written(int length, IOException cause) throws IOException {
		long grown = -1;
		if (!this.shared && isCurrent()) {
			grown = Files.size(this.realPath) - this.end;
		}
		if (grown < 0 || grown > length) {
			throw new TornWriteException("cannot tell how many of " + length + " bytes reached " + this.path, cause);
		}
		return (int) grown;
	}

	@Override
	public void force() throws IOException {
		if (LaneThread.isCurrent()) {
			this.channel.force(false);
		}
		else {
			this.stream.getFD().sync();
		}
	}

	@Override
	public AppendFile reopen() throws IOException {
		Path now = locate(this.path);
		if (now.equals(this.realPath)) {
			if (isCurrent()) {
				return this;
			}
			if (this.claim != null && this.claim.isCurrent()) {
				createFile(now, this.permissions);
				Directories.force(now.getParent());
				OwnedFile next = new OwnedFile(this.path, now, this.permissions, this.shared, this.claim);
				this.claim = null;
				return next;
			}
		}
		return create(this.path, now, this.permissions, this.shared,
				FileClaim.name(now, this.permissions, this.shared));
	}

	/** Whether the path still names this file. */
	private boolean isCurrent() {
		try {
			Object key = Files.readAttributes(this.realPath, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
				.fileKey();
			return key != null && key.equals(this.fileKey);
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public boolean anyThread() {
		return true;
	}

	@Override
	public String engine() {
		return "file";
	}

	@Override
	public Optional<Path> path() {
		return Optional.of(this.path);
	}

	/**
	 * The path with all links resolved.
	 * @return the real path
	 */
	public Path realPath() {
		return this.realPath;
	}

	@Override
	public void close() throws IOException {
		try {
			this.stream.close();
		}
		finally {
			if (this.claim != null) {
				this.claim.close();
			}
		}
	}

}
