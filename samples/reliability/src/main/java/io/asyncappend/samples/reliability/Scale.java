package io.asyncappend.samples.reliability;

/** How much is done: minutes for continuous integration, longer for a soak. */
public enum Scale {

	/** For each change. */
	CI,

	/** For a night. */
	SOAK;

	/**
	 * How often to do something.
	 * @param ci in continuous integration
	 * @param soak in a soak
	 * @return one of the two
	 */
	public int of(int ci, int soak) {
		return (this == CI) ? ci : soak;
	}

}
