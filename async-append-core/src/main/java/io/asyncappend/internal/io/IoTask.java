package io.asyncappend.internal.io;

/**
 * Work that a {@link IoExecutor} runs again and again, on one of its threads at a time.
 * The natural order is that in which tasks are due, guarded by the lock of the executor,
 * and not consistent with equals.
 */
public abstract class IoTask implements Comparable<IoTask> {

	/** The delay of a task that waits until it is scheduled. */
	public static final long NEVER = Long.MAX_VALUE;

	enum Place {

		PARKED, DELAYED, READY, RUNNING

	}

	// Guarded by the lock of the executor.

	Place place = Place.PARKED;

	long due;

	/** Scheduled while running: the delay asked for, else {@link #NEVER}. */
	boolean again;

	long againDue;

	/** It has run once more since it died. */
	boolean dead;

	/** The next that is ready. */
	IoTask behind;

	@Override
	public int compareTo(IoTask other) {
		return Long.compare(this.due - other.due, 0);
	}

	/**
	 * Looks whether there is something to do, which takes no time. Never called while
	 * {@link #run} is.
	 * @return 0 if it is to be run now, else as {@link #run}
	 */
	protected long look() {
		return 0;
	}

	/**
	 * Does some work and says when to come back. Never called twice at once.
	 * @return nanoseconds until the next run; 0 is now, {@link #NEVER} not until
	 * scheduled
	 */
	protected abstract long run();

	/**
	 * Called when {@link #run} threw, or the executor cannot run it, so that no caller
	 * waits for work that will not be done. Then the task is run once more, to report
	 * that. Must not throw; where it finds no memory it is called again.
	 * @param cause what was thrown
	 */
	protected abstract void died(Throwable cause);

}
