package io.asyncappend.internal.cursor;

import io.asyncappend.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** What cursors need to know of the log that they read. Thread-safe. */
public interface CursorLog {

	/** The name of its appender, for messages. */
	String name();

	/**
	 * The file that is written.
	 * @return its path, with all links resolved
	 * @throws IOException if it cannot be told
	 */
	Path file() throws IOException;

	/** What tells it from others. */
	UUID id();

	/** How far it is durable. */
	Durable durable();

	/**
	 * Makes durable what was appended before, or throws an {@code AppendException}.
	 */
	void sync();

	/** Reads it. */
	LogReader.Builder reader();

	/**
	 * Waits until more is durable than before, or it is {@linkplain #wake woken}; may
	 * return for nothing.
	 * @param position up to which it was durable
	 * @param nanos how long at most
	 * @param ended whether not to wait any more; called with a lock held
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitDurable(long position, long nanos, BooleanSupplier ended) throws InterruptedException;

	/** Wakes the threads that wait, as what ends their wait may hold by now. */
	void wake();

	/**
	 * How long ago the record that begins at a position became durable, at least.
	 * @param position of a record that is durable
	 */
	Duration age(long position);

	/**
	 * Where its archives lie in it.
	 * @return by their names, without what compression adds; none of those that are of
	 * before it began, or of another log
	 * @throws IOException if it cannot be told
	 */
	Map<Path, Extent> archives() throws IOException;

	/**
	 * How far a log is durable.
	 *
	 * @param position in bytes since it began
	 * @param index in records since it began
	 */
	record Durable(long position, long index) {
	}

	/**
	 * Where an archive lies in a log.
	 *
	 * @param start the position of its first byte
	 * @param end the position after its last byte
	 */
	record Extent(long start, long end) {
	}

}
