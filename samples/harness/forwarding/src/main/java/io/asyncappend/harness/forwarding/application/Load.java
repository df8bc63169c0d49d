package io.asyncappend.harness.forwarding.application;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that append, at a rate that changes, wait for each record or for one of some to
 * be durable, and note what is.
 */
final class Load {

	private static final int OUTSTANDING = 200;

	private final AsyncAppender appender;

	private final Notes notes;

	private final int durableEvery;

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final List<Semaphore> outstanding = new ArrayList<>();

	/** Nanoseconds from record to record of each thread; 0 for none. */
	private volatile long interval;

	Load(AsyncAppender appender, Notes notes, long[] from, int durableEvery) {
		this.appender = appender;
		this.durableEvery = durableEvery;
		this.notes = notes;
		for (int number = 0; number < Notes.PRODUCERS; number++) {
			int producer = number;
			this.notes.begin(producer, from[producer]);
			this.outstanding.add(new Semaphore(OUTSTANDING));
			Thread thread = new Thread(() -> append(producer, from[producer]), "producer-" + producer);
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void append(int producer, long from) {
		Semaphore permits = this.outstanding.get(producer);
		long due = System.nanoTime();
		for (long number = from; this.failures.isEmpty(); number++) {
			permits.acquireUninterruptibly();
			while (this.interval == 0) {
				permits.release();
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
				permits.acquireUninterruptibly();
				due = System.nanoTime();
			}
			this.notes.offered(producer, number + 1);
			append(producer, number, permits);
			// What a wait has delayed is not made up for.
			due = Math.max(due + this.interval, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(50));
			LockSupport.parkNanos(due - System.nanoTime());
		}
	}

	private void append(int producer, long number, Semaphore permits) {
		try {
			if ((number + 1) % this.durableEvery != 0) {
				this.appender.append(new Line(producer, number).bytes());
				permits.release();
				return;
			}
			this.appender.appendDurably(new Line(producer, number).bytes()).whenComplete((position, error) -> {
				if (error != null) {
					this.failures.add("record " + number + " of producer " + producer + ": " + error);
				}
				else {
					this.notes.acknowledged(producer, number);
				}
				permits.release();
			});
		}
		catch (AppendException ex) {
			this.failures.add("record " + number + " of producer " + producer + ": " + ex);
			permits.release();
		}
	}

	/** Records in a second, of all threads. */
	void rate(int perSecond) {
		this.interval = TimeUnit.SECONDS.toNanos(Notes.PRODUCERS) / perSecond;
	}

	/** Ends when all that was appended is durable, or has failed. */
	void pause() {
		this.interval = 0;
		this.outstanding.forEach((permits) -> permits.acquireUninterruptibly(OUTSTANDING));
		if (this.failures.isEmpty()) {
			this.appender.sync();
			for (int producer = 0; producer < Notes.PRODUCERS; producer++) {
				this.notes.acknowledged(producer, this.notes.offered(producer) - 1);
			}
		}
		this.outstanding.forEach((permits) -> permits.release(OUTSTANDING));
	}

	/** What failed. */
	List<String> failures() {
		return List.copyOf(this.failures);
	}

}
