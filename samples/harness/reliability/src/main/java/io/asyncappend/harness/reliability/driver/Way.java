package io.asyncappend.harness.reliability.driver;

/** How a producer gets its acknowledgements. */
public enum Way {

	/** It only appends; in synchronous mode that is an acknowledgement. */
	APPEND,

	/** Appends, and flushes now and then. */
	FLUSH,

	/** Appends, and syncs now and then. */
	SYNC,

	/** {@code appendDurably}, with some futures open at a time. */
	DURABLE,

	/** Appends, and compares the positions of the status with those of its records. */
	POSITION

}
