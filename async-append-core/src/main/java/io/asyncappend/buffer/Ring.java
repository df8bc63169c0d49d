package io.asyncappend.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The memory of a {@link RecordBuffer}: bytes off the heap at the index of their
 * position, and the position at which each record ends, at the index of its number. The
 * end is stored last, with release semantics, so whoever sees it sees the bytes. As
 * positions only grow, an end that is greater than the one before is of this lap.
 */
final class Ring {

	private static final VarHandle END = MethodHandles.arrayElementVarHandle(long[].class);

	/** A power of two, as an index is a position's lowest bits. */
	final int size;

	private final ByteBuffer memory;

	/** The same memory, for the thread that drains. */
	private final ByteBuffer drained;

	private final long[] ends;

	Ring(int size, int slots) {
		this(ByteBuffer.allocateDirect(size), slots);
	}

	private Ring(ByteBuffer memory, int slots) {
		this.size = memory.capacity();
		this.memory = memory;
		this.ends = new long[slots];
		this.drained = memory.duplicate();
	}

	/** The same memory with marks for more records. */
	Ring withSlots(int slots) {
		return new Ring(this.memory, slots);
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

	/** From a position, in one piece. */
	ByteBuffer read(long from, int length) {
		int index = index(from);
		return this.drained.limit(index + Math.min(length, this.size - index)).position(index);
	}

	/** Copies what lies between two positions. */
	void copy(long from, long to, Ring target) {
		for (long position = from; position < to;) {
			int length = Math.min((int) (to - position), this.size - index(position));
			length = Math.min(length, target.size - target.index(position));
			target.memory.put(target.index(position), this.memory, index(position), length);
			position += length;
		}
	}

}
