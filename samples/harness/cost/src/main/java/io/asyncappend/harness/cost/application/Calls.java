package io.asyncappend.harness.cost.application;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that log at a steady rate, some lines at a time: so much that the log and not
 * the timer is what costs, and so little that every contender keeps up.
 */
final class Calls {

	private static final Logger logger = LoggerFactory.getLogger(Calls.class);

	private static final int THREADS = 2;

	private static final int AT_ONCE = 50;

	/** By threads that have ended, in bytes. */
	private static final LongAdder allocated = new LongAdder();

	private Calls() {
	}

	static long allocatedBytes() {
		return allocated.sum();
	}

	/** Returns how many lines were logged. */
	static long log(int rate, int millis) throws InterruptedException {
		long turns = Math.max(1, (long) rate * millis / 1000 / AT_ONCE / THREADS);
		long interval = TimeUnit.SECONDS.toNanos(1) * AT_ONCE * THREADS / rate;
		List<Thread> threads = new ArrayList<>();
		for (int t = 0; t < THREADS; t++) {
			Thread thread = new Thread(() -> log(turns, interval), "load-" + t);
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return turns * AT_ONCE * THREADS;
	}

	private static void log(long turns, long interval) {
		long due = System.nanoTime();
		for (long turn = 0; turn < turns; turn++) {
			for (int i = 0; i < AT_ONCE; i++) {
				logger.info("GET /orders/{} was answered {}", turn, 200);
			}
			due += interval;
			for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
				LockSupport.parkNanos(due - now);
			}
		}
		allocated.add(ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes());
	}

}
