package io.asyncappend.harness.benchmark.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Many threads put records into a ring, one takes them out in batches, writes them, and
 * forces once for all threads that wait for that. Positions are the ring's own.
 */
final class RingLog {

	private record Promise(long position, CompletableFuture<Void> future) {
	}

	private static final int BATCH = 256 * 1024;

	private static final long LONGEST_NAP = 1_000_000;

	private final FileChannel channel;

	private final RingBuffer ring;

	private final ByteBuffer batch;

	private final Thread drain = new Thread(this::drain, "ring-drain");

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition moved = this.lock.newCondition();

	private final ArrayDeque<Promise> promises = new ArrayDeque<>();

	private final ControlledMessageHandler collector = this::collect;

	private boolean full;

	private long written;

	private long durable;

	private volatile long wanted;

	private volatile boolean napping;

	private volatile boolean closing;

	private volatile IOException failure;

	RingLog(FileChannel channel, int size) {
		this.channel = channel;
		int capacity = BitUtil.findNextPositivePowerOfTwo(size);
		this.ring = new ManyToOneRingBuffer(
				new UnsafeBuffer(ByteBuffer.allocateDirect(capacity + RingBufferDescriptor.TRAILER_LENGTH)));
		this.batch = ByteBuffer.allocateDirect(Math.max(BATCH, this.ring.maxMsgLength()));
		this.drain.setDaemon(true);
		this.drain.start();
	}

	void append(byte[] record) {
		int index = this.ring.tryClaim(1, record.length);
		for (int tries = 0; index < 0; tries++) {
			wake();
			if (this.failure != null) {
				throw new IllegalStateException(this.failure);
			}
			if (tries < 100) {
				Thread.onSpinWait();
			}
			else {
				LockSupport.parkNanos(10_000);
			}
			index = this.ring.tryClaim(1, record.length);
		}
		this.ring.buffer().putBytes(index, record);
		this.ring.commit(index);
	}

	void awaitWritten() throws IOException {
		long position = this.ring.producerPosition();
		wake();
		this.lock.lock();
		try {
			while (this.written < position) {
				await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void awaitDurable() throws IOException {
		long position = this.ring.producerPosition();
		want(position);
		this.lock.lock();
		try {
			while (this.durable < position) {
				await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void whenDurable(CompletableFuture<Void> future) {
		long position = this.ring.producerPosition();
		this.lock.lock();
		try {
			this.promises.add(new Promise(position, future));
		}
		finally {
			this.lock.unlock();
		}
		want(position);
	}

	void close() throws IOException {
		awaitWritten();
		this.closing = true;
		LockSupport.unpark(this.drain);
		try {
			this.drain.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.channel.close();
	}

	private void await() throws IOException {
		if (this.failure != null) {
			throw new IOException("the drain failed", this.failure);
		}
		this.moved.awaitUninterruptibly();
	}

	private void want(long position) {
		this.lock.lock();
		try {
			this.wanted = Math.max(this.wanted, position);
		}
		finally {
			this.lock.unlock();
		}
		wake();
	}

	private void wake() {
		if (this.napping) {
			LockSupport.unpark(this.drain);
		}
	}

	private void drain() {
		try {
			long nap = 1_000;
			while (!this.closing) {
				if (turn()) {
					nap = 1_000;
					continue;
				}
				this.napping = true;
				if (this.ring.size() == 0 && this.wanted <= this.durable) {
					LockSupport.parkNanos(nap);
					nap = Math.min(2 * nap, LONGEST_NAP);
				}
				this.napping = false;
			}
		}
		catch (IOException ex) {
			this.failure = ex;
			signal(this.written, this.durable);
		}
	}

	/** Writes what there is, up to a batch, and forces it if that is waited for. */
	private boolean turn() throws IOException {
		collect();
		boolean some = this.batch.position() > 0;
		if (some) {
			PlainFile.write(this.channel, this.batch.flip());
			this.batch.clear();
		}
		long to = this.ring.consumerPosition();
		long forced = this.durable;
		if (this.wanted > forced && to > forced) {
			this.channel.force(false);
			forced = to;
		}
		if (some || forced > this.durable) {
			signal(to, forced);
			complete();
		}
		return some;
	}

	private void collect() {
		this.full = false;
		long before = -1;
		while (!this.full && this.ring.consumerPosition() > before) {
			before = this.ring.consumerPosition();
			this.ring.controlledRead(this.collector);
		}
	}

	private Action collect(int type, MutableDirectBuffer buffer, int index, int length) {
		if (this.batch.remaining() < length) {
			this.full = true;
			return Action.ABORT;
		}
		buffer.getBytes(index, this.batch, length);
		return Action.CONTINUE;
	}

	private void complete() {
		List<CompletableFuture<Void>> completed = new ArrayList<>();
		this.lock.lock();
		try {
			while (!this.promises.isEmpty() && this.promises.peek().position() <= this.durable) {
				completed.add(this.promises.remove().future());
			}
		}
		finally {
			this.lock.unlock();
		}
		completed.forEach((future) -> future.complete(null));
	}

	private void signal(long writtenTo, long durableTo) {
		this.lock.lock();
		try {
			this.written = writtenTo;
			this.durable = durableTo;
			this.moved.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
