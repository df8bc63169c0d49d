package io.asyncappend.spring.boot.properties;

/**
 * What append does when the buffer is full, as written in configuration.
 */
public enum BackpressurePolicy {

	/** Wait for room, no longer than {@code backpressure-timeout} if there is one. */
	BLOCK,

	/** Throw at once. */
	FAIL,

	/** Drop the record and count it. */
	DROP

}
