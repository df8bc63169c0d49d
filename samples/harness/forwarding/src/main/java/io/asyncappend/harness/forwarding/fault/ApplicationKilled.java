package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import java.time.Duration;

/** The application is killed again and again, while it appends and forwards. */
final class ApplicationKilled implements Fault {

	@Override
	public String name() {
		return "application-killed";
	}

	@Override
	public String text() {
		return "`kill -9` of the application";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		try (Spool spool = setting.spool()) {
			for (int kill = 0; kill < setting.scale().kills(); kill++) {
				spool.start();
				spool.loadSome(setting.scale().rate());
				// Before it has connected to the broker, and while it sends.
				if (kill % 2 == 1) {
					spool.awaitProgress();
				}
				if (kill == setting.scale().kills() - 1) {
					spool.awaitKept();
				}
				setting.passUpTo(Duration.ofSeconds(2));
				spool.kill();
				result.faults(1);
			}
			spool.start();
			// What takes the place of what is gone must not be taken for it.
			spool.loadSome(setting.scale().rate());
			setting.compare(spool, result);
		}
	}

}
