package io.asyncappend.harness.reliability.promises;

import java.util.Random;

/** Fills the heap to its last bytes, holds it so for a moment, and lets go. */
final class Storm {

	/** The next smaller size is tried when one does not fit any more. */
	private static final int[] SIZES = { 1 << 18, 1 << 14, 1 << 10, 64, 0 };

	private static final long LONGEST_NANOS = 30_000_000;

	/** Made before there is no room for it. */
	private final Object[] held = new Object[1 << 16];

	private final Random random;

	Storm(long seed) {
		this.random = new Random(seed);
	}

	void rage(int times) {
		for (int i = 0; i < times; i++) {
			int count = fill();
			long end = System.nanoTime() + this.random.nextInt((int) LONGEST_NANOS);
			while (System.nanoTime() < end) {
				// What other threads free is taken too.
				count = takeMore(count);
				Thread.onSpinWait();
			}
			for (int j = 0; j < count; j++) {
				this.held[j] = null;
			}
			long pause = System.nanoTime() + this.random.nextInt((int) LONGEST_NANOS);
			while (System.nanoTime() < pause) {
				Thread.onSpinWait();
			}
		}
	}

	private int fill() {
		int count = 0;
		for (int size : SIZES) {
			count = fill(count, size);
		}
		return count;
	}

	private int fill(int count, int size) {
		int next = count;
		try {
			while (next < this.held.length) {
				this.held[next] = new byte[size];
				next++;
			}
		}
		catch (OutOfMemoryError ex) {
			// As it should be.
		}
		return next;
	}

	private int takeMore(int count) {
		return (count < this.held.length) ? fill(count, 64) : count;
	}

}
