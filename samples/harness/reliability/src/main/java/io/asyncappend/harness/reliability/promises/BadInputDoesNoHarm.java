package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import java.util.List;
import java.util.Map;

/**
 * Bad arguments, names, paths and calls out of place: those one can think of, then those
 * that a fuzzer makes up.
 */
public final class BadInputDoesNoHarm implements Promise {

	private static final List<String> THOUGHT_OF = List.of("NullArgumentsTest", "HostilePathTest", "FileTest",
			"FailureTest");

	@Override
	public int number() {
		return 15;
	}

	@Override
	public String text() {
		return "Bad input: a clear exception, and nothing accepted is lost";
	}

	@Override
	public void test(Round round, Result result) {
		for (String tests : THOUGHT_OF) {
			TestRun.of("junit-jupiter", "io.asyncappend." + tests, Map.of(), result);
		}
		TestRun.of("jqwik", "io.asyncappend.FuzzTest", Map.of("jqwik.tries.default", String.valueOf(round.times(1500)),
				"jqwik.reporting.usejunitplatform", "true", "jqwik.database", "target/jqwik-database"), result);
	}

}
