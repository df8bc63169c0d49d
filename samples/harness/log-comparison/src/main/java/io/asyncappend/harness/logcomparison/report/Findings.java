package io.asyncappend.harness.logcomparison.report;

import io.asyncappend.harness.logcomparison.contender.Contender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was found in all rounds. Not thread-safe. */
public final class Findings {

	private final Map<Row, Map<Contender, List<double[]>>> values = new EnumMap<>(Row.class);

	private final Map<Row, String> skipped = new EnumMap<>(Row.class);

	private final List<String> violations = new ArrayList<>();

	/**
	 * Adds what a round found.
	 * @param row which numbers
	 * @param contender that they are of
	 * @param numbers as many as the title of the row says; {@code NaN} is never
	 */
	public void add(Row row, Contender contender, double... numbers) {
		this.values.computeIfAbsent(row, (key) -> new EnumMap<>(Contender.class))
			.computeIfAbsent(contender, (key) -> new ArrayList<>())
			.add(numbers);
	}

	/**
	 * Says that a row has no numbers.
	 * @param row the row
	 * @param reason why
	 */
	public void skip(Row row, String reason) {
		this.skipped.put(row, reason);
	}

	/**
	 * Requires something of this library: what other contenders do is only reported.
	 * @param contender that it is about
	 * @param kept whether it is so
	 * @param promise what is so then
	 */
	public void require(Contender contender, boolean kept, String promise) {
		if (contender.isOurs() && !kept) {
			this.violations.add(promise);
		}
	}

	/**
	 * What was required and is not so.
	 * @return the broken promises
	 */
	public List<String> violations() {
		return List.copyOf(this.violations);
	}

	/**
	 * Whatever was found of a contender, round by round.
	 * @param row which numbers
	 * @param contender that they are of
	 * @return the numbers of each round
	 */
	public List<double[]> of(Row row, Contender contender) {
		return this.values.getOrDefault(row, Map.of()).getOrDefault(contender, List.of());
	}

	/**
	 * The table, in Markdown.
	 * @return its lines
	 */
	public List<String> table() {
		List<String> lines = new ArrayList<>();
		lines.add("| | " + Arrays.stream(Contender.values()).map(Contender::title).collect(Collectors.joining(" | "))
				+ " |");
		lines.add("|---|" + "---|".repeat(Contender.values().length));
		for (Row row : Row.values()) {
			lines.add("| " + row.title() + " | "
					+ Arrays.stream(Contender.values())
						.map((contender) -> cell(row, contender))
						.collect(Collectors.joining(" | "))
					+ " |");
		}
		return lines;
	}

	private String cell(Row row, Contender contender) {
		String reason = this.skipped.get(row);
		if (reason != null) {
			return "skipped: " + reason;
		}
		List<double[]> rounds = of(row, contender);
		return rounds.isEmpty() ? "" : row.merged(rounds);
	}

	/**
	 * Each number of each round.
	 * @return lines of CSV
	 */
	public List<String> csv() {
		List<String> lines = new ArrayList<>();
		lines.add("row,contender,round,column,value");
		this.values.forEach((row, contenders) -> contenders.forEach((contender, rounds) -> {
			for (int round = 0; round < rounds.size(); round++) {
				double[] numbers = rounds.get(round);
				for (int column = 0; column < numbers.length; column++) {
					lines.add("\"%s\",%s,%d,%d,%s".formatted(row.title(), contender.title(), round + 1, column + 1,
							numbers[column]));
				}
			}
		}));
		return lines;
	}

}
