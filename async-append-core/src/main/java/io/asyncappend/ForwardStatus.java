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
 * @param counts records and bytes since forwarding began
 * @param failure why it is degraded or stopped; empty while all is well
 * @param degraded how long it has been degraded or stopped; zero while all is well
 */
public record ForwardStatus(State state, long forwarded, LogCursor.Lag lag, Counts counts, Optional<Throwable> failure,
		Duration degraded) {

	/**
	 * Checks the values.
	 * @throws NullPointerException if one is {@code null}
	 * @throws IllegalArgumentException if the position or the time is negative
	 */
	public ForwardStatus {
		Objects.requireNonNull(state, "state");
		Objects.requireNonNull(lag, "lag");
		Objects.requireNonNull(counts, "counts");
		Objects.requireNonNull(failure, "failure");
		Objects.requireNonNull(degraded, "degraded");
		if (forwarded < 0 || degraded.isNegative()) {
			throw new IllegalArgumentException(
					"position and time must not be negative but are " + forwarded + " and " + degraded);
		}
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
