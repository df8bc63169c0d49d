package io.asyncappend.harness.benchmark.contender;

/** A contender that can change between synchronous and asynchronous while in use. */
public interface Switchable {

	/**
	 * Changes.
	 * @param asynchronous to which
	 */
	void asynchronous(boolean asynchronous);

}
