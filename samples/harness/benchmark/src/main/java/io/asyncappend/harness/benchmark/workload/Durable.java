package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Contender;

/** Each thread appends a record and waits until it is durable, again and again. */
final class Durable implements Workload {

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Cell cell = session.cell();
		Budget budget = session.budget();
		Load.Step step = step(cell, session.contender());
		Load.repeatTimed(session.producers(), budget.warmUpNanos(), budget.warmUpRecords(cell), step);
		session.takeLatencies();

		long before = session.records();
		Usage.resetPeakThreads();
		Usage start = new Usage();
		long nanos = Load.repeatTimed(session.producers(), budget.nanos(), budget.records(cell), step);
		Usage end = new Usage();
		report(session, measures, session.records() - before, nanos, end.cpuSecondsSince(start));
		measures.latencies("", session.takeLatencies());
		// Virtual threads are not among the threads of the JVM, and their allocations are
		// not counted.
		measures.put("peak_threads", Usage.peakThreads() - (cell.work().virtual() ? 0.0 : cell.threads()));
		if (!cell.work().virtual()) {
			measures.put("io_bytes_per_record",
					(double) end.allocatedSince(start) / Math.max(1, session.records() - before));
		}
	}

	static Load.Step step(Cell cell, Contender contender) {
		if (cell.work().ownFile()) {
			return (producer) -> {
				int file = producer.number() % cell.files();
				contender.appendDurably(file, producer.next(file));
			};
		}
		return (producer) -> {
			int file = producer.anyFile();
			contender.appendDurably(file, producer.next(file));
		};
	}

	static void report(Session session, Measures measures, long records, long nanos, double cpu) {
		measures.put("records_per_s", records / (nanos / 1e9));
		measures.put("mb_per_s", records * (double) session.cell().size() / 1e6 / (nanos / 1e9));
		measures.put("cpu_us_per_record", cpu * 1e6 / records);
		if (!session.cell().work().virtual()) {
			long allocated = session.producers().stream().mapToLong(Producer::allocated).sum();
			measures.put("producer_bytes_per_record", (double) allocated / records);
		}
	}

}
