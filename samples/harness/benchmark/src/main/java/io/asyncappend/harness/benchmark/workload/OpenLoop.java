package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Contender;

/**
 * Each thread makes its calls at a steady rate. A call that takes longer than the time
 * between two stands for those that it kept back too (coordinated omission, corrected as
 * HdrHistogram does).
 */
final class OpenLoop implements Workload {

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
			long start = System.nanoTime();
			Pace pace = new Pace(interval, start + producer.number() * interval / session.cell().threads());
			for (long call = 0; call < calls; call++) {
				pace.await();
				long from = System.nanoTime();
				if (from - start > PATIENCE * nanos) {
					return;
				}
				contender.append(0, producer.next(0));
				producer.latencies().recordValueWithExpectedInterval(System.nanoTime() - from, interval);
			}
		});
	}

}
