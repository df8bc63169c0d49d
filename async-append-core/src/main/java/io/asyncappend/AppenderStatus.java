package io.asyncappend;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One appender at one moment: all values were taken together, so
 * {@code acceptedPosition >= writtenPosition >= durablePosition} always holds in it.
 * Positions and sizes are in bytes since the appender was opened.
 *
 * @param name the name of the appender
 * @param file the path as it was given; empty for a borrowed channel
 * @param state what can be expected of it
 * @param mode who writes: an I/O thread or the caller
 * @param engine how the bytes get to the operating system
 * @param fallbackReason why it is synchronous although asynchronous I/O is enabled; empty
 * when it did not fall back
 * @param acceptedPosition bytes accepted by {@code append}
 * @param writtenPosition bytes given to the operating system
 * @param durablePosition bytes forced to the device
 * @param acceptedRecords records accepted by {@code append}
 * @param writtenRecords records whose last byte was given to the operating system
 * @param droppedRecords records dropped under {@link Backpressure#drop()}; not accepted
 * @param droppedBytes the bytes of those records
 * @param tornBytes after a failure, or a close that gave up: bytes of an unfinished
 * record at the end of the file; else 0
 * @param tornTailBytes bytes after the last delimiter of the file as it was found when it
 * was opened, or opened again; 0 if it ended with a whole record, or is not looked at; of
 * a shared file, of all torn records that were found and ended since
 * @param bufferSize the size of the buffer in bytes
 * @param degradations how often it became {@link State#DEGRADED}
 * @param degradedNanos how long it has been {@link State#DEGRADED} in all, in nanoseconds
 * @param failure what made it degrade or fail; empty while all is well
 * @param failureKind what that was; empty while all is well
 * @param fileLoss the last time that the file was found to be deleted, replaced or
 * truncated by others, until a reopen that is asked for
 * @param rotationFailure why the file could not be rotated, or archives not be compressed
 * or deleted, the last time; empty once that succeeded
 */
public record AppenderStatus(String name, Optional<Path> file, State state, Mode mode, String engine,
		Optional<String> fallbackReason, long acceptedPosition, long writtenPosition, long durablePosition,
		long acceptedRecords, long writtenRecords, long droppedRecords, long droppedBytes, long tornBytes,
		long tornTailBytes, int bufferSize, long degradations, long degradedNanos, Optional<Throwable> failure,
		Optional<FailureKind> failureKind, Optional<FileLoss> fileLoss, Optional<Throwable> rotationFailure) {

	/** What can be expected of an appender. */
	public enum State {

		/** Records are accepted and written. */
		OPEN,

		/**
		 * Writing fails in a way that may pass, or the file system has less than
		 * {@linkplain AppenderOptions#minFree() is to be kept free}, and is retried;
		 * records are accepted while there is room.
		 */
		DEGRADED,

		/** Writing or forcing failed for good; every operation throws. */
		FAILED,

		/** Closed; nothing is accepted any more. */
		CLOSED

	}

	/** Who gives the bytes to the operating system. */
	public enum Mode {

		/** An I/O thread of the file system that the file lies on. */
		ASYNCHRONOUS,

		/** The caller of {@code append}, before it returns. */
		SYNCHRONOUS

	}

	/**
	 * The queue depth in records.
	 * @return records accepted but not written
	 */
	public long queuedRecords() {
		return this.acceptedRecords - this.writtenRecords;
	}

	/**
	 * The queue depth in bytes.
	 * @return bytes accepted but not written
	 */
	public long queuedBytes() {
		return this.acceptedPosition - this.writtenPosition;
	}

	/**
	 * What a power cut would take of the written bytes.
	 * @return bytes written but not forced to the device
	 */
	public long unsyncedBytes() {
		return this.writtenPosition - this.durablePosition;
	}

}
