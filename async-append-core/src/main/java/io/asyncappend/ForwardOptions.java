package io.asyncappend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How records are forwarded. Immutable; made by name: {@link #builder()}.
 *
 * @param cursor the name of the cursor that remembers how far forwarding is; retention
 * waits for it where the rotation says so
 * @param batchBytes about how many bytes are sent together
 * @param inFlightBytes about how many bytes are sent and not acknowledged at most, which
 * is what forwarding takes of memory
 * @param maxRate how many bytes are sent in a second at most; 0 without a limit
 * @param backoff how long after the first failure it is tried again; each one after it
 * doubles that
 * @param maxBackoff the longest pause between two tries; each is shortened by chance, by
 * up to a half, so that many senders do not come back at once
 * @param acknowledgeTimeout after which a batch that is neither acknowledged nor failed
 * counts as failed
 * @param onRejected what becomes of a record that the sink never takes
 * @param rejectedFile where such records go; empty for the appender's file with
 * {@code .rejected} after its name
 * @param diskLimit how many bytes of the log that are not forwarded may be there; 0
 * without a limit
 * @param onDiskLimit what happens when there are as many
 */
public record ForwardOptions(String cursor, int batchBytes, long inFlightBytes, long maxRate, Duration backoff,
		Duration maxBackoff, Duration acknowledgeTimeout, OnRejected onRejected, Optional<Path> rejectedFile,
		long diskLimit, OnDiskLimit onDiskLimit) {

	private static final ForwardOptions DEFAULTS = builder().build();

	/**
	 * Checks the values; {@link #builder()} is easier to read.
	 * @throws NullPointerException if one is {@code null}
	 * @throws IllegalArgumentException if a size or a time is outside the range that its
	 * builder method gives
	 */
	public ForwardOptions {
		LogCursor.requireName(cursor);
		Objects.requireNonNull(onRejected, "onRejected");
		Objects.requireNonNull(rejectedFile, "rejectedFile");
		Objects.requireNonNull(onDiskLimit, "onDiskLimit");
		requirePositive("batch size", batchBytes);
		requirePositive("size in flight", inFlightBytes);
		requireDiskLimit(diskLimit);
		requirePositive("backoff", backoff);
		requirePositive("longest backoff", maxBackoff);
		requirePositive("time to acknowledge", acknowledgeTimeout);
		if (maxRate < 0) {
			throw new IllegalArgumentException("rate must not be negative but is " + maxRate);
		}
		if (maxBackoff.compareTo(backoff) < 0) {
			throw new IllegalArgumentException("longest backoff must not be shorter than the first but they are "
					+ maxBackoff + " and " + backoff);
		}
	}

	/**
	 * Cursor {@code forward}, batches of 256 KiB, 4 MiB in flight, no limit of the rate,
	 * pauses from 100 milliseconds to 30 seconds, 5 minutes to acknowledge, rejected
	 * records to a file, and no room for records while 10 GiB are not forwarded.
	 * @return the default options
	 */
	public static ForwardOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Starts from the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	private static void requirePositive(String what, long value) {
		if (value <= 0) {
			throw new IllegalArgumentException(what + " must be positive but is " + value);
		}
	}

	private static void requireDiskLimit(long bytes) {
		if (bytes < 0) {
			throw new IllegalArgumentException("disk limit must not be negative but is " + bytes);
		}
	}

	private static void requirePositive(String what, Duration time) {
		Objects.requireNonNull(time, what);
		if (time.isZero() || time.isNegative()) {
			throw new IllegalArgumentException(what + " must be positive but is " + time);
		}
	}

	/** What becomes of a record that the sink never takes. */
	public enum OnRejected {

		/**
		 * It is appended to a file, durably, with its position and the reason; forwarding
		 * goes on with the next one.
		 */
		DEAD_LETTER,

		/**
		 * Forwarding stops before it.
		 */
		STOP

	}

	/** What happens when as much is not forwarded as may be. */
	public enum OnDiskLimit {

		/**
		 * There is no room for records, as if the buffer was full, until some are
		 * forwarded: an append waits, is refused or dropped as the appender's
		 * {@link Backpressure} says. What was accepted is written and forced as ever. A
		 * thread that carries forwarding on, such as one that completes the future of
		 * {@code appendForwarded}, does not wait for itself: its records are accepted.
		 */
		BLOCK,

		/**
		 * Retention no longer waits: the oldest archives go, as far as the rotation's
		 * limits would delete them. What was not forwarded of them is a gap, which is
		 * counted and told. It needs a rotation with a {@linkplain Rotation#maxSize()
		 * maximum size} and a limit of what is kept.
		 */
		DROP_OLDEST,

		/**
		 * Records are refused with {@link DiskLimitException}, whatever the backpressure,
		 * until some are forwarded.
		 */
		FAIL

	}

	/** Builds {@link ForwardOptions}; not for use by several threads at once. */
	public static final class Builder {

		private String cursor = "forward";

		private int batchBytes = 256 * 1024;

		private long inFlightBytes = 4L * 1024 * 1024;

		private long maxRate;

		private Duration backoff = Duration.ofMillis(100);

		private Duration maxBackoff = Duration.ofSeconds(30);

		private Duration acknowledgeTimeout = Duration.ofMinutes(5);

		private OnRejected onRejected = OnRejected.DEAD_LETTER;

		private Optional<Path> rejectedFile = Optional.empty();

		private long diskLimit = 10L * 1024 * 1024 * 1024;

		private OnDiskLimit onDiskLimit = OnDiskLimit.BLOCK;

		private Builder() {
		}

		/**
		 * The cursor that remembers how far forwarding is; {@code forward} by default.
		 * @param name a name
		 * @return this
		 * @throws IllegalArgumentException if it is no {@linkplain LogCursor#requireName
		 * name of a cursor}
		 */
		public Builder cursor(String name) {
			LogCursor.requireName(name);
			this.cursor = name;
			return this;
		}

		/**
		 * About how many bytes are sent together; 256 KiB by default. A larger record is
		 * sent alone.
		 * @param bytes positive
		 * @return this
		 */
		public Builder batchBytes(int bytes) {
			requirePositive("batch size", bytes);
			this.batchBytes = bytes;
			return this;
		}

		/**
		 * About how many bytes are sent and not acknowledged at most; 4 MiB by default.
		 * @param bytes positive
		 * @return this
		 */
		public Builder inFlightBytes(long bytes) {
			requirePositive("size in flight", bytes);
			this.inFlightBytes = bytes;
			return this;
		}

		/**
		 * How many bytes are sent in a second at most, so that catching up leaves
		 * something of the disk and the network to others; no limit by default.
		 * @param bytesPerSecond positive, or 0 for no limit
		 * @return this
		 */
		public Builder maxRate(long bytesPerSecond) {
			if (bytesPerSecond < 0) {
				throw new IllegalArgumentException("rate must not be negative but is " + bytesPerSecond);
			}
			this.maxRate = bytesPerSecond;
			return this;
		}

		/**
		 * How long after a failure it is tried again; 100 milliseconds, and then doubled
		 * up to 30 seconds, by default.
		 * @param first positive
		 * @param longest not shorter
		 * @return this
		 */
		public Builder backoff(Duration first, Duration longest) {
			this.backoff = Objects.requireNonNull(first, "first");
			this.maxBackoff = Objects.requireNonNull(longest, "longest");
			return this;
		}

		/**
		 * After which a batch that is neither acknowledged nor failed counts as failed; 5
		 * minutes by default. After a tenth of it without an acknowledgement forwarding
		 * is degraded.
		 * @param timeout positive
		 * @return this
		 */
		public Builder acknowledgeTimeout(Duration timeout) {
			requirePositive("time to acknowledge", timeout);
			this.acknowledgeTimeout = timeout;
			return this;
		}

		/**
		 * What becomes of a record that the sink never takes; a file by default.
		 * @param action what becomes of it
		 * @return this
		 */
		public Builder onRejected(OnRejected action) {
			this.onRejected = Objects.requireNonNull(action, "onRejected");
			return this;
		}

		/**
		 * Where rejected records go; by default to the appender's file with
		 * {@code .rejected} after its name. Created with the first of them.
		 * @param file the path
		 * @return this
		 */
		public Builder rejectedFile(Path file) {
			this.rejectedFile = Optional.of(Objects.requireNonNull(file, "rejectedFile"));
			return this;
		}

		/**
		 * How many bytes of the log that are not forwarded may be there, in archives and
		 * in the file; 10 GiB by default. They are counted as they were appended:
		 * archives that are compressed take less. Retention keeps what is not forwarded
		 * up to there, from {@link AsyncAppender#forwardTo} on. It holds until the
		 * forwarder is closed.
		 * @param bytes positive, or 0 for no limit, so that the disk is the limit
		 * @return this
		 */
		public Builder diskLimit(long bytes) {
			requireDiskLimit(bytes);
			this.diskLimit = bytes;
			return this;
		}

		/**
		 * What happens when as much is not forwarded as may be; appends find no room by
		 * default.
		 * @param action what happens
		 * @return this
		 */
		public Builder onDiskLimit(OnDiskLimit action) {
			this.onDiskLimit = Objects.requireNonNull(action, "onDiskLimit");
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 * @throws IllegalArgumentException if the longest pause is shorter than the first
		 */
		public ForwardOptions build() {
			return new ForwardOptions(this.cursor, this.batchBytes, this.inFlightBytes, this.maxRate, this.backoff,
					this.maxBackoff, this.acknowledgeTimeout, this.onRejected, this.rejectedFile, this.diskLimit,
					this.onDiskLimit);
		}

	}

}
