package io.asyncappend.lane;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether files are being written and forced for somebody who waits. He needs a core for
 * moments only, and a thread that writes all the time would keep it from him until the
 * scheduler takes it away, milliseconds later. Thread-safe.
 */
public final class AwaitedTurns {

	/** Whoever waited is about to come again, and needs the core for that too. */
	private static final long LATELY = TimeUnit.MILLISECONDS.toNanos(10);

	private final AtomicInteger count = new AtomicInteger();

	private volatile long lastEnd = System.nanoTime() - LATELY;

	AwaitedTurns() {
	}

	/** Somebody waits for what begins now. */
	public void begin() {
		this.count.incrementAndGet();
	}

	/** What began is over. */
	public void end() {
		this.lastEnd = System.nanoTime();
		this.count.decrementAndGet();
	}

	/** Lets others have the core if somebody waits, or did lately. */
	public void giveWay() {
		if (this.count.get() > 0 || System.nanoTime() - this.lastEnd < LATELY) {
			Thread.yield();
		}
	}

}
