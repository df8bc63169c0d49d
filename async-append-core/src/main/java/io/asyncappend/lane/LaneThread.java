package io.asyncappend.lane;

/**
 * A thread of a {@link Lane}. An interrupt would close the {@code FileChannel} it works
 * on, so interrupts do nothing to it: a lane ends its threads by other means.
 */
public final class LaneThread extends Thread {

	private LaneThread(String name, Runnable work) {
		super(Detached.group(), work, name, 0, false);
		setDaemon(true);
	}

	/** Has nothing of the producer that happens to need it first. */
	static LaneThread of(String name, Runnable work) {
		return Detached.make(() -> new LaneThread(name, work));
	}

	@Override
	public void interrupt() {
		// Deliberately nothing: see above.
	}

	/**
	 * Whether the current thread may do interruptible I/O and must not wait for a lane.
	 * @return whether it is a thread of a lane
	 */
	public static boolean isCurrent() {
		return Thread.currentThread() instanceof LaneThread;
	}

}
