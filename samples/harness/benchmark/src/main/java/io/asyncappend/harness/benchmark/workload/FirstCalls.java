package io.asyncappend.harness.benchmark.workload;

/**
 * The calls of a JVM that has made none before: classes are loaded, threads started and
 * nothing is compiled while they are timed. What the benchmark itself loads for a call is
 * not among it, as that is before the call begins or after it has ended.
 */
final class FirstCalls implements Workload {

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Cell cell = session.cell();
		Budget budget = session.budget();
		long interval = 1_000_000_000L * cell.threads() / cell.rate();
		Usage start = new Usage();
		long nanos = OpenLoop.load(session, session.contender(), interval, budget.nanos(), budget.records(cell));
		Usage end = new Usage();
		session.contender().flush();
		Durable.report(session, measures, session.records(), nanos, end.cpuSecondsSince(start));
		measures.latencies("", session.takeLatencies());
	}

}
