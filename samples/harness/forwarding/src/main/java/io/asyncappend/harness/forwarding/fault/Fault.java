package io.asyncappend.harness.forwarding.fault;

/** Something that goes wrong while records are appended and forwarded. */
public interface Fault {

	/**
	 * By which it can be asked for alone.
	 * @return its name, in words with dashes
	 */
	String name();

	/**
	 * What happens.
	 * @return a short phrase
	 */
	String text();

	/**
	 * How many brokers it takes.
	 * @return one or three
	 */
	default int brokers() {
		return 1;
	}

	/**
	 * Why it cannot be done on this machine.
	 * @return the reason, or {@code null} if it can
	 */
	default String missing() {
		return null;
	}

	/**
	 * Does it, and compares what came through with what was promised.
	 * @param setting brokers and applications
	 * @param result takes what was done and found
	 * @throws Exception if it could not be done, which counts as a violation
	 */
	void inflict(Setting setting, Result result) throws Exception;

}
