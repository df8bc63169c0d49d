package io.asyncappend.harness.benchmark;

import io.asyncappend.AppenderOptions;
import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.report.Report;
import io.asyncappend.harness.benchmark.run.Arguments;
import io.asyncappend.harness.benchmark.run.Outcome;
import io.asyncappend.harness.benchmark.run.Plan;
import io.asyncappend.harness.benchmark.run.Rounds;
import io.asyncappend.harness.benchmark.run.Turns;
import io.asyncappend.harness.benchmark.workload.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares async-append with its peers and with the limit. Ends with 1 if something of
 * this build, not of a peer, lost a record or failed.
 */
public final class Benchmark {

	/** In the short form; runs are mostly the start of a JVM. */
	private static final int AT_ONCE = 2;

	private Benchmark() {
	}

	/**
	 * Runs the benchmark.
	 * @param args see {@link Arguments#USAGE}
	 * @throws Exception if it could not be run
	 */
	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("jmh")) {
			jmh(Arrays.copyOfRange(args, 1, args.length));
			return;
		}
		List<Outcome> outcomes;
		try {
			if (args.length == 2 && args[0].equals("draw")) {
				Report.draw(Path.of(args[1])).forEach(System.out::println);
				return;
			}
			if (args.length > 0 && args[0].equals("turns")) {
				turns(Arguments.parse(Arrays.copyOfRange(args, 1, args.length)));
				return;
			}
			outcomes = run(Arguments.parse(args), String.join(" ",
					"java -jar samples/harness/benchmark/target/benchmark.jar", String.join(" ", args)));
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.print(Arguments.USAGE);
			System.exit(2);
			return;
		}
		if (outcomes.isEmpty() || outcomes.stream().anyMatch(Outcome::fault)) {
			System.exit(1);
		}
	}

	/** The JVMs that JMH starts have the flags of a peer that does not start without. */
	private static void jmh(String[] args) throws IOException {
		List<String> all = new ArrayList<>(
				List.of("-jvmArgsPrepend", String.join(" ", Catalog.find("chronicle-queue").flags())));
		all.addAll(List.of(args));
		org.openjdk.jmh.Main.main(all.toArray(String[]::new));
	}

	static void turns(Arguments arguments) throws Exception {
		Turns turns = new Turns(arguments.contenders(), arguments.rounds(), arguments.budget(), arguments.temporary());
		int buffer = AppenderOptions.builder().build().bufferSize();
		turns.head().forEach(System.out::println);
		for (Cell cell : Plan.cells(arguments.workloads())) {
			if (Turns.takes(cell)) {
				System.out.println(turns.row(cell.buffer(buffer)));
			}
		}
	}

	static List<Outcome> run(Arguments arguments, String command) throws Exception {
		Files.createDirectories(arguments.temporary());
		Rounds rounds = new Rounds(arguments.contenders(), arguments.budget(), arguments.temporary(),
				(outcome) -> System.out.println(outcome.text()));
		if (arguments.shortForm()) {
			return rounds.check(Plan.shortForm(), AT_ONCE);
		}
		List<Outcome> outcomes = rounds.run(Plan.cells(arguments.workloads()), arguments.rounds());
		Report.write(outcomes, command, arguments.output()).forEach(System.out::println);
		Report.draw(arguments.output());
		return outcomes;
	}

}
