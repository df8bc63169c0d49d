package io.asyncappend.harness.reliability.verify;

/** How the last file may end, after all that was acknowledged. */
public enum Tail {

	/** With a whole record. */
	WHOLE,

	/** With the beginning of a record, as a kill during a write(2) leaves it. */
	CUT,

	/**
	 * With a whole record, and anywhere in between may be beginnings of records that were
	 * ended by a newline: what kills during writes to a file that several processes
	 * append to leave of it.
	 */
	ENDED,

	/**
	 * With anything, after the first bytes that are no record: pages that a power cut
	 * left unwritten, and what follows them.
	 */
	ANY

}
