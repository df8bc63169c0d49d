package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.asyncappend.spring.boot.accesslog.corpus.RunningServer.Observation;
import io.asyncappend.spring.boot.testing.TestServer;

/**
 * Conversations that went otherwise than the corpus says. A server that races in a way
 * not yet seen does not do so each time, a fault does: each is held again, up to twice,
 * and is a fault if it deviates again both times.
 */
final class Deviations {

	private static final int TIMES_MORE = 2;

	/** Races that have not been seen are rare: of more deviations, all are faults. */
	static final int MOST = 10;

	private final List<String> races = new ArrayList<>();

	private final List<String> faults = new ArrayList<>();

	/**
	 * What deviates in {@code observed} is held again, and replaced there by what came of
	 * it the last time.
	 */
	Deviations(Map<CorpusEntry, Map<TestServer, Observation>> observed, Conversation conversation) throws Exception {
		List<Deviation> deviations = new ArrayList<>();
		observed.forEach((entry, servers) -> servers.forEach((server, observation) -> {
			List<String> verdict = Verdict.on(entry, server, observation);
			if (!verdict.isEmpty()) {
				deviations.add(new Deviation(entry, server, verdict));
			}
		}));
		for (Deviation deviation : deviations) {
			if (deviations.size() > MOST || !isRace(deviation, observed.get(deviation.entry()), conversation)) {
				this.faults.addAll(deviation.verdict());
			}
			else {
				this.races.add(String.join("\n", deviation.verdict()));
			}
		}
	}

	private static boolean isRace(Deviation deviation, Map<TestServer, Observation> observed, Conversation conversation)
			throws Exception {
		for (int i = 0; i < TIMES_MORE; i++) {
			Observation again = conversation.hold(deviation.entry(), deviation.server());
			observed.put(deviation.server(), again);
			if (Verdict.on(deviation.entry(), deviation.server(), again).isEmpty()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Each conversation that went as the corpus says when it was held again, as it went
	 * at first.
	 */
	List<String> races() {
		return this.races;
	}

	/** What never went as the corpus says. */
	List<String> faults() {
		return this.faults;
	}

	/** Holds an entry with a server, while nothing else takes place. */
	interface Conversation {

		Observation hold(CorpusEntry entry, TestServer server) throws Exception;

	}

	private record Deviation(CorpusEntry entry, TestServer server, List<String> verdict) {
	}

}
