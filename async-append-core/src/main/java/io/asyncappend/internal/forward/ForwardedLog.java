package io.asyncappend.internal.forward;

import io.asyncappend.AppenderOptions;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** What forwarding needs of an appender; a seam for tests, which crash it. */
public interface ForwardedLog {

	/** Nothing is left. */
	LogCursor.Lag NO_LAG = new LogCursor.Lag(0, 0, Optional.empty());

	/** The name of the appender. */
	String name();

	/** Where its records are, for the file beside it that takes rejected ones. */
	Path file();

	/** Which accounts may read its records, wherever they are kept. */
	default Set<PosixFilePermission> permissions() {
		return AppenderOptions.builder().build().permissions();
	}

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
	 * Whether there is something that is written, and forced only if that is asked for;
	 * not where it cannot be forced any more.
	 */
	boolean needsForce();

	/**
	 * Waits until something holds that depends on positions or the limit, or that another
	 * thread {@linkplain #wake says} holds by now; may return for nothing.
	 * @param until what is waited for; called with a lock held
	 * @param nanos how long at most; {@code Deadline.NEVER} sets no timer
	 * @throws InterruptedException if the thread is interrupted
	 */
	void await(BooleanSupplier until, long nanos) throws InterruptedException;

	/** Wakes the thread that waits, as what it waits for may hold by now. */
	void wake();

	/** All up to a position is forwarded; told without a lock, in no order. */
	void forwarded(long position);

	/** Forwarding is over, or about to be: no append waits for it any more. */
	void ended();

	/** Bytes that the log may take of its file system yet, as far as is known. */
	OptionalLong freeBytes();

	/** Whether an append has found no room, as too much is not forwarded. */
	boolean isLimitReached();

	/** Records that were refused for that. */
	long refused();

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
