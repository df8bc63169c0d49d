package io.asyncappend.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A regular file that was opened by its path, and the way to open the same once more for
 * what the JDK opens by the text of a path only: {@code java.io} follows links that have
 * got the name meanwhile, creates what is not there, and takes a name that the charset of
 * the locale does not know for another one.
 */
final class OpenedPath implements Closeable {

	private final FileChannel channel;

	private final OpenFile file;

	private final Path path;

	private final Look look;

	private final boolean created;

	private OpenedPath(FileChannel channel, Path path, boolean created) throws IOException {
		this.created = created;
		this.channel = channel;
		this.path = path;
		this.file = find(channel, path);
		if (this.file == null && OpenFile.isSupported()) {
			throw new NoSuchFileException(path.toString(), null, "was taken away while it was opened");
		}
		this.look = (this.file != null) ? this.file.look() : Look.at(path);
		if (!this.look.isRegular()) {
			throw new FileSystemException(path.toString(), null, "is " + this.look.what());
		}
	}

	private static OpenFile find(FileChannel channel, Path path) throws IOException {
		try {
			return OpenFile.of(channel, path);
		}
		catch (FileSystemException ex) {
			throw new FileSystemException(path.toString(), null,
					"cannot be told from others that are open: " + ex.getMessage());
		}
		catch (IOException ex) {
			if (ex instanceof ClosedByInterruptException) {
				throw ex;
			}
			throw new FileSystemException(path.toString(), null, "is not a regular file (" + ex.getMessage() + ")");
		}
	}

	/**
	 * Opens a file that is there, for reading and writing if that may be.
	 * @param path without links
	 * @throws NoSuchFileException if it is not there, or was taken away meanwhile
	 */
	static OpenedPath open(Path path) throws IOException {
		return Uninterrupted.open(() -> openOnce(path, false));
	}

	private static OpenedPath openOnce(Path path, boolean created) throws IOException {
		FileChannel channel = channel(path);
		try {
			return new OpenedPath(channel, path, created);
		}
		catch (Throwable ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * A channel for reading and writing, as to open a FIFO that has got the name for one
	 * of both would wait for its other end (fifo(7)). What may not be read is opened for
	 * writing where no FIFO can get the name.
	 */
	private static FileChannel channel(Path path) throws IOException {
		try {
			return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
		}
		catch (IOException ex) {
			if (!(ex instanceof AccessDeniedException) || !Exchange.isOutOfReach(path, Look.at(path))) {
				throw ex;
			}
			return FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
		}
	}

	/**
	 * A file that was created, by the channel that it was created through, so that
	 * nothing needs to be opened once more.
	 * @param channel which is closed if this fails
	 * @throws NoSuchFileException if it was taken away meanwhile
	 */
	static OpenedPath created(FileChannel channel, Path path) throws IOException {
		try {
			return new OpenedPath(channel, path, true);
		}
		catch (Throwable ex) {
			if (ex instanceof ClosedByInterruptException) {
				// Opened once more by its path, which puts the interrupt off.
				return Uninterrupted.open(() -> openOnce(path, true));
			}
			channel.close();
			throw ex;
		}
	}

	/** The channel that it was opened by, which {@link #close()} closes. */
	FileChannel channel() {
		return this.channel;
	}

	/** What is open. */
	Look look() {
		return this.look;
	}

	/** Whether this process has just created what had its name then. */
	boolean isCreated() {
		return this.created;
	}

	/** Whether {@link #again()} is what is open for sure. */
	boolean isExact() {
		return this.file != null;
	}

	/**
	 * A path with a text that opens this file, as long as this is open.
	 * @throws FileSystemException if there is none
	 */
	Path again() throws FileSystemException {
		if (this.file != null) {
			return this.file.path();
		}
		if (!RawName.isText(this.path)) {
			throw new FileSystemException(this.path.toString(), null,
					"has a name that the charset of the locale does not know (sun.jnu.encoding is "
							+ System.getProperty("sun.jnu.encoding")
							+ "), and there is no /proc to open it by: set LC_ALL to a locale with its charset, such as C.UTF-8");
		}
		return this.path;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
