package io.asyncappend.internal.forward;

import io.asyncappend.internal.concurrent.Deadline;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: each twice as long as the one before up to a limit, and shortened
 * by chance by up to a half, so that senders that failed together do not come back
 * together. Not thread-safe.
 */
final class Backoff {

	private final long first;

	private final long longest;

	private long next;

	Backoff(Duration first, Duration longest) {
		this.first = Deadline.nanos(first);
		this.longest = Deadline.nanos(longest);
		this.next = this.first;
	}

	/** It went well: the next pause is short again. */
	void reset() {
		this.next = this.first;
	}

	/** The next pause in nanoseconds. */
	long nanos() {
		long pause = this.next;
		this.next = (pause > this.longest / 2) ? this.longest : pause * 2;
		return pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1);
	}

}
