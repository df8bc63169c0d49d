package io.asyncappend.internal.buffer;

import java.nio.ByteBuffer;

/** A record that is larger than the ring, and where it starts. */
final class OversizeRecord {

	private final long start;

	private final ByteBuffer bytes;

	OversizeRecord(long start, byte[] bytes) {
		this.start = start;
		this.bytes = ByteBuffer.wrap(bytes);
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.start + this.bytes.capacity();
	}

	boolean isAt(long position) {
		return position >= this.start;
	}

	ByteBuffer read(long from, int length) {
		int index = (int) (from - this.start);
		return this.bytes.limit(index + length).position(index);
	}

}
