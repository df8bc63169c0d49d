package io.asyncappend.internal.state;

import io.asyncappend.AppendException;
import io.asyncappend.DiskLimitException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a log may be there that is not forwarded, and how far forwarding is. That
 * moves without the lock of the state, on the threads of a sink, which take the lock only
 * where an append has found no room; all else is called with the lock held.
 */
public final class ForwardBacklog {

	private final long limit;

	private final boolean isRefused;

	private final AtomicLong forwarded;

	/** An append has found no room, and a tenth of the limit is not free again. */
	private volatile boolean isReached;

	/** Of the records that have found no room since. */
	private int largest;

	private volatile long refused;

	/**
	 * Has a limit from now on.
	 * @param limit in bytes, positive
	 * @param isRefused whether a record is refused for which there is no room
	 * @param forwarded the position up to which all is forwarded
	 */
	public ForwardBacklog(long limit, boolean isRefused, long forwarded) {
		this.limit = limit;
		this.isRefused = isRefused;
		this.forwarded = new AtomicLong(forwarded);
	}

	/**
	 * More is forwarded; without the lock.
	 * @return whether appends may wait for that
	 */
	boolean forwarded(long position) {
		this.forwarded.accumulateAndGet(position, Math::max);
		return this.isReached;
	}

	/** Appends are told that there is room, and find out whether it is enough. */
	void released(long accepted) {
		long bytes = bytes(accepted);
		if (bytes <= 0 || (bytes <= this.limit - this.limit / 10 && isWithin(accepted, this.largest))) {
			this.isReached = false;
			this.largest = 0;
		}
	}

	private long bytes(long accepted) {
		return accepted - this.forwarded.get();
	}

	/**
	 * Whether it has room for a record; one that is larger goes where all is forwarded.
	 */
	boolean fits(long accepted, int length) {
		if (isWithin(accepted, length)) {
			return true;
		}
		boolean before = this.isReached;
		// In this order: what is forwarded from here on is told to those that wait.
		this.isReached = true;
		if (isWithin(accepted, length)) {
			this.isReached = before;
			return true;
		}
		this.largest = Math.max(this.largest, length);
		return false;
	}

	private boolean isWithin(long accepted, int length) {
		long bytes = bytes(accepted);
		return bytes <= 0 || length <= this.limit - bytes;
	}

	/** Whether so many more bytes than those up to a position might be too many. */
	boolean isNear(long position, int bytes) {
		return bytes > this.limit - bytes(position);
	}

	boolean isRefused() {
		return this.isRefused;
	}

	AppendException refuse(String appender, int length, long accepted) {
		this.refused = this.refused + 1;
		return new DiskLimitException("appender '" + appender + "' refuses a record of "
				+ AppenderExceptions.bytes(length) + ": " + text(accepted) + ", until some are forwarded");
	}

	String text(long accepted) {
		return AppenderExceptions.bytes(bytes(accepted)) + " are not forwarded, of which there may be no more than "
				+ this.limit + " (disk-limit)";
	}

	/**
	 * Whether an append has found no room since a tenth of the limit was free. Any thread
	 * may ask, without the lock.
	 * @return whether it has
	 */
	public boolean isReached() {
		return this.isReached;
	}

	/**
	 * How many records were refused. Any thread may ask, without the lock.
	 * @return how many
	 */
	public long refused() {
		return this.refused;
	}

}
