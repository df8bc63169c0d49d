package io.asyncappend.harness.cost.report;

import io.asyncappend.harness.cost.application.Usage;
import io.asyncappend.harness.cost.contender.Contender;
import io.asyncappend.harness.cost.contender.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was found of the contenders of a table in all rounds. Not thread-safe. */
public final class Findings {

	private final Table table;

	private final Map<Contender, List<Turn>> turns = new LinkedHashMap<>();

	private final Map<Contender, Long> missing = new LinkedHashMap<>();

	/**
	 * Creates findings.
	 * @param table the table
	 */
	public Findings(Table table) {
		this.table = table;
	}

	/**
	 * Adds a turn.
	 * @param contender whose turn it was
	 * @param load how many requests or calls it had
	 * @param seconds for how long
	 * @param usage what its JVM has used for that
	 */
	public void add(Contender contender, long load, double seconds, Usage usage) {
		this.turns.computeIfAbsent(contender, (key) -> new ArrayList<>())
			.add(new Turn(load / seconds, usage.cpuNanos() / 1000.0 / load, (double) usage.allocatedBytes() / load));
	}

	/**
	 * Says how many lines are missing of a contender that logs.
	 * @param contender whose they are
	 * @param lines how many
	 */
	public void missing(Contender contender, long lines) {
		this.missing.put(contender, lines);
	}

	/**
	 * What async-append has not kept.
	 * @return a sentence for each contender that is ours and lost lines
	 */
	public List<String> violations() {
		return this.missing.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().isOurs() && entry.getValue() > 0)
			.map((entry) -> this.table.title() + ", " + entry.getKey().title() + ": " + entry.getValue()
					+ " lines are missing")
			.toList();
	}

	/**
	 * The table, in Markdown: medians, and those of what is more than without a log in
	 * the same round.
	 * @return its lines
	 */
	public List<String> lines() {
		List<String> lines = new ArrayList<>();
		String unit = this.table.unit();
		lines.add("| %s | %ss/s | CPU, µs a %s | beyond none | allocated, bytes a %s | beyond none | lines missing |"
			.formatted(this.table.title(), unit, unit, unit));
		lines.add("|---|---|---|---|---|---|---|");
		List<Turn> without = this.turns.values().iterator().next();
		this.turns.forEach((contender, of) -> lines.add("| %s | %s | %s | %s | %s | %s | %s |".formatted(
				contender.title(), text(0, median(of, Turn::rate)), text(1, median(of, Turn::cpu)),
				contender.logs() ? text(1, beyond(of, without, Turn::cpu)) : "", text(0, median(of, Turn::allocated)),
				contender.logs() ? text(0, beyond(of, without, Turn::allocated)) : "",
				this.missing.containsKey(contender) ? text(0, this.missing.get(contender)) : "")));
		return lines;
	}

	private static String text(int digits, double number) {
		return String.format(Locale.ROOT, "%,." + digits + "f", number);
	}

	private static double median(List<Turn> turns, ToDoubleFunction<Turn> number) {
		return turns.stream().mapToDouble(number).sorted().skip(turns.size() / 2).findFirst().orElse(Double.NaN);
	}

	private static double beyond(List<Turn> turns, List<Turn> without, ToDoubleFunction<Turn> number) {
		List<Double> differences = new ArrayList<>();
		for (int round = 0; round < turns.size(); round++) {
			differences.add(number.applyAsDouble(turns.get(round)) - number.applyAsDouble(without.get(round)));
		}
		return differences.stream().sorted().skip(turns.size() / 2).findFirst().orElse(Double.NaN);
	}

	/** A turn: load a second, microseconds and bytes of each. */
	private record Turn(double rate, double cpu, double allocated) {
	}

}
