package io.asyncappend.harness.benchmark.workload;

import java.util.concurrent.locks.LockSupport;

/**
 * When the calls of a thread are due, at a steady rate. It waits asleep, and makes up for
 * it when a timer is late: threads that spin on every processor leave none to what they
 * measure, which then looks as if it stalled them for a scheduler's tick.
 */
final class Pace {

	private final long interval;

	private long due;

	Pace(long interval, long start) {
		this.interval = interval;
		this.due = start;
	}

	/** Waits until the next call is due. */
	void await() {
		this.due += this.interval;
		long now = System.nanoTime();
		while (now < this.due) {
			LockSupport.parkNanos(this.due - now);
			now = System.nanoTime();
		}
	}

}
