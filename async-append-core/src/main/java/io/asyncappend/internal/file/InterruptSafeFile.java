package io.asyncappend.internal.file;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;

/**
 * The way into a file for threads that may be interrupted. An interrupt during an
 * operation of a {@link FileChannel} closes it, and nothing interrupts a
 * {@link FileOutputStream}. It forces through an {@link AsynchronousFileChannel}, which
 * nothing interrupts either, and which unlike {@code FileDescriptor.sync()} calls
 * fdatasync(2), goes on after EINTR and says what an error was. That is a second
 * descriptor, open from the start: one that is opened after a write-back error was
 * reported to another would not report it (fsync(2)).
 */
final class InterruptSafeFile implements Closeable {

	/** What {@code FileOutputStream} writes without allocating memory for it. */
	private static final int STREAM_CHUNK = 8192;

	private final Path path;

	private final boolean shared;

	private final FileOutputStream stream;

	private final AsynchronousFileChannel forcer;

	private byte[] chunk;

	/**
	 * Opens a file that is open, by the name that it has as such.
	 */
	InterruptSafeFile(Path path, OpenedPath opened, boolean shared) throws IOException {
		this.path = path;
		this.shared = shared;
		Path again = opened.again();
		try {
			this.forcer = forcer(again, StandardOpenOption.WRITE);
			try {
				this.stream = new FileOutputStream(again.toString(), true);
			}
			catch (Throwable ex) {
				this.forcer.close();
				throw ex;
			}
		}
		catch (FileSystemException ex) {
			throw new FileSystemException(path.toString(), null, "cannot be opened again: " + reason(ex));
		}
		catch (FileNotFoundException ex) {
			throw new FileSystemException(path.toString(), null, "cannot be opened again: " + ex.getMessage());
		}
	}

	/**
	 * Opens a file, or a directory, to be forced by threads that may be interrupted. With
	 * an executor, which nothing runs on: without one the JDK makes another.
	 */
	static AsynchronousFileChannel forcer(Path path, OpenOption access) throws IOException {
		return AsynchronousFileChannel.open(path, Set.of(access), ForkJoinPool.commonPool());
	}

	private static String reason(FileSystemException ex) {
		return (ex.getReason() != null) ? ex.getReason() : ex.getClass().getSimpleName();
	}

	/**
	 * Makes sure that both descriptors are of one file, which is claimed through the
	 * stream, where that is not known.
	 * @throws NoSuchFileException if they are not
	 */
	void requireOneFile() throws IOException {
		if (!JvmClaim.isClaimed(this.forcer, this.shared)) {
			throw new NoSuchFileException(this.path.toString(), null, "was taken away while it was opened");
		}
	}

	/** The channel of the stream's descriptor, for threads that nothing interrupts. */
	FileChannel channel() {
		return this.stream.getChannel();
	}

	/** Appends some of the bytes; the position of the buffer says how many. */
	void write(ByteBuffer bytes) throws IOException {
		write(bytes, Math.min(bytes.remaining(), STREAM_CHUNK));
	}

	/**
	 * Appends all of the bytes, by one write(2) unless that takes a part only; the
	 * position of the buffer says how many, also when this throws.
	 */
	void writeAtOnce(ByteBuffer bytes) throws IOException {
		write(bytes, bytes.remaining());
	}

	private void write(ByteBuffer bytes, int length) throws IOException {
		byte[] array = array(bytes, length);
		int offset = bytes.hasArray() ? bytes.arrayOffset() + bytes.position() : 0;
		int done = length;
		long before = this.forcer.size();
		try {
			this.stream.write(array, offset, length);
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
		}
	}

	/** What is longer than the chunk is not kept, as it may be as long as a record. */
	private byte[] array(ByteBuffer bytes, int length) {
		if (bytes.hasArray()) {
			return bytes.array();
		}
		if (this.chunk == null) {
			this.chunk = new byte[STREAM_CHUNK];
		}
		byte[] array = (length > STREAM_CHUNK) ? new byte[length] : this.chunk;
		bytes.get(bytes.position(), array, 0, length);
		return array;
	}

	/** EAGAIN, which the channel takes for a write of no bytes; EINTR is no error. */
	static boolean isTransient(IOException cause) {
		return String.valueOf(cause.getMessage()).contains("Resource temporarily unavailable");
	}

	/**
	 * How much of a failed write reached the file: what the file that is open grew by,
	 * whatever its path names now.
	 */
	private int written(int length, long before, IOException cause) throws IOException {
		long grown = this.forcer.size() - before;
		if (grown < 0 || grown > length) {
			throw IndeterminateWriteException.of("cannot tell how much of a write reached " + this.path, cause);
		}
		return (int) grown;
	}

	void force() throws IOException {
		this.forcer.force(false);
	}

	long size() throws IOException {
		return this.forcer.size();
	}

	void truncate(long size) throws IOException {
		this.forcer.truncate(size);
	}

	@Override
	public void close() throws IOException {
		try {
			this.stream.close();
		}
		finally {
			this.forcer.close();
		}
	}

}
