package io.asyncappend;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When written records are forced to the device although no caller asks for it. Whatever
 * the policy, {@code sync} and {@code appendDurably} force when they are called.
 * Immutable.
 */
public final class SyncPolicy {

	private static final SyncPolicy ON_DEMAND = new SyncPolicy(false, null);

	private static final SyncPolicy EVERY_BATCH = new SyncPolicy(true, null);

	private final boolean everyBatch;

	private final Duration interval;

	private SyncPolicy(boolean everyBatch, Duration interval) {
		this.everyBatch = everyBatch;
		this.interval = interval;
	}

	/**
	 * Force only when asked to. The default.
	 * @return the policy
	 */
	public static SyncPolicy onDemand() {
		return ON_DEMAND;
	}

	/**
	 * Force at the latest this long after a record was written, if it is not durable by
	 * then.
	 * @param interval the longest a written record stays unforced; positive
	 * @return the policy
	 * @throws IllegalArgumentException if the interval is zero or negative
	 */
	public static SyncPolicy every(Duration interval) {
		Objects.requireNonNull(interval, "interval");
		if (interval.isZero() || interval.isNegative()) {
			throw new IllegalArgumentException("sync interval must be positive but is " + interval);
		}
		return new SyncPolicy(false, interval);
	}

	/**
	 * Force after every batch that is written (group commit: one force for all records
	 * that came together).
	 * @return the policy
	 */
	public static SyncPolicy everyBatch() {
		return EVERY_BATCH;
	}

	/**
	 * Whether each batch is forced.
	 * @return whether it is
	 */
	public boolean isEveryBatch() {
		return this.everyBatch;
	}

	/**
	 * Whether the file is forced only when that is asked for.
	 * @return whether it is
	 */
	public boolean isOnDemand() {
		return !this.everyBatch && this.interval == null;
	}

	/**
	 * The longest a written record stays unforced.
	 * @return the interval; empty for the other policies
	 */
	public Optional<Duration> interval() {
		return Optional.ofNullable(this.interval);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof SyncPolicy that && this.everyBatch == that.everyBatch
				&& Objects.equals(this.interval, that.interval);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.everyBatch, this.interval);
	}

	@Override
	public String toString() {
		if (this.everyBatch) {
			return "every-batch";
		}
		return (this.interval != null) ? "every(" + this.interval + ")" : "on-demand";
	}

}
