package io.asyncappend.internal.buffer;

import java.util.concurrent.locks.LockSupport;

/**
 * Up to where all records in a ring are complete. For the thread that drains; only
 * {@link #broken} is written by producers.
 */
final class PublishedRecords {

	private static final int MAX_SPINS = 1000;

	/** Nanoseconds. */
	private static final long PAUSE = 20_000;

	private long position;

	private long number;

	/** Why a record that was claimed will never be complete. */
	volatile Throwable broken;

	/** The position up to which they are complete. */
	long position() {
		return this.position;
	}

	/** The number of the first record that is not. */
	long number() {
		return this.number;
	}

	/** Goes on behind a record that is not in the ring, or begins. */
	void goOn(long position) {
		this.position = position;
	}

	/**
	 * Waits until the records up to a position are complete, which takes no lock, or one
	 * of them never will be.
	 * @param claimed the number of a record before which all are claimed, those up to the
	 * position among them
	 */
	void await(RingMemory ring, long claimed, long position) {
		for (int spins = 0; true; spins++) {
			advance(ring, claimed);
			if (this.position >= position || this.broken != null) {
				return;
			}
			if (spins < MAX_SPINS) {
				Thread.onSpinWait();
			}
			else {
				pause();
			}
		}
	}

	/** Also of a thread that is interrupted, which is not let sleep otherwise. */
	private static void pause() {
		boolean interrupted = Thread.interrupted();
		LockSupport.parkNanos(PAUSE);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Likewise, but throws if one of them never will be. */
	void require(RingMemory ring, long claimed, long position) {
		await(ring, claimed, position);
		if (this.broken != null) {
			throw new IllegalStateException("a record could not be copied", this.broken);
		}
	}

	private void advance(RingMemory ring, long claimed) {
		long next = this.number;
		long last = this.position;
		while (next < claimed) {
			long end = ring.end(next);
			if (end <= last) {
				break;
			}
			last = end;
			next++;
		}
		this.number = next;
		this.position = last;
	}

}
