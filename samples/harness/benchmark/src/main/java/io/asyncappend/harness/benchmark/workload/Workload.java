package io.asyncappend.harness.benchmark.workload;

/** Does the work of a cell and measures it. */
interface Workload {

	/**
	 * Works, and leaves the session open.
	 * @param session the contender with its files
	 * @param measures takes what was measured
	 * @throws Exception if the contender failed
	 */
	void run(Session session, Measures measures) throws Exception;

}
