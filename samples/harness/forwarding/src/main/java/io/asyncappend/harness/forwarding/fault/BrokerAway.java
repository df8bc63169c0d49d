package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import java.time.Duration;

/** The broker is stopped in order, and comes back; records are appended meanwhile. */
final class BrokerAway implements Fault {

	@Override
	public String name() {
		return "broker-away";
	}

	@Override
	public String text() {
		return "the broker is away for a while";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		try (Spool spool = setting.spool()) {
			spool.start();
			spool.load(setting.scale().rate());
			setting.passUpTo(Duration.ofSeconds(1));
			setting.cluster().brokers().get(0).stop();
			spool.awaitDegraded();
			long before = spool.acknowledged();
			Setting.pass(setting.scale().away());
			if (spool.acknowledged() == before) {
				result.violation("nothing was acknowledged as durable while the broker was away");
			}
			setting.cluster().brokers().get(0).start();
			setting.cluster().awaitUp();
			result.faults(1);
			setting.compare(spool, result);
		}
	}

}
