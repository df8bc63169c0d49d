package io.asyncappend.harness.benchmark.workload;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that repeat one step, each for itself, until time or records are used up. */
final class Load {

	/** What is repeated. */
	@FunctionalInterface
	interface Step {

		void run(Producer producer) throws Exception;

	}

	/** What a thread does from beginning to end. */
	@FunctionalInterface
	interface Task {

		void run(Producer producer) throws Exception;

	}

	private Load() {
	}

	/** Repeats a step; the clock is looked at once in a while. */
	static long repeat(List<Producer> producers, long nanos, long records, int between, Step step) throws Exception {
		return run(producers, (producer) -> {
			long end = System.nanoTime() + nanos;
			long left = records;
			while (left > 0 && System.nanoTime() < end) {
				for (long turn = Math.min(left, between); turn > 0; turn--) {
					step.run(producer);
				}
				left -= between;
			}
		});
	}

	/** Repeats a step and keeps how long each took. */
	static long repeatTimed(List<Producer> producers, long nanos, long records, Step step) throws Exception {
		return run(producers, (producer) -> {
			long now = System.nanoTime();
			long end = now + nanos;
			for (long left = records; left > 0 && now < end; left--) {
				step.run(producer);
				long after = System.nanoTime();
				producer.latencies().recordValue(after - now);
				now = after;
			}
		});
	}

	/**
	 * Starts all threads at once and waits for them; the time from the one to the other.
	 */
	static long run(List<Producer> producers, Task task) throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		AtomicReference<Exception> failure = new AtomicReference<>();
		List<Thread> threads = producers.stream().map((producer) -> producer.thread(() -> {
			try {
				start.await();
				long before = Usage.allocatedByThisThread();
				task.run(producer);
				producer.allocated(Usage.allocatedByThisThread() - before);
			}
			catch (Exception ex) {
				failure.compareAndSet(null, ex);
			}
			catch (Error ex) {
				failure.compareAndSet(null, new IllegalStateException(ex));
			}
		})).toList();
		threads.forEach(Thread::start);
		long from = System.nanoTime();
		start.countDown();
		for (Thread thread : threads) {
			thread.join();
		}
		long took = System.nanoTime() - from;
		if (failure.get() != null) {
			throw failure.get();
		}
		return took;
	}

}
