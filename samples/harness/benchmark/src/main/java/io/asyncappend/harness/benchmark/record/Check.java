package io.asyncappend.harness.benchmark.record;

import java.util.Arrays;

/**
 * Checks the records read back from one file against what was appended to it: that each
 * is whole, there once, and in its producer's order. What is wrong is counted by kind.
 */
public final class Check implements RecordReader {

	private final int size;

	private final long[] expected;

	private final long[] next;

	private final long[] found;

	private long corrupt;

	private long doubled;

	private long disordered;

	/**
	 * Begins a check.
	 * @param size of each record in bytes
	 * @param expected how many records each producer appended to this file
	 */
	public Check(int size, long[] expected) {
		this.size = size;
		this.expected = expected;
		this.next = new long[expected.length];
		this.found = new long[expected.length];
	}

	@Override
	public void read(byte[] array, int offset, int length) {
		if (length != this.size) {
			this.corrupt++;
			return;
		}
		int producer = (int) Records.INTS.get(array, offset + 4);
		long sequence = (long) Records.LONGS.get(array, offset + 8);
		int checksum = Records.checksum(Records.filler(array, offset, length), producer, sequence);
		boolean tail = length < Records.SIZE_WITH_TAIL
				|| (long) Records.LONGS.get(array, offset + length - 8) == sequence;
		if (checksum != (int) Records.INTS.get(array, offset) || !tail || producer < 0
				|| producer >= this.expected.length || sequence < 0 || sequence >= this.expected[producer]) {
			this.corrupt++;
			return;
		}
		count(producer, sequence);
	}

	private void count(int producer, long sequence) {
		if (sequence >= this.next[producer]) {
			this.found[producer]++;
			this.next[producer] = sequence + 1;
		}
		else if (sequence + 1 == this.next[producer]) {
			this.doubled++;
		}
		else {
			// Late or doubled: which of them would take remembering all.
			this.disordered++;
		}
	}

	/**
	 * What was appended and not found in order.
	 * @return how many records
	 */
	public long lost() {
		return Arrays.stream(this.expected).sum() - Arrays.stream(this.found).sum();
	}

	/**
	 * Records that are torn, damaged, or were never appended.
	 * @return how many
	 */
	public long corrupt() {
		return this.corrupt;
	}

	/**
	 * Records that came a second time, or after one that was appended later.
	 * @return how many
	 */
	public long misplaced() {
		return this.doubled + this.disordered;
	}

}
