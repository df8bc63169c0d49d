package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Contender;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Each thread appends while records before are on their way to be durable. */
final class Pipelined implements Workload {

	static final int IN_FLIGHT = 1024;

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Cell cell = session.cell();
		Budget budget = session.budget();
		load(session, budget.warmUpNanos(), budget.warmUpRecords(cell));
		long before = session.records();
		Usage start = new Usage();
		long nanos = load(session, budget.nanos(), budget.records(cell));
		Usage end = new Usage();
		Durable.report(session, measures, session.records() - before, nanos, end.cpuSecondsSince(start));
		measures.put("io_bytes_per_record",
				(double) end.allocatedSince(start) / Math.max(1, session.records() - before));
	}

	static long load(Session session, long nanos, long records) throws Exception {
		Contender contender = session.contender();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		long took = Load.run(session.producers(), (producer) -> {
			Semaphore inFlight = new Semaphore(IN_FLIGHT);
			long end = System.nanoTime() + nanos;
			for (long left = records; left > 0 && System.nanoTime() < end; left--) {
				inFlight.acquire();
				int file = producer.anyFile();
				CompletionStage<?> durable = contender.submitDurably(file, producer.next(file));
				durable.whenComplete((value, error) -> {
					if (error != null) {
						failure.compareAndSet(null, error);
					}
					inFlight.release();
				});
			}
			inFlight.acquire(IN_FLIGHT);
		});
		if (failure.get() != null) {
			throw new CompletionException(failure.get());
		}
		return took;
	}

}
