package io.asyncappend.harness.reliability;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long each promise is put to the test, so that all of them end in time: each has an
 * equal share of what is left when it begins, in which it does as many rounds as will be
 * over in time, and one in any case. Thread-safe.
 */
final class Timetable {

	/** For a round that takes longer than any before it. */
	private static final double SLACK = 1.5;

	private final LongSupplier nanoTime;

	private final long end;

	private final int atOnce;

	private int alone;

	private int together;

	/**
	 * For so many promises that have to run alone, and so many of which several run at
	 * once.
	 */
	Timetable(LongSupplier nanoTime, Duration limit, int alone, int together, int atOnce) {
		this.nanoTime = nanoTime;
		this.end = nanoTime.getAsLong() + limit.toNanos();
		this.alone = alone;
		this.together = together;
		this.atOnce = atOnce;
	}

	/** The time for a promise that begins now. */
	synchronized Share begin(boolean isAlone) {
		int turns = this.alone + (this.together + this.atOnce - 1) / this.atOnce;
		if (isAlone) {
			this.alone--;
		}
		else {
			this.together--;
		}
		return new Share(turns);
	}

	/** The time that one promise has. */
	final class Share {

		private final long end;

		private long begun = Timetable.this.nanoTime.getAsLong();

		private long longest;

		private Share(int turns) {
			this.end = this.begun + Math.max(0, Timetable.this.end - this.begun) / turns;
		}

		/** After a round: whether another one will be over in time. */
		boolean hasRoundLeft() {
			long now = Timetable.this.nanoTime.getAsLong();
			this.longest = Math.max(this.longest, now - this.begun);
			this.begun = now;
			return now + (long) (SLACK * this.longest) < this.end;
		}

	}

}
