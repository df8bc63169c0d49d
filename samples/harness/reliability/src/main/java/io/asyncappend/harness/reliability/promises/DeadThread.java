package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Processes without memory, and listeners that throw errors. */
public final class DeadThread implements Promise {

	private static final int SEEDS = 60;

	@Override
	public int number() {
		return 9;
	}

	@Override
	public String text() {
		return "a dead I/O thread is impossible to miss";
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		new ThrowingListeners(result).test();
		Map<String, Integer> states = new TreeMap<>();
		int seeds = round.times(SEEDS);
		int first = round.number() * seeds;
		for (int seed = first; seed < first + seeds; seed++) {
			try (Scratch scratch = Scratch.create("starved")) {
				String state = starve(seed, scratch, result);
				states.merge(state, 1, Integer::sum);
			}
		}
		result.note("processes without memory: " + states);
	}

	private static String starve(int seed, Scratch scratch, Result result) throws IOException {
		Path file = scratch.resolve("log");
		Path acks = scratch.resolve("acks");
		int storms = 1 + seed % 3;
		boolean direct = seed % 4 == 3;
		String[] options = direct ? new String[] { "-Xmx12m", "-XX:MaxDirectMemorySize=100k" }
				: new String[] { "-Xmx" + (8 + seed % 3) + "m" };
		String[] plan = { "file=" + file, "acks=" + acks, "seed=" + seed, "storms=" + storms,
				"enabled=" + (seed % 3 != 2), "listener=" + ((seed % 2 == 0) ? "quiet" : "allocating") };
		String what = String.join(" ", options) + " " + String.join(" ", plan);
		try (Child child = Child.of(Starved.class).options(options).start(plan)) {
			String said = child.awaitLine("starved");
			child.awaitExit(Duration.ofSeconds(60));
			result.faults(storms);
			result.run();
			String state = said.replaceFirst(".*state=(\\w+).*", "$1");
			boolean failed = state.equals("FAILED");
			if (!said.contains("hung=[]") || !(failed || state.equals("OPEN"))
					|| failed == said.endsWith("cause=none")) {
				result.violation(what + ": " + said + " after " + child.said());
			}
			Acknowledgements given = Acknowledgements.read(acks);
			Verdict verdict = new Verifier(given, given, failed ? Promised.WRITTEN : Promised.ACCEPTED,
					failed ? Tail.CUT : Tail.WHOLE)
				.verify(file);
			if (!verdict.ok()) {
				result.violation(what + ": " + verdict + " after " + said);
			}
			return state;
		}
	}

}
