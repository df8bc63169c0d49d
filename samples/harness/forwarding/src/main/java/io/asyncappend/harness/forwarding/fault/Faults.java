package io.asyncappend.harness.forwarding.fault;

import java.util.List;

/** All of them. */
public final class Faults {

	/** In the order of the table; those that take the same brokers beside one another. */
	public static final List<Fault> ALL = List.of(new BrokerAway(), new BrokerKilled(), new BrokerHalted(),
			new TopicDeleted(), new AccessTaken(), new TooLarge(), new DiskFull(), new ApplicationKilled(),
			new PowerCut(), new CopiedLog(), new LeaderChanges());

	private Faults() {
	}

}
