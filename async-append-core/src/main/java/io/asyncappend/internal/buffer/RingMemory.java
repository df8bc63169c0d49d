package io.asyncappend.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of a {@link RecordBuffer}: bytes off the heap at the index of their
 * position, and the position at which each record ends, at the index of its number. The
 * end is stored last, with release semantics, so a thread that sees it sees the bytes. As
 * positions only grow, an end that is greater than the one before is of this lap.
 */
final class RingMemory {

	/** Records shorter than this on the average need more marks than the first. */
	private static final int USUAL_LENGTH = 16;

	private static final VarHandle END = MethodHandles.arrayElementVarHandle(long[].class);

	/** A power of two, as an index is a position's lowest bits. */
	final int size;

	private final ByteBuffer memory;

	/** The same memory, for the thread that drains. */
	private final ByteBuffer drained;

	private final long[] ends;

	private RingMemory(ByteBuffer memory, int slots) {
		this.size = memory.capacity();
		this.memory = memory;
		this.ends = new long[slots];
		// So that it is read fastest by eight bytes at a time.
		this.drained = memory.duplicate().order(ByteOrder.nativeOrder());
	}

	/** With room for at least that many bytes. */
	static RingMemory of(int bytes) {
		int size = powerOfTwo(bytes);
		return new RingMemory(ByteBuffer.allocateDirect(size), slots(size));
	}

	private static int slots(int size) {
		return Math.max(1, size / USUAL_LENGTH);
	}

	static int powerOfTwo(int atLeast) {
		return (int) Math.max(1, Long.highestOneBit(2L * atLeast - 1));
	}

	/**
	 * A ring with what lies between two positions, which are records of these numbers,
	 * and room for that many bytes and one record more at least.
	 */
	RingMemory grown(int bytes, long from, long to, long firstNumber, long endNumber) {
		int needed = powerOfTwo((int) (endNumber - firstNumber + 1));
		RingMemory grown;
		if (bytes <= this.size) {
			grown = new RingMemory(this.memory, needed);
		}
		else {
			int newSize = powerOfTwo(bytes);
			grown = new RingMemory(ByteBuffer.allocateDirect(newSize),
					Math.max(Math.max(slots(newSize), slots()), needed));
			copy(from, to, grown);
		}
		for (long number = firstNumber; number < endNumber; number++) {
			grown.end(number, end(number));
		}
		return grown;
	}

	int slots() {
		return this.ends.length;
	}

	private int index(long position) {
		return (int) position & (this.size - 1);
	}

	void put(long start, byte[] array, int offset, int length) {
		int index = index(start);
		int first = Math.min(length, this.size - index);
		this.memory.put(index, array, offset, first);
		if (first < length) {
			this.memory.put(0, array, offset + first, length - first);
		}
	}

	void put(long start, ByteBuffer record, int offset, int length) {
		int index = index(start);
		int first = Math.min(length, this.size - index);
		this.memory.put(index, record, offset, first);
		if (first < length) {
			this.memory.put(0, record, offset + first, length - first);
		}
	}

	/** A record is complete. */
	void end(long number, long position) {
		END.setRelease(this.ends, (int) number & (this.ends.length - 1), position);
	}

	/** Where a record ends, or an older position if it is not complete. */
	long end(long number) {
		return (long) END.getAcquire(this.ends, (int) number & (this.ends.length - 1));
	}

	/**
	 * The number of the first of some complete records that ends after a position; if
	 * none does, the number after them.
	 */
	long firstEndAfter(long firstNumber, long endNumber, long position) {
		long low = firstNumber;
		long high = endNumber;
		while (low < high) {
			long middle = (low + high) >>> 1;
			if (end(middle) <= position) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	/** From a position, in one piece. */
	ByteBuffer read(long from, int length) {
		int index = index(from);
		return this.drained.limit(index + Math.min(length, this.size - index)).position(index);
	}

	/** How many bytes from a position on are in one piece. */
	int inOnePiece(long from) {
		return this.size - index(from);
	}

	/** From a position, put together. */
	ByteBuffer readCopy(long from, int length) {
		byte[] copy = new byte[length];
		int first = Math.min(length, inOnePiece(from));
		this.memory.get(index(from), copy, 0, first);
		this.memory.get(0, copy, first, length - first);
		return ByteBuffer.wrap(copy);
	}

	private void copy(long from, long to, RingMemory target) {
		for (long position = from; position < to;) {
			int length = Math.min((int) (to - position), this.size - index(position));
			length = Math.min(length, target.size - target.index(position));
			target.memory.put(target.index(position), this.memory, index(position), length);
			position += length;
		}
	}

}
