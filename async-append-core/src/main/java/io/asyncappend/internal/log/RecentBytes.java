package io.asyncappend.internal.log;

import java.nio.ByteBuffer;

/** The last bytes that were written to a file, to tell them from others later. */
final class RecentBytes {

	/** A power of two; as many bytes before a checkpoint are known. */
	static final int SIZE = 1024;

	/** How far back the bytes before a place are known that the index wants. */
	static final int REACH = SIZE - Fingerprint.INDEX_LENGTH;

	private final byte[] ring = new byte[SIZE];

	/** All that were added. */
	private long count;

	/** Bytes were written. */
	void add(ByteBuffer bytes, int from, int to) {
		int first = Math.max(from, to - SIZE);
		this.count += first - from;
		while (first < to) {
			int index = (int) this.count & (SIZE - 1);
			int length = Math.min(to - first, SIZE - index);
			bytes.get(first, this.ring, index, length);
			this.count += length;
			first += length;
		}
	}

	/** Another file takes the place of the one before. */
	void clear() {
		this.count = 0;
	}

	/**
	 * The bytes before a place.
	 * @param distance how many bytes were written after the place
	 * @param most how many bytes count at most; fewer where the file has fewer
	 */
	Fingerprint before(int distance, int most) {
		int length = (int) Math.min(most, Math.min(SIZE, this.count) - distance);
		if (length <= 0) {
			return Fingerprint.NONE;
		}
		byte[] bytes = new byte[length];
		long first = this.count - distance - length;
		for (int i = 0; i < length; i++) {
			bytes[i] = this.ring[(int) (first + i) & (SIZE - 1)];
		}
		return Fingerprint.of(bytes, 0, length);
	}

	/** Whether the last byte is this one, or there is none. */
	boolean endsWith(byte wanted) {
		return this.count == 0 || this.ring[(int) (this.count - 1) & (SIZE - 1)] == wanted;
	}

}
