package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Contender;
import io.asyncappend.harness.benchmark.contender.Switchable;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The longest call in the time after each change between synchronous and asynchronous,
 * beside the longest call in as many times of the same length without a change.
 */
final class Switching implements Workload {

	private static final int CHANGES = 100;

	/** Which stretch of time it is; producers read it after each call. */
	private volatile int stretch;

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Contender contender = session.contender();
		Switchable switchable = (Switchable) contender;
		long length = Math.max(1_000_000, session.budget().nanos() / CHANGES / 2);
		stretches(session, length, () -> {
		});
		report("steady_", stretches(session, length, () -> {
		}), measures);
		switchable.asynchronous(false);
		report("synchronous_", stretches(session, length, () -> {
		}), measures);
		switchable.asynchronous(true);
		Histogram changes = new Histogram(3);
		boolean[] asynchronous = { true };
		report("", stretches(session, length, () -> {
			asynchronous[0] = !asynchronous[0];
			long from = System.nanoTime();
			switchable.asynchronous(asynchronous[0]);
			changes.recordValue(System.nanoTime() - from);
		}), measures);
		measures.latencies("change_", changes);
	}

	/** The longest call of any producer in each stretch, in nanoseconds. */
	private long[] stretches(Session session, long length, Runnable change) throws Exception {
		long[][] longest = new long[session.cell().threads()][CHANGES + 1];
		this.stretch = 0;
		Thread changer = new Thread(() -> {
			for (int i = 1; i <= CHANGES; i++) {
				LockSupport.parkNanos(length);
				this.stretch = i;
				change.run();
			}
			LockSupport.parkNanos(length);
			this.stretch = -1;
		}, "changer");
		changer.start();
		long interval = 1_000_000_000L * session.cell().threads() / session.cell().rate();
		Load.run(session.producers(), (producer) -> {
			long[] own = longest[producer.number()];
			Pace pace = new Pace(interval, System.nanoTime());
			int now = this.stretch;
			while (now >= 0) {
				pace.await();
				long from = System.nanoTime();
				session.contender().append(0, producer.next(0));
				own[now] = Math.max(own[now], System.nanoTime() - from);
				now = this.stretch;
			}
		});
		changer.join();
		long[] all = new long[CHANGES];
		for (long[] own : longest) {
			for (int i = 0; i < CHANGES; i++) {
				all[i] = Math.max(all[i], own[i + 1]);
			}
		}
		return all;
	}

	private static void report(String prefix, long[] longest, Measures measures) {
		Histogram histogram = new Histogram(3);
		Arrays.stream(longest).forEach(histogram::recordValue);
		measures.latencies(prefix + "longest_", histogram);
	}

}
