package io.asyncappend;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code append} does when the buffer has no room for the record. Immutable.
 * <p>
 * In synchronous mode a full disk is a full buffer for the records that come after. The
 * record that finds the disk full is accepted by then, maybe partly in the file. Under
 * {@link #block()} its {@code append} waits until it is written or the
 * {@linkplain AppenderOptions.Builder#writeRetry time for retries} is over; under
 * {@link #fail()} and {@link #drop()} it returns, and the record is written as soon as
 * there is room, as in asynchronous mode.
 */
public final class Backpressure {

	/** What happens to a record for which there is no room. */
	public enum Action {

		/** Its producer waits. */
		BLOCK,

		/** Its append throws. */
		FAIL,

		/** It is counted and gone. */
		DROP

	}

	private static final Backpressure BLOCK = new Backpressure(Action.BLOCK, null);

	private static final Backpressure FAIL = new Backpressure(Action.FAIL, null);

	private static final Backpressure DROP = new Backpressure(Action.DROP, null);

	private final Action action;

	private final Duration limit;

	private Backpressure(Action action, Duration limit) {
		this.action = action;
		this.limit = limit;
	}

	/**
	 * Wait until there is room, however long that takes. The default.
	 * @return the policy
	 */
	public static Backpressure block() {
		return BLOCK;
	}

	/**
	 * Wait until there is room, but no longer than the limit; then throw
	 * {@link AppendTimeoutException}, and the record is not in the file. In synchronous
	 * mode this limits the wait for room, not the write that follows.
	 * @param limit how long to wait; positive, kept to the nanosecond
	 * @return the policy
	 * @throws IllegalArgumentException if the limit is zero or negative
	 */
	public static Backpressure block(Duration limit) {
		Objects.requireNonNull(limit, "limit");
		if (limit.isZero() || limit.isNegative()) {
			throw new IllegalArgumentException("backpressure limit must be positive but is " + limit);
		}
		return new Backpressure(Action.BLOCK, limit);
	}

	/**
	 * Throw {@link BufferFullException} at once; the record is not in the file.
	 * @return the policy
	 */
	public static Backpressure fail() {
		return FAIL;
	}

	/**
	 * Drop the record at once, count it exactly ({@link AppenderStatus#dropped()}) and
	 * return {@link AsyncAppender#DROPPED}. {@code appendDurably} throws
	 * {@link BufferFullException} instead.
	 * @return the policy
	 */
	public static Backpressure drop() {
		return DROP;
	}

	/**
	 * What happens to a record for which there is no room.
	 * @return the action
	 */
	public Action action() {
		return this.action;
	}

	/**
	 * How long a producer waits for room, if it does.
	 * @return the limit; empty for none
	 */
	public Optional<Duration> limit() {
		return Optional.ofNullable(this.limit);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Backpressure that && this.action == that.action
				&& Objects.equals(this.limit, that.limit);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.action, this.limit);
	}

	@Override
	public String toString() {
		String name = this.action.name().toLowerCase(java.util.Locale.ROOT);
		return (this.limit != null) ? name + "(" + this.limit + ")" : name;
	}

}
