package io.asyncappend;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What went wrong with an appender, as one moment of its {@linkplain AppenderStatus
 * status} has it. Immutable; made by name: {@link #builder()}.
 *
 * @param failure what made it degrade or fail; empty while all is well
 * @param failureKind what that was; there if the failure is
 * @param degradations how often it became {@link AppenderStatus.State#DEGRADED}
 * @param degraded how long it has been {@link AppenderStatus.State#DEGRADED} in all
 * @param tornBytes after a failure, or a close that gave up: bytes of an unfinished
 * record at the end of the file; else 0
 * @param tornTailBytes bytes after the last delimiter of the file as it was found when it
 * was opened, or opened again; 0 if it ended with a whole record, or is not looked at; of
 * a shared file, of all torn records that were found and ended since
 * @param fileLoss the last time that the file was found to be deleted, replaced or
 * truncated by another program, until a reopen that is asked for
 * @param rotationFailure why the file could not be rotated, or archives not be compressed
 * or deleted, the last time; empty once that succeeded
 * @param logFailure why what is needed to go on with the positions of the log could not
 * be kept beside the file, the last time; empty once that succeeded
 */
public record AppenderTrouble(Optional<Throwable> failure, Optional<FailureKind> failureKind, long degradations,
		Duration degraded, long tornBytes, long tornTailBytes, Optional<FileLoss> fileLoss,
		Optional<Throwable> rotationFailure, Optional<Throwable> logFailure) {

	/** Nothing went wrong. */
	// Without the builder, which a full heap may have no room for: a class whose constant
	// could not be made once can never be used.
	public static final AppenderTrouble NONE = new AppenderTrouble(Optional.empty(), Optional.empty(), 0, Duration.ZERO,
			0, 0, Optional.empty(), Optional.empty(), Optional.empty());

	/**
	 * Checks the values; {@link #builder()} is easier to read.
	 * @throws NullPointerException if one is {@code null}
	 * @throws IllegalArgumentException if one is negative, or there is a failure without
	 * its kind, or a kind without a failure
	 */
	public AppenderTrouble {
		Objects.requireNonNull(failure, "failure");
		Objects.requireNonNull(failureKind, "failureKind");
		Objects.requireNonNull(degraded, "degraded");
		Objects.requireNonNull(fileLoss, "fileLoss");
		Objects.requireNonNull(rotationFailure, "rotationFailure");
		Objects.requireNonNull(logFailure, "logFailure");
		if (failure.isPresent() != failureKind.isPresent()) {
			throw new IllegalArgumentException("a failure has a kind but they are " + failure + " and " + failureKind);
		}
		requireNotNegative("number of degradations", degradations);
		requireNotNegative("torn bytes", tornBytes);
		requireNotNegative("bytes of a torn tail", tornTailBytes);
		if (degraded.isNegative()) {
			throw new IllegalArgumentException("time degraded must not be negative but is " + degraded);
		}
	}

	private static void requireNotNegative(String what, long value) {
		if (value < 0) {
			throw new IllegalArgumentException(what + " must not be negative but is " + value);
		}
	}

	/**
	 * Starts from no trouble.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/** Builds an {@link AppenderTrouble}; not for use by several threads at once. */
	public static final class Builder {

		private Optional<Throwable> failure = Optional.empty();

		private Optional<FailureKind> failureKind = Optional.empty();

		private long degradations;

		private Duration degraded = Duration.ZERO;

		private long tornBytes;

		private long tornTailBytes;

		private Optional<FileLoss> fileLoss = Optional.empty();

		private Optional<Throwable> rotationFailure = Optional.empty();

		private Optional<Throwable> logFailure = Optional.empty();

		private Builder() {
		}

		/**
		 * What made the appender degrade or fail.
		 * @param kind what that was
		 * @param cause the error
		 * @return this
		 */
		public Builder failure(FailureKind kind, Throwable cause) {
			this.failureKind = Optional.of(Objects.requireNonNull(kind, "kind"));
			this.failure = Optional.of(Objects.requireNonNull(cause, "cause"));
			return this;
		}

		/**
		 * How often it degraded.
		 * @param count how often
		 * @return this
		 */
		public Builder degradations(long count) {
			this.degradations = count;
			return this;
		}

		/**
		 * How long it has been degraded in all.
		 * @param time the time
		 * @return this
		 */
		public Builder degraded(Duration time) {
			this.degraded = Objects.requireNonNull(time, "time");
			return this;
		}

		/**
		 * What a failure, or a close that gave up, left of a record at the end of the
		 * file.
		 * @param bytes how many bytes
		 * @return this
		 */
		public Builder tornBytes(long bytes) {
			this.tornBytes = bytes;
			return this;
		}

		/**
		 * What was found of such a record when the file was opened.
		 * @param bytes how many bytes
		 * @return this
		 */
		public Builder tornTailBytes(long bytes) {
			this.tornTailBytes = bytes;
			return this;
		}

		/**
		 * What another program last did to the file.
		 * @param loss the loss
		 * @return this
		 */
		public Builder fileLoss(FileLoss loss) {
			this.fileLoss = Optional.of(Objects.requireNonNull(loss, "loss"));
			return this;
		}

		/**
		 * Why the file could not be rotated, or archives not be compressed or deleted.
		 * @param cause the error
		 * @return this
		 */
		public Builder rotationFailure(Throwable cause) {
			this.rotationFailure = Optional.of(Objects.requireNonNull(cause, "cause"));
			return this;
		}

		/**
		 * Why the positions of the log could not be kept.
		 * @param cause the error
		 * @return this
		 */
		public Builder logFailure(Throwable cause) {
			this.logFailure = Optional.of(Objects.requireNonNull(cause, "cause"));
			return this;
		}

		/**
		 * Builds the trouble.
		 * @return the trouble
		 * @throws IllegalArgumentException if a number or a time is negative
		 */
		public AppenderTrouble build() {
			return new AppenderTrouble(this.failure, this.failureKind, this.degradations, this.degraded, this.tornBytes,
					this.tornTailBytes, this.fileLoss, this.rotationFailure, this.logFailure);
		}

	}

}
