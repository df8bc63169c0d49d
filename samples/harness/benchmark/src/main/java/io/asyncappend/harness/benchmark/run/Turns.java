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
		List<Catalog.Entry> able = this.contenders.stream()
			.filter((contender) -> contender.abilities().containsAll(cell.work().needs(cell)))
			.toList();
		Map<String, List<Map<String, Double>>> all = new HashMap<>();
		able.forEach((contender) -> all.put(contender.name(), new ArrayList<>()));
		for (int round = -WARM_UP_ROUNDS; round < this.rounds; round++) {
			for (int turn = 0; turn < able.size(); turn++) {
				Catalog.Entry contender = able.get(Math.floorMod(turn + round, able.size()));
				Map<String, Double> measures = turn(contender, cell);
				if (round >= 0) {
					all.get(contender.name()).add(measures);
				}
			}
		}
		double first = median(all.get(this.contenders.get(0).name()), speed(cell));
		return this.contenders.stream()
			.map((contender) -> able.contains(contender) ? figures(cell, all.get(contender.name()), first) : "–")
			.collect(Collectors.joining(" | ", "| " + cell.title() + " | ", " |"));
	}

	private static String figures(Cell cell, List<Map<String, Double>> measures, double first) {
		double speed = median(measures, speed(cell));
		String figures = String.format(Locale.ROOT, "%,.0f; %.2f; %.2f", speed, first / speed,
				mean(measures, cell.work().limited() ? "cpu_s_per_gb" : "cpu_us_per_record"));
		return measures.get(0).containsKey("p99_us")
				? figures + String.format(Locale.ROOT, "; %,.0f", median(measures, "p99_us")) : figures;
	}

	/** The clock of a process ticks too seldom for the median of such short turns. */
	private static double mean(List<Map<String, Double>> measures, String name) {
		return measures.stream().mapToDouble((one) -> one.get(name)).average().orElse(Double.NaN);
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

	private Map<String, Double> turn(Catalog.Entry contender, Cell cell) throws Exception {
		boolean limit = contender.name().equals(Catalog.LIMIT);
		Cell own = limit ? cell.alone(Catalog.LIMIT_RECORD_SIZE) : cell;
		Path turn = Files.createTempDirectory(Files.createDirectories(this.directory), "turn-");
		try {
			Map<String, Double> measures = Run.measure(contender, own, this.budget, turn).values();
			for (String fault : List.of("lost", "corrupt", "misplaced")) {
				if (measures.get(fault) > 0) {
					throw new IOException(contender.name() + ", " + cell.title() + ": " + fault + " "
							+ measures.get(fault) + " records");
				}
			}
			return measures;
		}
		finally {
			Child.delete(turn);
		}
	}

	private static double median(List<Map<String, Double>> measures, String name) {
		double[] sorted = measures.stream().mapToDouble((one) -> one.get(name)).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
