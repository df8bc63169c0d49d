package io.asyncappend.spring.boot.accesslog.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Difference;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Setup;
import io.asyncappend.spring.boot.testing.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each request of the corpus makes the lines that the corpus says, on each server, and
 * they are what was sent and what the server's own access log has.
 */
class AccessLogCorpusTests {

	@TempDir
	Path directory;

	@Tag("corpus")
	@Test
	void eachRequestMakesItsLines() throws Exception {
		List<CorpusEntry> entries = CorpusFile.readAll();
		List<String> faults = new ArrayList<>();
		TlsFiles tls = new TlsFiles(this.directory);
		for (Setup setup : Setup.values()) {
			for (TestServer server : TestServer.values()) {
				try (RunningServer running = new RunningServer(server, setup, this.directory, tls)) {
					for (CorpusEntry entry : entries) {
						if (entry.via().setup() == setup) {
							Verdict verdict = new Verdict(entry, server);
							faults.addAll(
									verdict.on(running.observe(entry, verdict.expectedLines(), verdict.expectedOwn())));
						}
					}
				}
			}
		}
		assertThat(faults).isEmpty();
	}

	@Test
	void theReadmeHasEachReason() throws Exception {
		String readme = Files.readString(Path.of("../README.md"));
		String table = readme.substring(readme.indexOf("| reason | what differs |"));
		Set<String> told = Pattern.compile("^\\| `([a-z0-9-]+)` \\|", Pattern.MULTILINE)
			.matcher(table.substring(0, table.indexOf("\n\n")))
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> used = CorpusFile.readAll()
			.stream()
			.flatMap((entry) -> entry.differences().values().stream())
			.map(Difference::reason)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(told).isEqualTo(used);
	}

}
