package io.asyncappend.harness.benchmark.contender;

import io.asyncappend.harness.benchmark.contender.WaiterSlots.Slot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Many threads put records into a ring, one takes them out in batches and writes them.
 * The type of a message says which slot waits for it. A batch that a slot waits for is
 * forced once, and its slots are woken one after the other.
 */
final class SlotRingLog {

	/** A record that no slot waits for. */
	private static final int UNAWAITED = 1;

	/** A message without a record, whose slot waits for the write, not for a force. */
	private static final int WRITTEN = 2;

	/** What types of awaited records begin with. */
	private static final int FIRST_SLOT = 3;

	private static final int BATCH = 256 * 1024;

	private static final long LONGEST_NAP = 1_000_000;

	private final FileChannel channel;

	private final RingBuffer ring;

	private final WaiterSlots slots;

	private final ByteBuffer batch;

	private final Thread drain = new Thread(this::drain, "slot-ring-drain");

	private final ControlledMessageHandler collector = this::collect;

	/** The slots that wait for the force of the batch. */
	private int[] forDurable = new int[64];

	private int durableCount;

	/** The slots that wait for its write. */
	private int[] forWritten = new int[8];

	private int writtenCount;

	private boolean full;

	private volatile boolean napping;

	private volatile boolean closing;

	private volatile IOException failure;

	SlotRingLog(FileChannel channel, int size, WaiterSlots slots) {
		this.channel = channel;
		this.slots = slots;
		int capacity = BitUtil.findNextPositivePowerOfTwo(size);
		this.ring = new ManyToOneRingBuffer(
				new UnsafeBuffer(ByteBuffer.allocateDirect(capacity + RingBufferDescriptor.TRAILER_LENGTH)));
		this.batch = ByteBuffer.allocateDirect(Math.max(BATCH, this.ring.maxMsgLength()));
		this.drain.setDaemon(true);
		this.drain.start();
	}

	void append(byte[] record) throws IOException {
		put(UNAWAITED, record);
	}

	void appendDurably(byte[] record, Slot slot) throws IOException {
		slot.begin();
		put(FIRST_SLOT + slot.number(), record);
		wake();
		slot.await();
	}

	CompletableFuture<Void> submitDurably(byte[] record, Slot slot) throws IOException {
		CompletableFuture<Void> future = slot.beginFuture();
		put(FIRST_SLOT + slot.number(), record);
		wake();
		return future;
	}

	void awaitWritten(Slot slot) throws IOException {
		slot.begin();
		int index = claim(WRITTEN, Integer.BYTES);
		this.ring.buffer().putInt(index, slot.number());
		this.ring.commit(index);
		wake();
		slot.await();
	}

	void close() throws IOException {
		awaitWritten(this.slots.own());
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

	private void put(int type, byte[] record) throws IOException {
		int index = claim(type, record.length);
		this.ring.buffer().putBytes(index, record);
		this.ring.commit(index);
	}

	private int claim(int type, int length) throws IOException {
		int index = this.ring.tryClaim(type, length);
		for (int tries = 0; index < 0; tries++) {
			wake();
			if (this.failure != null) {
				throw new IOException("the drain failed", this.failure);
			}
			if (tries < 100) {
				Thread.onSpinWait();
			}
			else {
				LockSupport.parkNanos(10_000);
			}
			index = this.ring.tryClaim(type, length);
		}
		return index;
	}

	private void wake() {
		if (this.napping) {
			LockSupport.unpark(this.drain);
		}
	}

	private void drain() {
		long nap = 1_000;
		while (!this.closing) {
			if (turn()) {
				nap = 1_000;
				continue;
			}
			this.napping = true;
			if (this.ring.size() == 0) {
				LockSupport.parkNanos(nap);
				nap = Math.min(2 * nap, LONGEST_NAP);
			}
			this.napping = false;
		}
	}

	/**
	 * Writes what there is, up to a batch, and forces it if a slot waits for that. After
	 * a failure every slot is told, for as long as callers come.
	 */
	private boolean turn() {
		collect();
		if (this.batch.position() == 0 && this.writtenCount == 0) {
			return false;
		}
		if (this.failure == null) {
			try {
				PlainFile.write(this.channel, this.batch.flip());
				if (this.durableCount > 0) {
					this.channel.force(false);
				}
			}
			catch (IOException ex) {
				this.failure = ex;
			}
		}
		this.batch.clear();
		end(this.forDurable, this.durableCount);
		end(this.forWritten, this.writtenCount);
		this.durableCount = 0;
		this.writtenCount = 0;
		return true;
	}

	private void end(int[] numbers, int count) {
		for (int i = 0; i < count; i++) {
			this.slots.get(numbers[i]).end(this.failure);
		}
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
		if (type == WRITTEN) {
			this.forWritten = roomFor(this.forWritten, this.writtenCount);
			this.forWritten[this.writtenCount++] = buffer.getInt(index);
			return Action.CONTINUE;
		}
		if (this.batch.remaining() < length) {
			this.full = true;
			return Action.ABORT;
		}
		buffer.getBytes(index, this.batch, length);
		if (type >= FIRST_SLOT) {
			this.forDurable = roomFor(this.forDurable, this.durableCount);
			this.forDurable[this.durableCount++] = type - FIRST_SLOT;
		}
		return Action.CONTINUE;
	}

	private static int[] roomFor(int[] numbers, int count) {
		return (count < numbers.length) ? numbers : Arrays.copyOf(numbers, 2 * count);
	}

}
