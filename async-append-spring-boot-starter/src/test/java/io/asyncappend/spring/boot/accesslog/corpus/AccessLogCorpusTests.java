package io.asyncappend.spring.boot.accesslog.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Difference;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Expectation;
import io.asyncappend.spring.boot.accesslog.corpus.RunningServer.Observation;
import io.asyncappend.spring.boot.testing.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each request of the corpus makes the lines that the corpus says, on each server, and
 * they are what was sent and what the server's own access log has.
 */
class AccessLogCorpusTests {

	@TempDir
	Path directory;

	@Test
	void eachRequestMakesItsLines() throws Exception {
		List<String> faults = new ArrayList<>();
		try (CorpusRun run = new CorpusRun(this.directory)) {
			Map<CorpusEntry, Map<TestServer, Observation>> observed = run.observe(CorpusFile.readAll());
			Deviations deviations = new Deviations(observed, run::observe);
			List<String> races = deviations.races();
			System.out.println(races.size() + " conversations of the corpus were as expected only when held again");
			races.forEach(System.out::println);
			faults.addAll(deviations.faults());
			observed.forEach((entry, servers) -> {
				assertThat(servers).as(entry.toString()).containsOnlyKeys(TestServer.values());
				faults.addAll(Wildcards.needless(entry, servers));
			});
		}
		assertThat(faults).isEmpty();
	}

	/** Only where servers answer differently may a line have another status for it. */
	@Test
	void whatDiffersByAnswersHasAnotherStatus() {
		List<String> sameLine = List.of("refused", "host", "proxies", "compressed");
		for (CorpusEntry entry : CorpusFile.readAll()) {
			for (TestServer server : TestServer.values()) {
				Difference difference = entry.expectations(server).get(0).difference("");
				if (difference != null && difference.reason().equals("answers")) {
					assertThat(statuses(difference.values())).as("%s on %s", entry, server)
						.isNotEqualTo(statuses(entry.lines()));
				}
				else if (difference != null && sameLine.contains(difference.reason())) {
					assertThat(statuses(difference.values())).as("%s on %s", entry, server)
						.isEqualTo(statuses(entry.lines()));
				}
			}
		}
	}

	/** A line that is as usual is none that differs, and would never be taken for it. */
	@Test
	void whatDiffersIsNotAsUsual() {
		for (CorpusEntry entry : CorpusFile.readAll()) {
			for (TestServer server : TestServer.values()) {
				for (Expectation expectation : entry.expectations(server)) {
					Difference difference = expectation.difference("");
					assertThat(difference == null || !difference.values().equals(entry.lines()))
						.as("%s on %s", entry, server)
						.isTrue();
				}
			}
		}
	}

	private static List<String> statuses(List<String> lines) {
		return lines.stream().map((line) -> LineOf.sent(line.replace(" *", " 0")).split(" ")[0]).toList();
	}

	@Test
	void theDocumentCountsTheConversations() throws Exception {
		long names = CorpusFile.readAll().stream().map(CorpusEntry::name).distinct().count();
		assertThat(Path.of("docs/access-log.md")).content().contains("A corpus of " + names + " conversations");
	}

	@Test
	void theDocumentHasEachReason() throws Exception {
		String document = Files.readString(Path.of("docs/access-log.md"));
		String table = document.substring(document.indexOf("| reason | what differs |")) + "\n\n";
		Set<String> told = Pattern.compile("^\\| `([a-z0-9-]+)` \\|", Pattern.MULTILINE)
			.matcher(table.substring(0, table.indexOf("\n\n")))
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> used = CorpusFile.readAll()
			.stream()
			.flatMap(CorpusEntry::allDifferences)
			.map(Difference::reason)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(told).isEqualTo(used);
	}

}
