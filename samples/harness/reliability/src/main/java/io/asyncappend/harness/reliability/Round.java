package io.asyncappend.harness.reliability;

import java.util.Random;

/**
 * Which time a promise is put to the test: the only one for each change, and one of many
 * in a soak, which goes further each time.
 *
 * @param number from 0 on
 * @param scale how much of what is left to chance
 */
public record Round(int number, Scale scale) {

	private static final int PART = 3;

	/** How often to do what is left to chance; all faults, ways and steps are in each. */
	public enum Scale {

		/** As often as each promise has it. */
		WHOLE,

		/** A third of all of it. */
		SHORT

	}

	/**
	 * The first one.
	 * @param scale how much of what is left to chance
	 * @return the round
	 */
	static Round first(Scale scale) {
		return new Round(0, scale);
	}

	/**
	 * How often to do what is left to chance, and so finds more the more often it is
	 * done.
	 * @param times in a round that is whole
	 * @return a number from 1 on
	 */
	public int times(int times) {
		return (this.scale == Scale.SHORT) ? (times + PART - 1) / PART : times;
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
		return new Round(this.number + 1, this.scale);
	}

}
