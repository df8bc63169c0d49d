package io.asyncappend;

/**
 * An item of what a {@link LogReader} reads: a record, or a gap where records are not
 * there any more. Immutable.
 */
public sealed interface LogEntry permits LogRecord, LogGap {

	/**
	 * Where it begins.
	 * @return the position of its first byte, in bytes since the log began
	 */
	long position();

	/**
	 * Where it ends, which is where the next entry begins.
	 * @return the position after its last byte, the delimiter of a record included: what
	 * {@code append} returned for it
	 */
	long end();

}
