package io.asyncappend.spring.boot.accesslog.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Difference;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Expectation;
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

	private final Expectation expectation;

	private final List<String> faults = new ArrayList<>();

	private Verdict(CorpusEntry entry, Expectation expectation) {
		this.entry = entry;
		this.expectation = expectation;
	}

	/**
	 * What is not as the corpus says, as it would have to be there: nothing, if it is one
	 * of the things that may come of a server that races.
	 */
	static List<String> on(CorpusEntry entry, TestServer server, Observation observed) {
		List<List<String>> verdicts = entry.expectations(server)
			.stream()
			.map((expectation) -> new Verdict(entry, expectation).on(observed))
			.toList();
		return verdicts.stream().anyMatch(List::isEmpty) ? List.of() : verdicts.get(0);
	}

	private List<String> on(Observation observed) {
		compare("", observed.lines(), this.expectation.usual());
		boolean reads = this.entry.then() == Then.READ || this.entry.then() == Then.LEAVE;
		compare("wire ", observed.received(), reads ? observed.lines().stream().map(LineOf::sent).toList() : List.of());
		compare("own ", observed.own(), observed.lines().stream().map(LineOf::comparable).toList());
		return this.faults;
	}

	private void compare(String subject, List<String> observed, List<String> usual) {
		Difference difference = this.expectation.difference(subject);
		if (matches(observed, (difference != null) ? difference.values() : usual)) {
			if (difference != null && matches(observed, usual)) {
				fault(subject, "is as usual", observed, difference);
			}
			return;
		}
		fault(subject, "is not so", observed, difference);
	}

	private void fault(String subject, String problem, List<String> observed, @Nullable Difference difference) {
		String name = subject + this.expectation.server().name().toLowerCase(Locale.ROOT) + "= ";
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
		int star = anySize(expected);
		if (star < 0 || !observed.startsWith(expected.substring(0, star + 1))) {
			return false;
		}
		return observed.substring(star + 1).replaceFirst("^([0-9]+|-)", "*").equals(expected.substring(star + 1));
	}

	static boolean hasAnySize(String expected) {
		return anySize(expected) >= 0;
	}

	private static int anySize(String expected) {
		return expected.indexOf(ANY_SIZE, expected.indexOf("\" "));
	}

}
