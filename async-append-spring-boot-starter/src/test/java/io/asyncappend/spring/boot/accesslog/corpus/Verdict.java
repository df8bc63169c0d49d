package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Difference;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;
import io.asyncappend.spring.boot.accesslog.corpus.RunningServer.Observation;
import io.asyncappend.spring.boot.testing.TestServer;

/**
 * Compares what came of an entry on a server with what the corpus says.
 */
final class Verdict {

	/** The size of a page that each server makes in its own way. */
	private static final String ANY_SIZE = " *";

	private final CorpusEntry entry;

	private final TestServer server;

	private final List<String> faults = new ArrayList<>();

	Verdict(CorpusEntry entry, TestServer server) {
		this.entry = entry;
		this.server = server;
	}

	int expectedLines() {
		return this.entry.lines(this.server).size();
	}

	int expectedOwn() {
		Difference difference = this.entry.difference("own ", this.server);
		return (difference != null) ? difference.values().size() : expectedLines();
	}

	/** What is not as the corpus says, as it would have to be there. */
	List<String> on(Observation observed) {
		compare("", observed.lines(), this.entry.lines());
		if (this.entry.then() == Then.READ) {
			compare("wire ", observed.received(), observed.lines().stream().map(LineOf::sent).toList());
		}
		compare("own ", observed.own(), observed.lines().stream().map(LineOf::comparable).toList());
		return this.faults;
	}

	private void compare(String subject, List<String> observed, List<String> usual) {
		Difference difference = this.entry.difference(subject, this.server);
		if (matches(observed, (difference != null) ? difference.values() : usual)) {
			if (difference != null && matches(observed, usual)) {
				fault(subject, "is as usual", observed, difference);
			}
			return;
		}
		fault(subject, "is not so", observed, difference);
	}

	private void fault(String subject, String problem, List<String> observed, @Nullable Difference difference) {
		String name = subject + this.server.name().toLowerCase(Locale.ROOT) + "= ";
		List<String> values = observed.isEmpty() ? List.of("none") : observed;
		this.faults.add(this.entry + " " + problem + "\n"
				+ String.join("\n", values.stream()
					.map((value) -> name + value + " [" + ((difference != null) ? difference.reason() : "?") + "]")
					.toList()));
	}

	private static boolean matches(List<String> observed, List<String> expected) {
		if (observed.size() != expected.size()) {
			return false;
		}
		for (int i = 0; i < observed.size(); i++) {
			if (!observed.get(i).equals(expected.get(i)) && !matchesButForSize(observed.get(i), expected.get(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean matchesButForSize(String observed, String expected) {
		int star = expected.indexOf(ANY_SIZE, expected.indexOf("\" "));
		if (star < 0 || !observed.startsWith(expected.substring(0, star + 1))) {
			return false;
		}
		return observed.substring(star + 1).replaceFirst("^([0-9]+|-)", "*").equals(expected.substring(star + 1));
	}

}
