package io.asyncappend.samples.benchmark.workload;

import io.asyncappend.samples.benchmark.contender.Contender;

/**
 * Each thread makes its calls when they are due, not when the one before has returned. A
 * call that could not be made in time counts from the moment when it was due, so a stall
 * shows in all the calls that it kept back (coordinated omission).
 */
final class OpenLoop implements Workload {

	/** A thread that did not look at the clock for so long was not running. */
	private static final long RUNNING = 1_000;

	/** What cannot be done in so many times its time is left undone. */
	private static final int PATIENCE = 3;

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Cell cell = session.cell();
		Budget budget = session.budget();
		long interval = 1_000_000_000L * cell.threads() / cell.rate();
		Contender contender = session.contender();
		load(session, contender, interval, budget.warmUpNanos(), budget.warmUpRecords(cell));
		contender.flush();
		session.takeLatencies();

		long before = session.records();
		Usage start = new Usage();
		long nanos = load(session, contender, interval, budget.nanos(), budget.records(cell));
		Usage end = new Usage();
		contender.flush();
		long records = session.records() - before;
		Durable.report(session, measures, records, nanos, end.cpuSecondsSince(start));
		measures.latencies("", session.takeLatencies());
	}

	static long load(Session session, Contender contender, long interval, long nanos, long records) throws Exception {
		long calls = Math.min(records, nanos / interval);
		return Load.run(session.producers(), (producer) -> {
			long due = System.nanoTime() + producer.number() * interval / session.cell().threads();
			long end = due + PATIENCE * nanos;
			for (long call = 0; call < calls && due < end; call++) {
				due += interval;
				long from = await(due);
				if (from > end) {
					return;
				}
				contender.append(0, producer.next(0));
				producer.latencies().recordValue(Math.max(0, System.nanoTime() - from));
			}
		});
	}

	/** Waits until a call is due; the moment from which it counts. */
	static long await(long due) {
		long now = System.nanoTime();
		if (now >= due) {
			return due;
		}
		long before = now;
		while (now < due) {
			Thread.onSpinWait();
			before = now;
			now = System.nanoTime();
		}
		return (now - before < RUNNING) ? now : due;
	}

}
