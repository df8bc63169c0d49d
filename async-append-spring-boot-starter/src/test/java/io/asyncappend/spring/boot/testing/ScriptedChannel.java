package io.asyncappend.spring.boot.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * A channel to lend to an appender, that writes to memory and does not always do that.
 */
public final class ScriptedChannel extends FileChannel {

	private final CountDownLatch released;

	private final boolean failWrite;

	private final boolean failForce;

	/** For locks, by which an appender claims the file of a channel. */
	private final FileChannel file;

	private final CountDownLatch freed;

	private final ByteArrayOutputStream content = new ByteArrayOutputStream();

	private ScriptedChannel(CountDownLatch released, CountDownLatch freed, boolean failWrite, boolean failForce) {
		try {
			this.file = FileChannel.open(Files.createTempFile("scripted", ".log"), StandardOpenOption.WRITE,
					StandardOpenOption.DELETE_ON_CLOSE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.released = released;
		this.freed = freed;
		this.failWrite = failWrite;
		this.failForce = failForce;
	}

	/** One whose writes hang until the latch is counted down. */
	public static ScriptedChannel stuckUntil(CountDownLatch released) {
		return new ScriptedChannel(released, new CountDownLatch(0), false, false);
	}

	/** One on a disk that is full until the latch is counted down. */
	public static ScriptedChannel fullUntil(CountDownLatch freed) {
		return new ScriptedChannel(new CountDownLatch(0), freed, false, false);
	}

	/** One whose writes fail. */
	public static ScriptedChannel failingWrites() {
		return new ScriptedChannel(new CountDownLatch(0), new CountDownLatch(0), true, false);
	}

	/** One whose forces fail. */
	public static ScriptedChannel failingForces() {
		return new ScriptedChannel(new CountDownLatch(0), new CountDownLatch(0), false, true);
	}

	/** What was written. */
	public String content() {
		return this.content.toString(StandardCharsets.UTF_8);
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		try {
			this.released.await();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
		if (this.failWrite) {
			throw new IOException("broken disk");
		}
		if (this.freed.getCount() > 0) {
			throw new IOException("No space left on device");
		}
		byte[] bytes = new byte[source.remaining()];
		source.get(bytes);
		this.content.writeBytes(bytes);
		return bytes.length;
	}

	@Override
	public void force(boolean metaData) throws IOException {
		if (this.failForce) {
			throw new IOException("broken disk");
		}
	}

	@Override
	public long size() {
		return 0;
	}

	@Override
	public long position() {
		return 0;
	}

	@Override
	public int read(ByteBuffer target) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long read(ByteBuffer[] targets, int offset, int length) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int read(ByteBuffer target, long position) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int length) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int write(ByteBuffer source, long position) {
		throw new UnsupportedOperationException();
	}

	@Override
	public FileChannel position(long newPosition) {
		throw new UnsupportedOperationException();
	}

	@Override
	public FileChannel truncate(long size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long transferTo(long position, long count, WritableByteChannel target) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long transferFrom(ReadableByteChannel source, long position, long count) {
		throw new UnsupportedOperationException();
	}

	@Override
	public MappedByteBuffer map(MapMode mode, long position, long size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public FileLock lock(long position, long size, boolean shared) {
		throw new UnsupportedOperationException();
	}

	@Override
	public FileLock tryLock(long position, long size, boolean shared) throws IOException {
		return this.file.tryLock(position, size, shared);
	}

	@Override
	protected void implCloseChannel() throws IOException {
		this.file.close();
	}

}
