package io.asyncappend.buffer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A ring of bytes off the heap that holds whole records between {@linkplain #head() head}
 * (released) and {@linkplain #tail() tail} (accepted), both positions that only grow. It
 * is allocated at the first record, and grows with what it has to hold.
 * <p>
 * A record larger than the ring is held beside it, on the heap, one at a time: it may
 * come after what the ring holds, and nothing may come after it until it is released. So
 * any size goes through, and the memory is bounded by the ring and one such record.
 */
public final class RecordBuffer {

	/** Enough for an appender that is used now and then. */
	private static final int FIRST_SIZE = 64 * 1024;

	private final int capacity;

	private final int firstSize;

	/** The size of the ring now: it grows when it is full, up to the capacity. */
	private int size;

	private ByteBuffer ring;

	/** The same memory, for the thread that drains. */
	private ByteBuffer drained;

	private RecordEnds ends;

	private int headIndex;

	private int tailIndex;

	private long head;

	private long tail;

	private long records;

	/** Where the last record that was released completely ends. */
	private long boundary;

	private ByteBuffer oversize;

	private long oversizeStart;

	/**
	 * Creates an empty buffer at position 0.
	 * @param capacity in bytes
	 */
	public RecordBuffer(int capacity) {
		this(capacity, FIRST_SIZE);
	}

	RecordBuffer(int capacity, int firstSize) {
		this.capacity = capacity;
		this.firstSize = firstSize;
	}

	/**
	 * The position after the last byte released.
	 * @return the head
	 */
	public long head() {
		return this.head;
	}

	/**
	 * The position after the last byte accepted.
	 * @return the tail
	 */
	public long tail() {
		return this.tail;
	}

	/**
	 * The records in it, a partly released one included.
	 * @return how many
	 */
	public long records() {
		return this.records;
	}

	/**
	 * The bytes of a record that were released while the rest of it was not.
	 * @return how many; 0 if the head is a record boundary
	 */
	public long torn() {
		return this.head - this.boundary;
	}

	/**
	 * The position at which the record at the head ends; there must be one.
	 * @return the first record boundary after the head
	 */
	public long nextBoundary() {
		if (this.oversize != null && this.head >= this.oversizeStart) {
			return this.tail;
		}
		int last = this.ends.first(this.headIndex, this.size);
		if (last < 0) {
			last = this.ends.first(0, this.headIndex) + this.size;
		}
		return this.head + last + 1 - this.headIndex;
	}

	/**
	 * Whether a record can be put.
	 * @param length its length in bytes
	 * @return whether there is room
	 */
	public boolean hasRoom(int length) {
		return this.oversize == null && (length > this.capacity || this.tail - this.head + length <= this.capacity);
	}

	/**
	 * Copies a record to the tail; there must be {@linkplain #hasRoom room}.
	 * @param array from where
	 * @param offset of its first byte
	 * @param length in bytes, positive
	 */
	public void put(byte[] array, int offset, int length) {
		if (length > this.capacity) {
			putOversize(Arrays.copyOfRange(array, offset, offset + length));
			return;
		}
		allocate(length);
		int first = Math.min(length, this.size - this.tailIndex);
		this.ring.put(this.tailIndex, array, offset, first);
		if (first < length) {
			this.ring.put(0, array, offset + first, length - first);
		}
		putDone(length);
	}

	/**
	 * Copies a record to the tail; there must be {@linkplain #hasRoom room}.
	 * @param record its bytes, from position to limit; the position stays
	 */
	public void put(ByteBuffer record) {
		int length = record.remaining();
		int offset = record.position();
		if (length > this.capacity) {
			byte[] copy = new byte[length];
			record.get(offset, copy);
			putOversize(copy);
			return;
		}
		allocate(length);
		int first = Math.min(length, this.size - this.tailIndex);
		this.ring.put(this.tailIndex, record, offset, first);
		if (first < length) {
			this.ring.put(0, record, offset + first, length - first);
		}
		putDone(length);
	}

	/**
	 * The bytes at the head, in one piece: up to {@code to}, {@code max} bytes or the end
	 * of the memory, whichever comes first. The memory stays as it is until
	 * {@link #release}, so it may be read without the lock.
	 * @param to a position up to the tail
	 * @param max in bytes
	 * @return a buffer to read, valid until the next call; {@code null} if there is none
	 */
	public ByteBuffer next(long to, int max) {
		int length = (int) Math.min(to - this.head, max);
		if (length <= 0) {
			return null;
		}
		if (this.oversize != null && this.head >= this.oversizeStart) {
			int index = (int) (this.head - this.oversizeStart);
			return this.oversize.limit(index + length).position(index);
		}
		if (this.oversize != null) {
			length = (int) Math.min(length, this.oversizeStart - this.head);
		}
		length = Math.min(length, this.size - this.headIndex);
		return this.drained.limit(this.headIndex + length).position(this.headIndex);
	}

	/**
	 * Frees bytes at the head, no more than {@link #next} gave.
	 * @param bytes how many
	 * @return how many records end in them
	 */
	public int release(int bytes) {
		if (this.oversize != null && this.head >= this.oversizeStart) {
			return releaseOversize(bytes);
		}
		int to = this.headIndex + bytes;
		int last = this.ends.last(this.headIndex, to);
		if (last >= 0) {
			this.boundary = this.head + last + 1 - this.headIndex;
		}
		int ended = this.ends.clear(this.headIndex, to);
		this.headIndex = (to == this.size) ? 0 : to;
		this.head += bytes;
		this.records -= ended;
		return ended;
	}

	private int releaseOversize(int bytes) {
		this.head += bytes;
		if (this.head - this.oversizeStart < this.oversize.capacity()) {
			return 0;
		}
		this.oversize = null;
		this.boundary = this.head;
		this.records--;
		return 1;
	}

	private void putOversize(byte[] copy) {
		this.oversize = ByteBuffer.wrap(copy);
		this.oversizeStart = this.tail;
		this.tail += copy.length;
		this.records++;
	}

	private void putDone(int length) {
		int last = this.tailIndex + length - 1;
		this.ends.mark((last < this.size) ? last : last - this.size);
		this.tailIndex = (last + 1 < this.size) ? last + 1 : last + 1 - this.size;
		this.tail += length;
		this.records++;
	}

	/** Makes the ring large enough for another record, at the first or by growing. */
	private void allocate(int length) {
		int held = (int) (this.tail - this.head);
		if (held + length <= this.size) {
			return;
		}
		long doubled = Math.max(this.firstSize, 2L * this.size);
		int grown = (int) Math.min(this.capacity, Math.max(doubled, held + length));
		RecordEnds marks = new RecordEnds(grown);
		ByteBuffer memory = ByteBuffer.allocateDirect(grown);
		ByteBuffer duplicate = memory.duplicate();
		if (held > 0) {
			int first = Math.min(held, this.size - this.headIndex);
			memory.put(0, this.ring, this.headIndex, first);
			this.ends.copy(this.headIndex, this.headIndex + first, marks, 0);
			memory.put(first, this.ring, 0, held - first);
			this.ends.copy(0, held - first, marks, first);
		}
		// Who drains may still read the old memory, which stays as it is.
		this.ends = marks;
		this.drained = duplicate;
		this.ring = memory;
		this.size = grown;
		this.headIndex = 0;
		this.tailIndex = (held == grown) ? 0 : held;
	}

}
