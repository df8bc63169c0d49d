package io.asyncappend.harness.reliability;

import java.util.Random;

/**
 * Which time a promise is put to the test: the only one for each change, and one of many
 * in a soak, which goes further each time.
 *
 * @param number from 0 on
 */
public record Round(int number) {

	/** For each change. */
	static final Round FIRST = new Round(0);

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
		return new Round(this.number + 1);
	}

}
