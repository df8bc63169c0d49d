package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Budget;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Run;
import io.asyncappend.harness.benchmark.workload.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has contenders take turns of a part of a second in one JVM, each with a file of its own
 * that is new: what they do is compiled by then, and what the machine does to one of them
 * it does to the next. So differences of a few hundredths are seen, which runs of a JVM
 * each hide. Each file is read back and checked. Not thread-safe.
 */
public final class Turns {

	private static final int WARM_UP_ROUNDS = 4;

	/** What is as fast as it goes. */
	private static final Set<Work> TAKEN = EnumSet.of(Work.APPEND, Work.DURABLE, Work.DURABLE_OWN_FILE, Work.PIPELINED);

	private final List<Catalog.Entry> contenders;

	private final int rounds;

	private final Budget budget;

	private final Path directory;

	/**
	 * Nothing is opened yet.
	 * @param contenders which; the first is held against the others. The flags of their
	 * JVM are up to this one
	 * @param rounds how many turns each has in each cell, after some that warm up
	 * @param budget of each turn
	 * @param directory for the files
	 */
	public Turns(List<Catalog.Entry> contenders, int rounds, Budget budget, Path directory) {
		this.contenders = contenders;
		this.rounds = rounds;
		this.budget = budget;
		this.directory = directory;
	}

	/**
	 * Whether a cell can be measured so.
	 * @param cell what is done
	 * @return whether it is something that is done as fast as it goes
	 */
	public static boolean takes(Cell cell) {
		return TAKEN.contains(cell.work());
	}

	/**
	 * Measures a cell.
	 * @param cell what is done
	 * @return the line of a table
	 * @throws Exception if a contender failed, or lost something
	 */
	public String row(Cell cell) throws Exception {
		Map<String, List<Outcome>> all = new HashMap<>();
		for (int round = -WARM_UP_ROUNDS; round < this.rounds; round++) {
			for (Catalog.Entry contender : Rounds.order(this.contenders, cell, round)) {
				Outcome outcome = turn(contender, cell, round);
				if (round >= 0) {
					all.computeIfAbsent(contender.name(), (name) -> new ArrayList<>()).add(outcome);
				}
			}
		}
		double first = median(all.get(this.contenders.get(0).name()), speed(cell));
		return this.contenders.stream()
			.map((contender) -> all.containsKey(contender.name()) ? figures(cell, all.get(contender.name()), first)
					: "–")
			.collect(Collectors.joining(" | ", "| " + cell.title() + " | ", " |"));
	}

	private static String figures(Cell cell, List<Outcome> outcomes, double first) {
		double speed = median(outcomes, speed(cell));
		String figures = String.format(Locale.ROOT, "%,.0f; %.2f; %.2f", speed, first / speed,
				mean(outcomes, cell.work().limited() ? "cpu_s_per_gb" : "cpu_us_per_record"));
		double p99 = median(outcomes, "p99_us");
		return Double.isNaN(p99) ? figures : figures + String.format(Locale.ROOT, "; %,.0f", p99);
	}

	/** The clock of a process ticks too seldom for the median of such short turns. */
	private static double mean(List<Outcome> outcomes, String name) {
		return outcomes.stream().mapToDouble((one) -> one.measure(name)).average().orElse(Double.NaN);
	}

	private static String speed(Cell cell) {
		return cell.work().limited() ? "mb_per_s" : "records_per_s";
	}

	/**
	 * The first lines of the table.
	 * @return two of them
	 */
	public List<String> head() {
		return List.of(
				this.contenders.stream()
					.map(Catalog.Entry::title)
					.collect(Collectors.joining(" | ",
							"| MB/s or records/s; first ÷ this; CPU s/GB or µs/record; p99 µs | ", " |")),
				"|---" + "|---".repeat(this.contenders.size()) + "|");
	}

	private Outcome turn(Catalog.Entry contender, Cell cell, int round) throws Exception {
		Path turn = Files.createTempDirectory(Files.createDirectories(this.directory), "turn-");
		try {
			Map<String, Double> measures = Run.measure(contender, Rounds.own(contender, cell), this.budget, turn)
				.values();
			Outcome outcome = new Outcome(contender, cell, round, measures, null, null);
			if (outcome.wrong() != null) {
				throw new IOException(outcome.text());
			}
			return outcome;
		}
		finally {
			Child.delete(turn);
		}
	}

	private static double median(List<Outcome> outcomes, String name) {
		double[] sorted = outcomes.stream().mapToDouble((one) -> one.measure(name)).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
