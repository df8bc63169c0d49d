package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.forwarding.verify.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A second application runs beside the first, with a copy of its directory, and with it
 * of the identity of its log: it is a log of its own, whose records cannot be taken for
 * those of the first.
 */
final class CopiedLog implements Fault {

	@Override
	public String name() {
		return "copied-log";
	}

	@Override
	public String text() {
		return "a second application with a copy of the directory";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		try (Spool first = setting.spool()) {
			first.start();
			first.load(setting.scale().rate());
			setting.passUpTo(Duration.ofSeconds(2));
			first.kill();
			try (Spool second = first.copy(setting.directory(), setting.notes())) {
				first.start();
				second.start();
				result.faults(1);
				first.load(setting.scale().rate());
				second.load(setting.scale().rate());
				Setting.pass(Duration.ofSeconds(1));
				first.settle();
				second.settle();
				Topic topic = setting.topic(first);
				topic.read();
				List<UUID> logs = new ArrayList<>(topic.logs());
				if (logs.size() != 2) {
					result.violation("two applications forward the logs " + logs);
					return;
				}
				result.add(first.acknowledged(), topic.verify(first, logs.get(0)));
				result.add(second.acknowledged(), topic.verify(second, logs.get(1)));
			}
		}
	}

}
