package io.asyncappend.file;

import io.asyncappend.lane.LaneThread;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A file that we opened, in append mode (O_APPEND, so whatever cuts it short leaves no
 * hole).
 * <p>
 * It has two doors. A lane's thread goes through a {@link FileChannel}: exact counts of
 * short writes. A caller's thread goes through a {@link FileOutputStream} on the same
 * descriptor, because an interrupt during a channel's operation closes the channel, and
 * nothing interrupts a stream; and it forces through an {@link AsynchronousFileChannel},
 * which nothing interrupts either, and which unlike {@code FileDescriptor.sync()} calls
 * fdatasync(2), goes on after EINTR and says what an error was. That is a second
 * descriptor, open from the start: one opened after a write-back error that somebody has
 * seen would not report it (fsync(2)).
 */
public final class OwnedFile implements AppendFile {

	/** What {@code FileOutputStream} writes without allocating memory for it. */
	private static final int STREAM_CHUNK = 8192;

	private final Path path;

	private final Path realPath;

	private final Object fileKey;

	private final FileSettings settings;

	/** Goes over to the file that this one is reopened as. */
	private FileClaim claim;

	private final FileOutputStream stream;

	private final FileChannel channel;

	private final AsynchronousFileChannel forcer;

	private final FreeSpace free;

	private final long tornTail;

	/** The size of the file as far as our writes tell. */
	private long end;

	private byte[] chunk;

	private OwnedFile(Path path, Path realPath, FileSettings settings, FileClaim claim) throws IOException {
		this.path = path;
		this.realPath = realPath;
		this.settings = settings;
		this.claim = claim;
		// Read before the claim, which closing the reader would weaken: see FileClaim.
		Tail tail = settings.shared() ? null : Tail.read(realPath, settings.tail().delimiter());
		this.stream = new FileOutputStream(realPath.toFile(), true);
		this.channel = this.stream.getChannel();
		try {
			FileClaim.file(path, this.channel, settings.shared());
			BasicFileAttributes attributes = Files.readAttributes(realPath, BasicFileAttributes.class);
			this.fileKey = attributes.fileKey();
			this.end = attributes.size();
			if (tail != null && tail.size() != this.end) {
				throw new FileSystemException(path.toString(), null, "was changed by somebody while it was opened");
			}
			this.tornTail = (tail != null) ? tail.torn() : 0;
			this.free = FreeSpace.of(realPath, settings.minFree());
			this.forcer = AsynchronousFileChannel.open(realPath, StandardOpenOption.WRITE);
		}
		catch (Throwable ex) {
			this.stream.close();
			throw ex;
		}
	}

	/** Opens a file that is there; the claim stays with the caller if that fails. */
	private static OwnedFile existing(Path path, Path realPath, FileSettings settings, FileClaim claim)
			throws IOException {
		OwnedFile file = new OwnedFile(path, realPath, settings, claim);
		try {
			if (file.tornTail > 0) {
				file.mendTail();
			}
			return file;
		}
		catch (Throwable ex) {
			file.claim = null;
			file.close();
			throw ex;
		}
	}

	private void mendTail() throws IOException {
		switch (this.settings.tail().action()) {
			case LEAVE -> {
			}
			case TERMINATE -> {
				this.stream.write(this.settings.tail().delimiter());
				this.end++;
			}
			case TRUNCATE -> {
				this.forcer.truncate(this.end - this.tornTail);
				this.end -= this.tornTail;
			}
		}
	}

	/**
	 * Opens a file for appending; creates it and its missing parents, and forces the
	 * directories.
	 * @param path where; a relative path is resolved against the working directory
	 * @param settings how to open it
	 * @return the open file
	 * @throws IOException if that cannot be done; nothing stays open then
	 */
	public static OwnedFile open(Path path, FileSettings settings) throws IOException {
		if (path.getFileSystem() != FileSystems.getDefault()) {
			throw new FileSystemException(path.toString(), null,
					"not a file of the default file system; open a channel for it and lend that");
		}
		Path realPath = RegularFile.locate(path);
		return create(path, realPath, settings, claim(realPath, settings));
	}

	private static FileClaim claim(Path realPath, FileSettings settings) throws IOException {
		return FileClaim.name(realPath, settings.permissions(), settings.shared());
	}

	/** Takes over the claim, which is released if the file cannot be opened. */
	private static OwnedFile create(Path path, Path realPath, FileSettings settings, FileClaim claim)
			throws IOException {
		try {
			boolean created = RegularFile.create(realPath, settings.permissions());
			// A file that is there may be as new as ours and its name not on the disk
			// yet.
			if (created || Files.isReadable(realPath.getParent())) {
				Directories.force(realPath.getParent());
			}
			return existing(path, realPath, settings, claim);
		}
		catch (Throwable ex) {
			if (claim != null) {
				claim.close();
			}
			throw ex;
		}
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		if (this.free != null) {
			this.free.require(bytes.remaining());
		}
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
		long before = this.forcer.size();
		try {
			this.stream.write(this.chunk, 0, length);
		}
		catch (IOException ex) {
			done = 0;
			done = written(length, before, ex);
			if (!isTransient(ex)) {
				throw ex;
			}
		}
		finally {
			bytes.position(bytes.position() + done);
			this.end += done;
		}
	}

	/** EAGAIN, which the channel takes for a write of no bytes; EINTR is no error. */
	private static boolean isTransient(IOException cause) {
		return String.valueOf(cause.getMessage()).contains("Resource temporarily unavailable");
	}

	/**
	 * How much of a failed write to the stream reached the file: what the file that is
	 * open grew by, whatever its path names now. Unlike our channel, this one is not
	 * closed by an interrupt when it is asked.
	 */
	private int written(int length, long before, IOException cause) throws IOException {
		long grown = this.settings.shared() ? -1 : this.forcer.size() - before;
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
			this.forcer.force(false);
		}
	}

	@Override
	public AppendFile reopen() throws IOException {
		Path now = RegularFile.locate(this.path);
		if (now.equals(this.realPath)) {
			if (isCurrent()) {
				return this;
			}
			if (this.claim != null && this.claim.isCurrent()) {
				RegularFile.create(now, this.settings.permissions());
				Directories.force(now.getParent());
				OwnedFile next = existing(this.path, now, this.settings, this.claim);
				this.claim = null;
				return next;
			}
		}
		return create(this.path, now, this.settings, claim(now, this.settings));
	}

	@Override
	public FileChange check() {
		try {
			BasicFileAttributes attributes = Files.readAttributes(this.path, BasicFileAttributes.class);
			if (this.fileKey != null && !this.fileKey.equals(attributes.fileKey())) {
				return FileChange.REPLACED;
			}
			long cut = this.end - attributes.size();
			if (cut > 0 || this.settings.shared()) {
				this.end = attributes.size();
			}
			return (cut > 0) ? new FileChange(FileChange.Kind.TRUNCATED, cut) : null;
		}
		catch (NoSuchFileException ex) {
			return FileChange.DELETED;
		}
		catch (IOException ex) {
			// It cannot be looked at, which does not say that anything was done to it.
			return null;
		}
	}

	@Override
	public long tornTail() {
		return this.tornTail;
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
			try {
				this.forcer.close();
			}
			finally {
				if (this.claim != null) {
					this.claim.close();
				}
			}
		}
	}

}
