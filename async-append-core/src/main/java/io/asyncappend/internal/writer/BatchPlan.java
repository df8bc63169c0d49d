package io.asyncappend.internal.writer;

/**
 * What one batch is to do besides writing what was accepted. Decided once, when it
 * begins: what is asked for later finds records that this batch neither writes nor
 * forces, and waits for the next. Made once and used again, so that a batch needs no
 * memory.
 */
final class BatchPlan {

	/**
	 * False if the appender has failed or is closed, and the file must not be written.
	 */
	boolean isWritable;

	/** A thread or a future waits until what was accepted is durable. */
	boolean isAwaited;

	/** No thread comes back when an interval ends. */
	boolean isTimerless;

	/** Everything up to here was to be durable when the batch began. */
	long syncTo;

	/** The last reopen to serve, or 0. */
	long reopen;

	/** The last rotation to serve, or 0. */
	long rotation;

}
