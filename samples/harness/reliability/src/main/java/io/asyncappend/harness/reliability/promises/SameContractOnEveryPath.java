package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whatever thread writes, and to whatever file: the same contract, all of it. */
public final class SameContractOnEveryPath implements Promise {

	private static final int TIMES = 2;

	/** The path each class takes: of a file by its path, then of a borrowed channel. */
	private static final List<List<String>> PATHS = List.of(
			List.of("AsynchronousTest", "SynchronousTest", "SwitchingTest", "FallenBackTest"),
			List.of("BorrowedTest", "BorrowedSynchronousTest"));

	@Override
	public int number() {
		return 12;
	}

	@Override
	public String text() {
		return "Fallback has identical semantics: the contract suite on each path";
	}

	@Override
	public void test(Round round, Result result) {
		int tests = 0;
		int times = round.times(TIMES);
		for (int i = 0; i < times; i++) {
			tests = once(result);
		}
		result.note(times + " times " + tests + " tests, on asynchronous, synchronous, switching, fallen back, "
				+ "borrowed and borrowed synchronous appenders");
	}

	private static int once(Result result) {
		int tests = 0;
		for (List<String> paths : PATHS) {
			Map<String, Set<String>> succeeded = new LinkedHashMap<>();
			for (String path : paths) {
				succeeded.put(path, TestRun.of("junit-jupiter", "io.asyncappend.contract." + path, Map.of(), result));
			}
			Set<String> all = new TreeSet<>();
			succeeded.values().forEach(all::addAll);
			succeeded.forEach((path, did) -> requireAll(path, did, all, result));
			tests += succeeded.values().stream().mapToInt(Set::size).sum();
		}
		return tests;
	}

	/** A path that leaves something out has a contract of its own. */
	private static void requireAll(String path, Set<String> did, Set<String> all, Result result) {
		Set<String> missing = new TreeSet<>(all);
		missing.removeAll(did);
		missing.forEach((test) -> result.violation(path + " did not pass " + test));
	}

}
