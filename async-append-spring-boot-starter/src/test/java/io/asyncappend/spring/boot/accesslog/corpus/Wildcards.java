package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Expectation;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;
import io.asyncappend.spring.boot.accesslog.corpus.RunningServer.Observation;
import io.asyncappend.spring.boot.testing.TestServer;

/**
 * Sizes that the corpus does not say, as each server makes a page of its own.
 */
final class Wildcards {

	private Wildcards() {
	}

	/** Those that are the same on each server that need not say them. */
	static List<String> needless(CorpusEntry entry, Map<TestServer, Observation> observed) {
		if (entry.then() == Then.ABORT) {
			// The size is the moment's.
			return List.of();
		}
		Map<Integer, List<String>> sizes = new TreeMap<>();
		observed.forEach((server, observation) -> {
			Expectation expectation = entry.expectations(server).get(0);
			for (int i = 0; i < Math.min(expectation.lines().size(), observation.lines().size()); i++) {
				if (Verdict.hasAnySize(expectation.lines().get(i))) {
					sizes.computeIfAbsent(i, (line) -> new ArrayList<>())
						.add(LineOf.sent(observation.lines().get(i)).replaceFirst(".* ", ""));
				}
			}
		});
		return sizes.values()
			.stream()
			.filter((same) -> same.size() > 1 && same.stream().distinct().count() == 1)
			.map((same) -> entry + " has a * for what is always " + same.get(0))
			.toList();
	}

}
