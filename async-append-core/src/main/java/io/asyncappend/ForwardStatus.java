package io.asyncappend;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How far forwarding is, and what went wrong, at one moment. Immutable.
 *
 * @param state what can be expected of it
 * @param forwarded the fourth position: all before it is acknowledged by the sink, or is
 * rejected or a gap, which is counted; in bytes since the log began
 * @param lag what is durable and not forwarded
 * @param disk how much of the disk what is not forwarded may take
 * @param counts records and bytes since forwarding began
 * @param trouble what went wrong; with nothing in it while all is well
 */
public record ForwardStatus(State state, long forwarded, LogCursor.Lag lag, Disk disk, Counts counts, Trouble trouble) {

	/**
	 * Checks the values.
	 * @throws NullPointerException if one is {@code null}
	 * @throws IllegalArgumentException if the position or the time is negative
	 */
	public ForwardStatus {
		Objects.requireNonNull(state, "state");
		Objects.requireNonNull(lag, "lag");
		Objects.requireNonNull(disk, "disk");
		Objects.requireNonNull(counts, "counts");
		Objects.requireNonNull(trouble, "trouble");
		if (forwarded < 0) {
			throw new IllegalArgumentException("position must not be negative but is " + forwarded);
		}
	}

	/**
	 * Why it is degraded or stopped.
	 * @return the error; empty while all is well
	 */
	public Optional<Throwable> failure() {
		return this.trouble.failure();
	}

	/**
	 * How long it has been degraded or stopped.
	 * @return zero while all is well
	 */
	public Duration degraded() {
		return this.trouble.degraded();
	}

	/** What can be expected of forwarding. */
	public enum State {

		/** What is durable is sent. */
		FORWARDING,

		/**
		 * It fails in a way that may pass, or nothing is acknowledged: what is not
		 * acknowledged is kept, and tried again.
		 */
		DEGRADED,

		/** It ended for a reason that does not pass by itself. */
		STOPPED,

		/** It was closed. */
		CLOSED

	}

	/**
	 * What went wrong.
	 *
	 * @param failure why it is degraded or stopped; empty while all is well
	 * @param degraded how long it has been degraded or stopped; zero while all is well
	 */
	public record Trouble(Optional<Throwable> failure, Duration degraded) {

		/**
		 * Checks the values.
		 * @throws NullPointerException if one is {@code null}
		 * @throws IllegalArgumentException if the time is negative
		 */
		public Trouble {
			Objects.requireNonNull(failure, "failure");
			Objects.requireNonNull(degraded, "degraded");
			if (degraded.isNegative()) {
				throw new IllegalArgumentException("time must not be negative but is " + degraded);
			}
		}

	}

	/**
	 * How much of the disk what is not forwarded may take.
	 *
	 * @param limit {@link ForwardOptions#diskLimit()}; 0 for none
	 * @param action what happens when it is reached
	 * @param reached whether it is: an append has found no room, and not a tenth of it is
	 * free again; where archives are dropped, whether more is not forwarded
	 * @param untilFull how long it takes until the limit is reached or the file system
	 * has no more room, whichever comes first, if what is not forwarded goes on growing
	 * as it did in the last minutes, at most five; zero if it is reached; empty if it
	 * does not grow, or that is not known yet
	 * @param refused records that were refused for it
	 */
	public record Disk(long limit, ForwardOptions.OnDiskLimit action, boolean reached, Optional<Duration> untilFull,
			long refused) {

		/**
		 * Checks the values.
		 * @throws NullPointerException if one is {@code null}
		 * @throws IllegalArgumentException if a number or the time is negative
		 */
		public Disk {
			Objects.requireNonNull(action, "action");
			Objects.requireNonNull(untilFull, "untilFull");
			if (limit < 0 || refused < 0 || untilFull.filter(Duration::isNegative).isPresent()) {
				throw new IllegalArgumentException("limit, time until full and refused records must not be negative"
						+ " but are " + limit + ", " + untilFull + " and " + refused);
			}
		}

	}

	/**
	 * What became of records since forwarding began.
	 *
	 * @param sent records that the sink acknowledged
	 * @param sentBytes how many bytes of the log they were
	 * @param retried records that were sent again, as they were not acknowledged
	 * @param rejected records that the sink never takes
	 * @param gaps how often records were missing in the log
	 * @param gapBytes how many bytes were missing
	 */
	public record Counts(long sent, long sentBytes, long retried, long rejected, long gaps, long gapBytes) {

		/** Nothing happened yet. */
		public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

	}

}
