package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Contender;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long a durable record takes on the first file, alone, and then while the second
 * file is appended to as fast as it goes.
 */
final class Fairness implements Workload {

	private static final int BETWEEN = 64;

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Contender contender = session.contender();
		Budget budget = session.budget();
		List<Producer> alone = session.producers().subList(0, 1);
		Load.Step durable = (producer) -> contender.appendDurably(0, producer.next(0));
		Load.repeatTimed(alone, budget.warmUpNanos(), Long.MAX_VALUE, durable);
		session.takeLatencies();
		Load.repeatTimed(alone, budget.nanos(), Long.MAX_VALUE, durable);
		measures.latencies("alone_", session.takeLatencies());

		AtomicBoolean saturated = new AtomicBoolean(true);
		long end = System.nanoTime() + budget.nanos();
		long records = budget.bytes() / session.cell().size();
		Load.run(session.producers(), (producer) -> {
			if (producer.number() == 0) {
				while (saturated.get()) {
					long from = System.nanoTime();
					durable.run(producer);
					producer.latencies().recordValue(System.nanoTime() - from);
				}
				return;
			}
			try {
				for (long left = records; left > 0 && System.nanoTime() < end; left -= BETWEEN) {
					for (int i = 0; i < BETWEEN; i++) {
						contender.append(1, producer.next(1));
					}
				}
			}
			finally {
				saturated.set(false);
			}
		});
		measures.latencies("", session.takeLatencies());
		measures.put("p99_growth", measures.values().get("p99_us") / measures.values().get("alone_p99_us"));
	}

}
