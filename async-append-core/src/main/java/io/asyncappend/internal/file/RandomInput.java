package io.asyncappend.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A regular file that was looked at, open to be read at any place, also beyond the size
 * that it had then, as it may grow. No interrupt closes it, where there is {@code /proc}.
 * Not thread-safe.
 */
public final class RandomInput implements Closeable {

	private final Look look;

	/** {@code null} where it cannot be opened again. */
	private final RandomAccessFile file;

	private final FileChannel channel;

	/** Opens again what is open, and closes the channel; but without {@code /proc}. */
	RandomInput(Look look, FileChannel channel, OpenFile opened) throws IOException {
		this.look = look;
		if (opened == null) {
			this.file = null;
			this.channel = channel;
		}
		else {
			this.file = new RandomAccessFile(opened.path().toString(), "r");
			this.channel = this.file.getChannel();
			channel.close();
		}
	}

	/**
	 * As it was before it was opened.
	 * @return what was looked at
	 */
	public Look look() {
		return this.look;
	}

	/**
	 * Its size now.
	 * @return bytes
	 * @throws IOException if it cannot be told
	 */
	public long size() throws IOException {
		return (this.file != null) ? this.file.length() : this.channel.size();
	}

	/**
	 * Reads some bytes.
	 * @param bytes where to
	 * @param offset of the first byte there
	 * @param length how many bytes at most
	 * @param position in the file
	 * @return how many bytes were read; negative at its end
	 * @throws IOException if that fails
	 */
	public int read(byte[] bytes, int offset, int length, long position) throws IOException {
		if (this.file == null) {
			return this.channel.read(ByteBuffer.wrap(bytes, offset, length), position);
		}
		this.file.seek(position);
		return this.file.read(bytes, offset, length);
	}

	/**
	 * Reads until an array is full, or the file ends.
	 * @param position in the file
	 * @param bytes where they go
	 * @return how many bytes were read
	 * @throws IOException if that fails
	 */
	public int read(long position, byte[] bytes) throws IOException {
		int done = 0;
		while (done < bytes.length) {
			int read = read(bytes, done, bytes.length - done, position + done);
			if (read < 0) {
				break;
			}
			done += read;
		}
		return done;
	}

	@Override
	public void close() throws IOException {
		if (this.file != null) {
			this.file.close();
		}
		this.channel.close();
	}

}
