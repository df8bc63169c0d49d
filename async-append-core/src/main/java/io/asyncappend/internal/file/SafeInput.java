package io.asyncappend.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;

/**
 * The bytes of a regular file that was looked at, up to the size that it had then.
 */
public final class SafeInput extends InputStream {

	private final Look look;

	private final InputStream stream;

	private final FileChannel channel;

	private long left;

	SafeInput(Look look, InputStream stream, FileChannel channel) {
		this.look = look;
		this.stream = stream;
		this.channel = channel;
		this.left = look.size();
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (this.left == 0 && length > 0) {
			return -1;
		}
		int read = this.stream.read(bytes, offset, (int) Math.min(length, this.left));
		this.left -= Math.max(0, read);
		return read;
	}

	/** Without reading what it skips. */
	@Override
	public long skip(long bytes) throws IOException {
		long skipped = this.stream.skip(Math.max(0, Math.min(bytes, this.left)));
		this.left -= skipped;
		return skipped;
	}

	/** What is behind one member of a compressed file may be another. */
	@Override
	public int available() {
		return (int) Math.min(this.left, Integer.MAX_VALUE);
	}

	/**
	 * How large it was when it was looked at.
	 * @return bytes, however many are read already
	 */
	public long size() {
		return this.look.size();
	}

	/**
	 * Makes sure that all of it was read and that it has not become longer meanwhile.
	 * @throws IOException if that is not so
	 */
	public void requireWhole() throws IOException {
		if (this.left != 0 || this.channel.size() != this.look.size()) {
			throw new FileSystemException(this.look.path().toString(), null, "was changed while it was read");
		}
	}

	@Override
	public void close() throws IOException {
		this.stream.close();
	}

}
