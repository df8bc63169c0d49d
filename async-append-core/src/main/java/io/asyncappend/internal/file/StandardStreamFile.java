package io.asyncappend.internal.file;

import io.asyncappend.StandardStream;
import io.asyncappend.internal.concurrent.Pause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Standard output or standard error. Records go out in pieces of at most
 * {@value #PIPE_BUF} bytes, which a pipe takes at once and as one, or not at all
 * (pipe(7)): so nothing comes in between, whatever else writes to it. A record that is
 * longer is kept in one piece by locks, as far as these go.
 */
public final class StandardStreamFile implements AppendFile {

	/** That of Linux; POSIX asks for 512 at least. */
	static final int PIPE_BUF = 4096;

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	private final StandardStream stream;

	private final Output output;

	private final Object printLock;

	private final ReentrantLock lock;

	/** How long a pipe is given that takes nothing, as it was set to O_NONBLOCK. */
	private long pause = FIRST_PAUSE;

	/** Where the bytes go; a seam for tests. */
	interface Output {

		/**
		 * Writes some of the bytes; the position says how many, also when this throws.
		 */
		void write(ByteBuffer bytes) throws IOException;

	}

	StandardStreamFile(StandardStream stream, Output output, Object printLock, ReentrantLock lock) {
		this.stream = stream;
		this.output = output;
		this.printLock = printLock;
		this.lock = lock;
	}

	/**
	 * Takes a stream of the process, of which there may be any number.
	 * @param stream which one
	 * @return the file
	 * @throws IOException if the process was started without it
	 */
	public static StandardStreamFile of(StandardStream stream) throws IOException {
		StandardDescriptor descriptor = StandardDescriptor.of(stream);
		descriptor.requireOpen();
		return new StandardStreamFile(stream, descriptor::write, descriptor.printLock, descriptor.lock);
	}

	@Override
	public boolean takesWholeRecords() {
		return true;
	}

	@Override
	public int largestWrite() {
		return PIPE_BUF;
	}

	/** Appends a piece or, of a record that the disk had no room for, the rest. */
	@Override
	public void write(ByteBuffer bytes) throws IOException {
		if (!tryWrite(bytes)) {
			// Not while others cannot print.
			pause();
		}
	}

	/** Returns whether all of it was taken; if not, nothing was. */
	private boolean tryWrite(ByteBuffer piece) throws IOException {
		int start = piece.position();
		synchronized (this.printLock) {
			this.lock.lock();
			try {
				while (piece.hasRemaining()) {
					int before = piece.position();
					this.output.write(piece);
					if (piece.position() > before) {
						this.pause = FIRST_PAUSE;
					}
					else if (before == start) {
						return false;
					}
					else {
						pause();
					}
				}
				return true;
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void pause() {
		Pause.nanos(this.pause);
		this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
	}

	@Override
	public boolean isReadMeanwhile() {
		return true;
	}

	@Override
	public boolean isHeldByCaller() {
		return Thread.holdsLock(this.printLock);
	}

	@Override
	public void giveWay() throws InterruptedException {
		synchronized (this.printLock) {
			// Nothing notifies: it is the only way to give up a monitor for a while.
			this.printLock.wait(1);
		}
	}

	@Override
	public boolean isForceable() {
		return false;
	}

	@Override
	public void force() {
		throw new UnsupportedOperationException(this.stream + " cannot be forced to a device");
	}

	@Override
	public AppendFile reopen() {
		throw new UnsupportedOperationException(this.stream + " has no path to open again");
	}

	/** An interrupt would close the stream for all of the process. */
	@Override
	public boolean anyThread() {
		return false;
	}

	@Override
	public String engine() {
		return this.stream.shortName();
	}

	@Override
	public String without() {
		return "writes to " + this.stream;
	}

	/** The stream stays open: it is not ours. */
	@Override
	public void close() {
	}

}
