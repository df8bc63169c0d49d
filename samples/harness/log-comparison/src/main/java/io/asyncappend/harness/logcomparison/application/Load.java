package io.asyncappend.harness.logcomparison.application;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that log a line each time that one is due, not when the call before has
 * returned: a call that delays the next ones counts for these too (coordinated omission).
 * That a timer is late does not count.
 */
final class Load {

	private static final Logger logger = LoggerFactory.getLogger(Load.class);

	private final Notes notes;

	private final long interval;

	private final int errorEvery;

	private final List<Thread> threads = new ArrayList<>();

	private final List<Timings> timings = new ArrayList<>();

	private volatile boolean running = true;

	private volatile boolean measuring;

	Load(Notes notes, int rate, int errorEvery) {
		this.notes = notes;
		this.interval = 1_000_000_000L / rate;
		this.errorEvery = errorEvery;
	}

	void start() {
		for (int t = 0; t < Notes.THREADS; t++) {
			int number = t;
			Timings timings = new Timings();
			this.timings.add(timings);
			this.threads.add(new Thread(() -> log(number, timings), "load-" + number));
		}
		this.threads.forEach(Thread::start);
	}

	private void log(int thread, Timings timings) {
		long due = System.nanoTime();
		long late = 0;
		for (long number = 0; this.running; number++) {
			due += this.interval;
			long now = System.nanoTime();
			if (now < due) {
				now = await(now, due);
				late = now - due;
			}
			long from = Math.min(now, due + late);
			boolean error = (number + 1) % this.errorEvery == 0;
			long check = Line.check(thread, number);
			if (error) {
				logger.error(Line.MESSAGE, number, thread, check);
			}
			else {
				logger.info(Line.MESSAGE, number, thread, check);
			}
			long end = System.nanoTime();
			this.notes.returned(thread, number + 1);
			if (error) {
				this.notes.errorReturned(thread, number + 1);
			}
			if (this.measuring) {
				timings.add(error, end - from, end - now);
			}
		}
	}

	private static long await(long from, long due) {
		long now = from;
		while (now < due) {
			LockSupport.parkNanos(due - now);
			now = System.nanoTime();
		}
		return now;
	}

	void measure() {
		this.measuring = true;
	}

	/** Ends when each thread's call has returned; nanoseconds, as {@link Calls} reads. */
	String stop() throws InterruptedException {
		this.running = false;
		for (Thread thread : this.threads) {
			thread.join();
		}
		return Timings.calls(this.timings).toText();
	}

}
