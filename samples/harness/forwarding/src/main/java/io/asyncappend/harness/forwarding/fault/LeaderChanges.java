package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.forwarding.broker.Broker;
import io.asyncappend.harness.reliability.system.Await;
import java.time.Duration;

/** Of three brokers the one that leads is killed or stopped, again and again. */
final class LeaderChanges implements Fault {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	@Override
	public String name() {
		return "leader-changes";
	}

	@Override
	public String text() {
		return "of three brokers the leader is killed or stopped";
	}

	@Override
	public int brokers() {
		return 3;
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		try (Spool spool = setting.spool()) {
			spool.start();
			spool.load(setting.scale().rate());
			for (int change = 0; change < setting.scale().leaders(); change++) {
				setting.passUpTo(Duration.ofSeconds(2));
				Broker leader = setting.cluster().leader(spool.topic());
				if (change % 2 == 0) {
					leader.kill();
				}
				else {
					leader.stop();
				}
				Await.until("another leader", LIMIT, () -> {
					Broker now = setting.cluster().leader(spool.topic());
					return now != null && now != leader;
				});
				result.faults(1);
				setting.passUpTo(Duration.ofSeconds(1));
				leader.start();
				setting.cluster().awaitUp();
				setting.cluster().awaitInSync(spool.topic());
			}
			setting.compare(spool, result);
		}
	}

}
