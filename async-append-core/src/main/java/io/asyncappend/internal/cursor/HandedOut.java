package io.asyncappend.internal.cursor;

import java.util.Arrays;

/**
 * Where the entries end that were handed out and are not acknowledged, and how many
 * records the log has up to there, in 16 bytes each. Not thread-safe.
 */
final class HandedOut {

	private static final int FIRST_CAPACITY = 64;

	/** Of a gap that no record was read after: nothing tells how many records it had. */
	private static final long UNKNOWN = -1;

	private long[] ends = new long[FIRST_CAPACITY];

	private long[] indexes = new long[FIRST_CAPACITY];

	private int first;

	private int count;

	/** Up to where entries were handed out; where all is acknowledged if none was. */
	private long last;

	HandedOut(long acknowledged) {
		this.last = acknowledged;
	}

	/** The position after the last entry. */
	long last() {
		return this.last;
	}

	/** Adds a record; one that was added before is not added again. */
	void addRecord(long end, long index) {
		if (end > this.last) {
			knowIndex(index);
			add(end, index + 1);
		}
	}

	/** Adds a gap, likewise; returns whether it is new. */
	boolean addGap(long end) {
		return add(end, UNKNOWN);
	}

	/** The records that a gap had are those before the record that follows it. */
	private void knowIndex(long index) {
		for (int i = this.first + this.count - 1; i >= this.first && this.indexes[i] == UNKNOWN; i--) {
			this.indexes[i] = index;
		}
	}

	private boolean add(long end, long index) {
		if (end <= this.last) {
			return false;
		}
		makeRoom();
		this.ends[this.first + this.count] = end;
		this.indexes[this.first + this.count] = index;
		this.count++;
		this.last = end;
		return true;
	}

	private void makeRoom() {
		if (this.first + this.count < this.ends.length) {
			return;
		}
		int capacity = (this.count > this.ends.length / 2) ? 2 * this.ends.length : this.ends.length;
		this.ends = moved(this.ends, capacity);
		this.indexes = moved(this.indexes, capacity);
		this.first = 0;
	}

	private long[] moved(long[] values, int capacity) {
		long[] moved = new long[capacity];
		System.arraycopy(values, this.first, moved, 0, this.count);
		return moved;
	}

	/** Whether an entry ends there. */
	boolean contains(long end) {
		return find(end) >= 0;
	}

	private int find(long end) {
		return Arrays.binarySearch(this.ends, this.first, this.first + this.count, end);
	}

	/**
	 * How many records there are up to an entry, at least.
	 * @param end where it ends
	 * @param known how many there are for sure
	 */
	long index(long end, long known) {
		for (int i = find(end); i >= this.first; i--) {
			if (this.indexes[i] != UNKNOWN) {
				return this.indexes[i];
			}
		}
		return known;
	}

	/** Forgets the entries up to one, as they are acknowledged. */
	void acknowledged(long end) {
		int found = find(end);
		this.count -= found + 1 - this.first;
		this.first = found + 1;
		if (this.count == 0 && this.ends.length > FIRST_CAPACITY) {
			this.ends = new long[FIRST_CAPACITY];
			this.indexes = new long[FIRST_CAPACITY];
			this.first = 0;
		}
	}

}
