package io.asyncappend.internal.forward;

import io.asyncappend.ForwardOptions;
import io.asyncappend.ForwardStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What room there is for what is not forwarded, and for how long. Thread-safe. */
final class DiskRoom {

	private final ForwardedLog log;

	private final long limit;

	private final ForwardOptions.OnDiskLimit action;

	private final BacklogGrowth growth;

	/**
	 * Knows nothing yet of how fast it is used up.
	 * @param log which says how much is appended, and what the disk has
	 * @param options the limit
	 * @param clock nanoseconds, as of {@link System#nanoTime()}
	 */
	DiskRoom(ForwardedLog log, ForwardOptions options, LongSupplier clock) {
		this.log = log;
		this.limit = options.diskLimit();
		this.action = options.onDiskLimit();
		this.growth = new BacklogGrowth(clock);
	}

	/** Looks at how much is not forwarded; as often as that is at hand. */
	void look(long forwarded) {
		this.growth.sample(backlog(forwarded));
	}

	private long backlog(long forwarded) {
		return Math.max(0, this.log.accepted() - forwarded);
	}

	/** While it forwards. */
	ForwardStatus.Disk status(long forwarded) {
		long backlog = backlog(forwarded);
		this.growth.sample(backlog);
		boolean isReached = this.log.isLimitReached() || (this.limit > 0 && backlog >= this.limit);
		long room = Math.min((this.limit > 0) ? this.limit - backlog : Long.MAX_VALUE,
				this.log.freeBytes().orElse(Long.MAX_VALUE));
		return status(isReached, untilFull(isReached, backlog, room));
	}

	private Optional<Duration> untilFull(boolean isReached, long backlog, long room) {
		if (isReached || room <= 0) {
			return Optional.of(Duration.ZERO);
		}
		return (room < Long.MAX_VALUE) ? this.growth.until(backlog, room) : Optional.empty();
	}

	/** When it is over: no append waits for it any more. */
	ForwardStatus.Disk lastStatus() {
		return status(false, Optional.empty());
	}

	private ForwardStatus.Disk status(boolean isReached, Optional<Duration> untilFull) {
		return new ForwardStatus.Disk(this.limit, this.action, isReached, untilFull, this.log.refused());
	}

}
