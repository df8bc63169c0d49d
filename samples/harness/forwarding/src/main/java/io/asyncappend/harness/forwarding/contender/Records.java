package io.asyncappend.harness.forwarding.contender;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Hands numbered records over, and measures the calls. Not thread-safe but where it says
 * so.
 */
final class Records {

	private static final String REST = " " + "x".repeat(989);

	private final Sender sender;

	private final Histogram calls = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);

	private volatile Thread thread;

	private volatile boolean running;

	private long next;

	Records(Sender sender) {
		this.sender = sender;
	}

	/** Hands over one. */
	void send() {
		String record = String.format(Locale.ROOT, "%010d", this.next++) + REST;
		long start = System.nanoTime();
		this.sender.send(record);
		long nanos = System.nanoTime() - start;
		synchronized (this.calls) {
			this.calls.recordValue(nanos);
		}
	}

	/** Hands over as many, at a rate in a second, or 0 for as fast as they are taken. */
	void start(long count, int rate) {
		this.running = true;
		this.thread = new Thread(() -> send(count, rate), "records");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void send(long count, int rate) {
		long interval = (rate > 0) ? TimeUnit.SECONDS.toNanos(1) / rate : 0;
		long due = System.nanoTime();
		for (long number = 0; this.running && number < count; number++) {
			send();
			if (interval > 0) {
				due += interval;
				for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
			}
		}
	}

	/**
	 * Microseconds of the calls since the last time: p50, p99, longest. From any thread.
	 */
	String calls() {
		synchronized (this.calls) {
			String text = this.calls.getValueAtPercentile(50) / 1e3 + " " + this.calls.getValueAtPercentile(99) / 1e3
					+ " " + this.calls.getMaxValue() / 1e3;
			this.calls.reset();
			return text;
		}
	}

	/** Ends when the last call has returned; how many were handed over. */
	long stop() throws InterruptedException {
		this.running = false;
		if (this.thread != null) {
			this.thread.join();
		}
		return this.next;
	}

}
