package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import java.time.Duration;

/** The application may not write to the topic for a while, by an ACL. */
final class AccessTaken implements Fault {

	@Override
	public String name() {
		return "access-taken";
	}

	@Override
	public String text() {
		return "an ACL takes the right to write, and gives it back";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		try (Spool spool = setting.spool()) {
			spool.start();
			spool.load(setting.scale().rate());
			setting.passUpTo(Duration.ofSeconds(1));
			setting.cluster().deny(spool.topic(), true);
			spool.awaitDegraded();
			Setting.pass(setting.scale().away().dividedBy(2));
			setting.cluster().deny(spool.topic(), false);
			result.faults(1);
			setting.compare(spool, result);
		}
	}

}
