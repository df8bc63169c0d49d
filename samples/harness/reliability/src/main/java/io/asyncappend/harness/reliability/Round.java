package io.asyncappend.harness.reliability;

import java.util.Random;

/**
 * Which time a promise is put to the test: the only one for each change, and one of many
 * in a soak, which goes further each time.
 *
 * @param number from 0 on
 * @param isShort whether it does a third of what is done again and again
 */
public record Round(int number, boolean isShort) {

	private static final int SHORT = 3;

	/** For each change. */
	static final Round FIRST = new Round(0, false);

	/** For each change, on a second JDK. */
	static final Round SHORT_FIRST = new Round(0, true);

	/**
	 * How often to do what is left to chance, and so finds more the more often it is
	 * done.
	 * @param times in a round that is not short
	 * @return a number from 1 on
	 */
	public int times(int times) {
		return this.isShort ? (times + SHORT - 1) / SHORT : times;
	}

	/**
	 * How far to go where each step is another case.
	 * @param first in the first round
	 * @param most in whatever round
	 * @return as far as that many rounds of the first
	 */
	public int upTo(int first, int most) {
		return (int) Math.min(most, (this.number + 1L) * first);
	}

	/**
	 * What leaves to chance what is done, the same in each run of the campaign.
	 * @param seed of the test
	 * @return a source of random numbers for this round
	 */
	public Random random(long seed) {
		return new Random(seed + this.number * 1_000_003L);
	}

	Round next() {
		return new Round(this.number + 1, this.isShort);
	}

}
