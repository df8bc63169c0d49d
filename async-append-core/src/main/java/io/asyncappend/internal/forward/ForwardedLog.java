package io.asyncappend.internal.forward;

import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What forwarding needs of an appender; a seam for tests, which crash it. */
public interface ForwardedLog {

	/** Nothing is left. */
	LogCursor.Lag NO_LAG = new LogCursor.Lag(0, 0, Optional.empty());

	/** The name of the appender. */
	String name();

	/** Where its records are, for the file beside it that takes rejected ones. */
	Path file();

	/** The identity of the log. */
	UUID id();

	/** Hands out what is durable. */
	LogCursor cursor();

	/**
	 * What is durable at a position: the record that begins there or contains it, or a
	 * gap; empty if there is nothing yet.
	 */
	Optional<LogEntry> entryAt(long position);

	/** The position up to which records are accepted. */
	long accepted();

	/** The position up to which records are durable. */
	long durable();

	/**
	 * Whether there is something that is written, and forced only if that is asked for.
	 */
	boolean needsForce();

	/** Makes durable what is accepted. */
	void sync(Duration timeout);

	/**
	 * What is durable after a position that is forwarded. The cursor is told a little
	 * later, so its records and their age may be of a little before.
	 */
	default LogCursor.Lag lag(long forwarded) {
		long bytes = durable() - forwarded;
		if (bytes <= 0) {
			return NO_LAG;
		}
		LogCursor.Lag lag = cursor().status().lag();
		return new LogCursor.Lag(bytes, lag.records(), lag.oldest());
	}

	/** Appends a record and says when it is durable. */
	CompletableFuture<Long> appendDurably(byte[] record);

}
