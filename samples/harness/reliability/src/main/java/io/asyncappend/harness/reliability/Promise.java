package io.asyncappend.harness.reliability;

/**
 * One promise of the library, and how it is put to the test. The faults are real: they
 * are done to child processes, disks and files from outside.
 */
public interface Promise {

	/**
	 * The number of the promise, by which it can be asked for alone.
	 * @return the number
	 */
	int number();

	/**
	 * What is promised.
	 * @return a short sentence
	 */
	String text();

	/**
	 * Why it cannot be put to the test on this machine.
	 * @return the reason, or {@code null} if it can
	 */
	default String missing() {
		return null;
	}

	/**
	 * Whether it measures time, and so must be alone on the machine.
	 * @return whether nothing else may run
	 */
	default boolean alone() {
		return false;
	}

	/**
	 * Puts the promise to the test.
	 * @param round which of several times; more than one for one instance
	 * @param result takes what was done and found
	 * @throws Exception if the test itself could not be done, which counts as a violation
	 */
	void test(Round round, Result result) throws Exception;

}
