package io.asyncappend.internal.writer;

/**
 * What an appender is asked for by, and serves, as long as it is open. Thread-safe.
 */
public interface AppenderOwner {

	/**
	 * Whether I/O threads are to write; asked when that may have changed, and by threads
	 * that wait.
	 * @return whether they are
	 */
	boolean isAsynchronous();

	/**
	 * Whether the JVM exits, so that a thread may never come to its end.
	 * @return whether it does
	 */
	boolean isJvmExiting();

	/** The appender is closed, and its listeners know: its name is free. */
	void closed();

}
