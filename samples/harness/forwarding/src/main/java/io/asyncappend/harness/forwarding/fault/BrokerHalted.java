package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.forwarding.broker.Broker;
import java.time.Duration;

/** The broker is halted: connections stay, and nothing is answered. */
final class BrokerHalted implements Fault {

	@Override
	public String name() {
		return "broker-halted";
	}

	@Override
	public String text() {
		return "SIGSTOP and SIGCONT of the broker";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		Broker broker = setting.cluster().brokers().get(0);
		try (Spool spool = setting.spool()) {
			spool.start();
			spool.load(setting.scale().rate());
			setting.passUpTo(Duration.ofSeconds(1));
			// Longer than a request may take, then not as long.
			for (Duration time : new Duration[] { setting.scale().away(), setting.scale().away().dividedBy(10) }) {
				broker.signal("STOP");
				try {
					Setting.pass(time);
				}
				finally {
					broker.signal("CONT");
				}
				result.faults(1);
				setting.passUpTo(Duration.ofSeconds(1));
			}
			setting.compare(spool, result);
		}
	}

}
