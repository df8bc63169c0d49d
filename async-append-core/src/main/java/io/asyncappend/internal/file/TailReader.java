package io.asyncappend.internal.file;

import io.asyncappend.TornTail;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Looks at the end of a file that stays open, in a way that no interrupt closes: a
 * process that closes a file loses all its locks on it (fcntl(2)).
 */
final class TailReader implements Closeable {

	/**
	 * How far back is looked for a delimiter at most, in bytes: a record so long would
	 * not have been cut, and a hole of any size is made by one call.
	 */
	static final long MOST = 64 << 20;

	private static final int CHUNK = 8192;

	private final RandomAccessFile file;

	private final byte delimiter;

	private byte[] chunk = {};

	/** Why a file is not opened whose end cannot be looked at. */
	static IOException unreadable(Path file) {
		return new AccessDeniedException(file.toString(), null,
				"its last bytes cannot be read to tell whether a record was cut (a shared file is not looked at)");
	}

	/**
	 * For a shared file that is open and claimed. Its last record may be torn at any
	 * time.
	 * @return {@code null} if records do not end with a delimiter, or this process may
	 * not read
	 */
	static TailReader ofShared(Path path, OpenedPath opened, boolean lockedByOthers, TornTail policy)
			throws IOException {
		if (policy.action() == TornTail.Action.LEAVE || !Files.isReadable(opened.again())) {
			return null;
		}
		RandomAccessFile file = new RandomAccessFile(opened.again().toString(), "r");
		try {
			// The lock tells the file where its descriptor cannot, unless others keep us
			// from it.
			if (!opened.isExact() && !lockedByOthers && !JvmClaim.isShared(file.getChannel())) {
				throw new NoSuchFileException(path.toString(), null, "was taken away while it was opened");
			}
			return new TailReader(file, policy.delimiter());
		}
		catch (Throwable ex) {
			file.close();
			throw ex;
		}
	}

	TailReader(RandomAccessFile file, byte delimiter) {
		this.file = file;
		this.delimiter = delimiter;
	}

	/**
	 * How many bytes there are after the last delimiter; {@value #MOST} if there are as
	 * many at least.
	 */
	long torn(long size) throws IOException {
		// As a rule there are none, and one byte says so.
		if (size == 0 || isDelimiterAt(size - 1)) {
			return 0;
		}
		if (this.chunk.length == 0) {
			this.chunk = new byte[CHUNK];
		}
		for (long end = size; end > 0 && size - end < MOST; end -= Math.min(end, CHUNK)) {
			int length = (int) Math.min(end, CHUNK);
			this.file.seek(end - length);
			this.file.readFully(this.chunk, 0, length);
			for (int i = length - 1; i >= 0; i--) {
				if (this.chunk[i] == this.delimiter) {
					return size - (end - length + i + 1);
				}
			}
		}
		return Math.min(size, MOST);
	}

	private boolean isDelimiterAt(long position) throws IOException {
		this.file.seek(position);
		return this.file.read() == (this.delimiter & 0xff);
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
