package io.asyncappend.harness.cost;

import io.asyncappend.harness.cost.application.Usage;
import io.asyncappend.harness.cost.contender.Running;
import io.asyncappend.harness.cost.contender.Table;
import io.asyncappend.harness.cost.report.Findings;
import io.asyncappend.harness.reliability.system.Tools;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the contenders of each table under load in turns, all of them running and warm,
 * and prints what each request or call costs. Fails if async-append loses a line.
 */
public final class Cost {

	/**
	 * Rounds whose numbers are of code that is not compiled yet: on two cores, compilers
	 * have half a minute of requests to do.
	 */
	private static final int WARM_UP = 10;

	private static final Duration TURN = Duration.ofSeconds(3);

	private static final Duration BRIEF = Duration.ofMillis(500);

	private Cost() {
	}

	/**
	 * Measures.
	 * @param args the number of rounds, or {@code brief} for a way through all of it
	 * whose numbers mean nothing; and the tables, with commas between
	 * @throws Exception if it cannot be done
	 */
	public static void main(String[] args) throws Exception {
		if (args.length != 2 || !args[0].matches("[1-9]\\d{0,3}|brief")
				|| !args[1].matches("(?:(?:tomcat|jetty|netty|log)(?:,|$))+")) {
			System.err
				.println("arguments: ROUNDS (from 1 to 9999, or brief) and TABLES (of tomcat,jetty,netty,log), not: "
						+ String.join(" ", args));
			System.exit(2);
		}
		String missing = Tools.missing("wrk", "bash", "grep");
		if (missing != null) {
			System.err.println(missing);
			System.exit(2);
		}
		boolean brief = args[0].equals("brief");
		int rounds = brief ? 1 : Integer.parseInt(args[0]);
		List<String> violations = new ArrayList<>();
		for (Table table : Arrays.stream(args[1].split(",")).map(Table::of).toList()) {
			Findings findings = measure(table, rounds, brief ? 0 : WARM_UP, brief ? BRIEF : TURN);
			System.out.println();
			findings.lines().forEach(System.out::println);
			violations.addAll(findings.violations());
		}
		System.out.printf("%n%d cores, %s %s, %s %s, %s; medians of %d rounds%n",
				Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
				System.getProperty("os.version"), System.getProperty("java.vm.name"),
				System.getProperty("java.vm.version"), LocalDate.now(), rounds);
		violations.forEach((violation) -> System.out.println("BROKEN: " + violation));
		System.exit(violations.isEmpty() ? 0 : 1);
	}

	private static Findings measure(Table table, int rounds, int warmUp, Duration turn) throws Exception {
		Findings findings = new Findings(table);
		List<Running> running = Running.start(table);
		try {
			for (int round = -warmUp; round < rounds; round++) {
				round(running, round, turn, findings);
			}
			for (Running one : running) {
				long missing = one.exit();
				if (one.contender().logs()) {
					findings.missing(one.contender(), missing);
				}
			}
		}
		finally {
			for (Running one : running) {
				one.close();
			}
		}
		return findings;
	}

	/**
	 * Another one comes first in each round. What each has used is read after the turn of
	 * the next, when it has written what was in its buffer.
	 */
	private static void round(List<Running> running, int round, Duration turn, Findings findings)
			throws IOException, InterruptedException {
		Turn last = null;
		for (int i = 0; i < running.size(); i++) {
			Running one = running.get(Math.floorMod(i + round, running.size()));
			Usage before = one.usage();
			long start = System.nanoTime();
			long load = one.load(turn);
			double seconds = (System.nanoTime() - start) / 1e9;
			end(last, round, findings);
			last = new Turn(one, before, load, seconds);
		}
		Thread.sleep(turn.toMillis());
		end(last, round, findings);
	}

	private static void end(Turn turn, int round, Findings findings) throws IOException {
		if (turn != null && round >= 0) {
			findings.add(turn.running.contender(), turn.load, turn.seconds, turn.running.usage().since(turn.before));
		}
	}

	/** A turn whose costs are not known yet. */
	private record Turn(Running running, Usage before, long load, double seconds) {
	}

}
