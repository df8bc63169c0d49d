package io.asyncappend.fault;

import io.asyncappend.FileLoss;
import io.asyncappend.internal.file.AppendFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A file in memory that misbehaves as a test wants: is slow, takes few bytes at a time,
 * fails the n-th write or force, or stalls until it is let go. It notices two callers at
 * once, which no appender may ever let happen.
 */
public class FaultyFile implements AppendFile {

	public static final String NO_SPACE = "No space left on device";

	private final ByteArrayOutputStream content = new ByteArrayOutputStream();

	private final AtomicInteger callers = new AtomicInteger();

	public final AtomicInteger writes = new AtomicInteger();

	public final AtomicInteger forces = new AtomicInteger();

	public final AtomicInteger closes = new AtomicInteger();

	/** How many threads hang in this file now. */
	public final AtomicInteger stalled = new AtomicInteger();

	private volatile CountDownLatch writeGate = new CountDownLatch(0);

	private volatile CountDownLatch forceGate = new CountDownLatch(0);

	/** The most bytes that one write takes. */
	public volatile int shortest = Integer.MAX_VALUE;

	/** What the n-th write (from 1) throws, after it took the bytes it takes. */
	public volatile IntFunction<Throwable> writeFault = (n) -> null;

	/** How many bytes a failing write takes before it throws. */
	public volatile int bytesBeforeFault;

	/** Who forced it last. */
	public volatile Thread forcer;

	public volatile IntFunction<Throwable> forceFault = (n) -> null;

	public volatile Throwable closeFault;

	public volatile Throwable checkFault;

	public volatile Throwable reopenFault;

	/** What others did to the file. */
	public volatile FileLoss change;

	/** Whether it has a path, so that it is looked at and can be opened again. */
	public volatile boolean named;

	/** What its name stands for when it is opened again; this, without one. */
	public volatile FaultyFile next;

	/** Its path, if it can be rotated. */
	public volatile Path archivable;

	public final AtomicInteger reopens = new AtomicInteger();

	public volatile boolean anyThread = true;

	public volatile boolean twoAtOnce;

	private volatile int forced;

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		enter(this.writeGate);
		try {
			Throwable fault = this.writeFault.apply(this.writes.incrementAndGet());
			int length = Math.min(bytes.remaining(), (fault != null) ? this.bytesBeforeFault : this.shortest);
			byte[] taken = new byte[length];
			bytes.get(taken);
			synchronized (this.content) {
				this.content.write(taken);
			}
			raise(fault);
		}
		finally {
			this.callers.decrementAndGet();
		}
	}

	@Override
	public void force() throws IOException {
		enter(this.forceGate);
		try {
			raise(this.forceFault.apply(this.forces.incrementAndGet()));
			this.forced = size();
			this.forcer = Thread.currentThread();
		}
		finally {
			this.callers.decrementAndGet();
		}
	}

	private void enter(CountDownLatch gate) {
		if (this.callers.incrementAndGet() != 1 || this.closes.get() > 0) {
			this.twoAtOnce = true;
		}
		this.stalled.incrementAndGet();
		awaitUninterruptibly(gate);
		this.stalled.decrementAndGet();
	}

	public static void awaitUninterruptibly(CountDownLatch gate) {
		boolean interrupted = false;
		while (true) {
			try {
				gate.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	public static void raise(Throwable fault) throws IOException {
		if (fault instanceof IOException exception) {
			throw exception;
		}
		if (fault instanceof RuntimeException exception) {
			throw exception;
		}
		if (fault instanceof Error error) {
			throw error;
		}
	}

	public FaultyFile stallWrites() {
		this.writeGate = new CountDownLatch(1);
		return this;
	}

	public void releaseWrites() {
		this.writeGate.countDown();
	}

	public FaultyFile stallForces() {
		this.forceGate = new CountDownLatch(1);
		return this;
	}

	public void releaseForces() {
		this.forceGate.countDown();
	}

	public byte[] content() {
		synchronized (this.content) {
			return this.content.toByteArray();
		}
	}

	public int size() {
		synchronized (this.content) {
			return this.content.size();
		}
	}

	/** Bytes that were forced. */
	public int forced() {
		return this.forced;
	}

	@Override
	public FileLoss check() throws IOException {
		raise(this.checkFault);
		return this.change;
	}

	@Override
	public AppendFile reopen() throws IOException {
		this.reopens.incrementAndGet();
		raise(this.reopenFault);
		return (this.next != null) ? this.next : this;
	}

	@Override
	public long length() {
		return size();
	}

	@Override
	public Optional<Path> archivable() {
		return Optional.ofNullable(this.archivable);
	}

	@Override
	public Optional<Path> path() {
		return this.named ? Optional.of(Path.of("faulty")) : Optional.empty();
	}

	@Override
	public boolean anyThread() {
		return this.anyThread;
	}

	@Override
	public String engine() {
		return "faulty";
	}

	@Override
	public void close() throws IOException {
		if (this.callers.get() != 0) {
			this.twoAtOnce = true;
		}
		this.closes.incrementAndGet();
		raise(this.closeFault);
	}

}
