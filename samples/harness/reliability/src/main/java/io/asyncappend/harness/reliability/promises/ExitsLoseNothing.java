package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.exit.Exit;
import io.asyncappend.harness.reliability.exit.LeavingJvm;
import io.asyncappend.harness.reliability.exit.Sample;
import io.asyncappend.harness.reliability.exit.SampleExit;
import io.asyncappend.harness.reliability.exit.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * SIGTERM under load, and every other way to leave a JVM short of killing it: what was
 * accepted is written, and what is reported is exact.
 */
public final class ExitsLoseNothing implements Promise {

	private static final List<Way> OF_JVM = List.of(Way.RETURN, Way.EXIT, Way.EXIT_IN_CALLBACK, Way.UNCAUGHT, Way.TERM);

	@Override
	public int number() {
		return 13;
	}

	@Override
	public String text() {
		return "SIGTERM under load, System.exit, an uncaught error, a failed start: "
				+ "all accepted is written, in time, and the report is exact";
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		Exit exit = new Exit(result);
		List<Callable<Void>> exits = new ArrayList<>();
		for (Way way : OF_JVM) {
			for (LeavingJvm.Kind kind : LeavingJvm.Kind.values()) {
				exits.add(done(() -> exit.ofJvm(way, kind)));
			}
		}
		for (int i = 0; i < 2; i++) {
			for (Way way : Way.values()) {
				exits.add(done(() -> exit.ofContext(way)));
			}
		}
		try (Sample sample = new Sample()) {
			SampleExit ofSample = new SampleExit(sample, exit);
			for (int i = 0; i < round.times(50); i++) {
				boolean aheadOfTime = i % 10 != 0;
				exits.add(done(() -> ofSample.term(aheadOfTime)));
			}
			all(exits);
		}
		result.note("the slowest exit took " + exit.slowestMillis() + " ms");
	}

	private interface Work {

		void run() throws Exception;

	}

	private static Callable<Void> done(Work work) {
		return () -> {
			work.run();
			return null;
		};
	}

	/** Two at a time: most of the time a JVM starts, on one core. */
	private static void all(List<Callable<Void>> exits) throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(2);
		try {
			for (Future<Void> future : pool.invokeAll(exits)) {
				future.get();
			}
		}
		finally {
			pool.shutdownNow();
		}
	}

}
