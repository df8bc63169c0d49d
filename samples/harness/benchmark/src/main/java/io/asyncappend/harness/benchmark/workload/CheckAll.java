package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Catalog.Ability;
import io.asyncappend.harness.benchmark.contender.Contender;
import java.util.Set;

/** A little of all that a contender can do. What counts is what is found in the files. */
final class CheckAll implements Workload {

	private static final int APPENDED = 50_000;

	private static final int DURABLE = 25;

	private static final int PIPELINED = 500;

	@Override
	public void run(Session session, Measures measures) throws Exception {
		Contender contender = session.contender();
		Set<Ability> abilities = session.abilities();
		if (abilities.contains(Ability.WRITTEN)) {
			long share = Math.min(APPENDED, session.budget().records(session.cell()));
			Load.repeat(session.producers(), Long.MAX_VALUE / 2, share, 1, (producer) -> {
				int file = producer.anyFile();
				contender.append(file, producer.next(file));
			});
			contender.flush();
		}
		if (abilities.contains(Ability.DURABLE)) {
			Load.Step step = Durable.step(session.cell(), contender);
			Load.repeat(session.producers(), Long.MAX_VALUE / 2, DURABLE, 1, step);
		}
		if (abilities.contains(Ability.PIPELINED)) {
			Pipelined.load(session, Long.MAX_VALUE / 2, PIPELINED);
		}
	}

}
