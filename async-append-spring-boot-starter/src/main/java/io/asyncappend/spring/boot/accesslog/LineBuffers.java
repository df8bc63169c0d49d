package io.asyncappend.spring.boot.accesslog;

import java.util.concurrent.atomic.AtomicReferenceArray;

import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;

/**
 * Line buffers that are not in use. Not one per thread: with virtual threads that would
 * be one per request. A thread looks for one where it left the last, and makes one if
 * there is none. Of those that come back at the same place one is kept.
 */
final class LineBuffers {

	/** A buffer that a request with huge headers made this large is not kept. */
	private static final int KEPT_BYTES = 64 * 1024;

	private final AtomicReferenceArray<LineBuffer> places = new AtomicReferenceArray<>(
			Math.max(8, 4 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors())));

	LineBuffer take() {
		LineBuffer buffer = this.places.getAndSet(place(), null);
		return (buffer != null) ? buffer : new LineBuffer();
	}

	void give(LineBuffer buffer) {
		if (buffer.bytes().length <= KEPT_BYTES) {
			this.places.set(place(), buffer);
		}
	}

	private int place() {
		return (int) Thread.currentThread().getId() & (this.places.length() - 1);
	}

}
