package io.asyncappend.internal.state;

/**
 * When positions became durable, as far as a few kilobytes can tell: each second of the
 * last minutes, and less often the longer ago, so that an age is off by a second or a
 * fiftieth. Guarded by the lock of the state.
 */
final class DurableTimes {

	private static final int CAPACITY = 1024;

	/** Nanoseconds between two that are kept. */
	private static final long INTERVAL = 1_000_000_000;

	private final long[] positions = new long[CAPACITY];

	private final long[] times = new long[CAPACITY];

	private int count;

	/** What became durable since the last one that is kept. */
	private long position;

	private long time;

	/**
	 * Begins.
	 * @param position what is durable now
	 * @param now {@link System#nanoTime()}
	 */
	DurableTimes(long position, long now) {
		this.positions[0] = position;
		this.times[0] = now;
		this.count = 1;
		this.position = position;
		this.time = now;
	}

	/** More is durable. */
	void add(long position, long now) {
		this.position = position;
		this.time = now;
		if (now - this.times[this.count - 1] < INTERVAL) {
			return;
		}
		if (this.count == CAPACITY) {
			remove(leastMissed(now));
		}
		this.positions[this.count] = position;
		this.times[this.count] = now;
		this.count++;
	}

	/** The one whose absence changes ages least, in proportion; never the first. */
	private int leastMissed(long now) {
		int least = 1;
		double change = Double.MAX_VALUE;
		for (int i = 1; i < this.count - 1; i++) {
			double without = (double) (this.times[i + 1] - this.times[i - 1]) / (now - this.times[i - 1]);
			if (without < change) {
				change = without;
				least = i;
			}
		}
		return least;
	}

	private void remove(int index) {
		System.arraycopy(this.positions, index + 1, this.positions, index, this.count - index - 1);
		System.arraycopy(this.times, index + 1, this.times, index, this.count - index - 1);
		this.count--;
	}

	/** Up to where it tells nothing but that it was durable when this began. */
	long beginning() {
		return this.positions[0];
	}

	/**
	 * How long what lies behind a position has been durable, at least.
	 * @param position bytes
	 * @param now {@link System#nanoTime()}
	 * @return nanoseconds; 0 if nothing behind it is
	 */
	long age(long position, long now) {
		int low = 0;
		int high = this.count;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.positions[middle] > position) {
				high = middle;
			}
			else {
				low = middle + 1;
			}
		}
		if (low < this.count) {
			return now - this.times[low];
		}
		return (this.position > position) ? now - this.time : 0;
	}

}
