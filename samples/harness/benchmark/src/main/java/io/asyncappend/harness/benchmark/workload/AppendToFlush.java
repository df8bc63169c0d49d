package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Contender;

/** Appends as fast as it goes; the time ends when the flush returns. */
final class AppendToFlush implements Workload {

	private static final int BETWEEN = 64;

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Cell cell = session.cell();
		Budget budget = session.budget();
		Contender contender = session.contender();
		Load.Step step = step(cell, contender);
		Load.repeat(session.producers(), budget.warmUpNanos(), budget.warmUpRecords(cell), BETWEEN, step);
		contender.flush();

		long before = session.records();
		Usage start = new Usage();
		long nanos = Load.repeat(session.producers(), budget.nanos(), budget.records(cell), BETWEEN, step);
		long from = System.nanoTime();
		contender.flush();
		nanos += System.nanoTime() - from;
		Usage end = new Usage();
		long records = session.records() - before;

		double bytes = (double) records * cell.size();
		double cpu = end.cpuSecondsSince(start);
		measures.put("records_per_s", records / (nanos / 1e9));
		measures.put("mb_per_s", bytes / 1e6 / (nanos / 1e9));
		measures.put("cpu_s_per_gb", cpu / (bytes / 1e9));
		measures.put("cpu_us_per_record", cpu * 1e6 / records);
		long allocated = session.producers().stream().mapToLong(Producer::allocated).sum();
		measures.put("producer_bytes_per_record", (double) allocated / records);
		measures.put("io_bytes_per_record", (double) end.allocatedSince(start) / records);
		measures.put("io_bytes", end.allocatedSince(start));
	}

	private static Load.Step step(Cell cell, Contender contender) {
		if (cell.files() == 1) {
			return (producer) -> contender.append(0, producer.next(0));
		}
		return (producer) -> {
			int file = producer.anyFile();
			contender.append(file, producer.next(file));
		};
	}

}
