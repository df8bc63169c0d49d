package io.asyncappend.harness.reliability.verify;

/** What an acknowledgement promised of a record. */
public enum Promised {

	/** {@code append} returned. */
	ACCEPTED,

	/** It survives the death of the process. */
	WRITTEN,

	/** It survives a power cut. */
	DURABLE

}
