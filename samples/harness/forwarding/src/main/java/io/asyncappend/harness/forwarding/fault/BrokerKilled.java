package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.forwarding.broker.Broker;
import java.time.Duration;

/** The broker is killed while it is sent to, again and again. */
final class BrokerKilled implements Fault {

	@Override
	public String name() {
		return "broker-killed";
	}

	@Override
	public String text() {
		return "`kill -9` of the broker while it is sent to";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		Broker broker = setting.cluster().brokers().get(0);
		try (Spool spool = setting.spool()) {
			spool.start();
			spool.load(setting.scale().rate());
			for (int kill = 0; kill < setting.scale().brokerKills(); kill++) {
				setting.passUpTo(Duration.ofSeconds(2));
				broker.kill();
				result.faults(1);
				setting.passUpTo(Duration.ofSeconds(2));
				broker.start();
				setting.cluster().awaitUp();
			}
			setting.compare(spool, result);
		}
	}

}
