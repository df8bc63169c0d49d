package io.asyncappend.harness.forwarding.comparison;

import io.asyncappend.harness.forwarding.contender.Contender;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was found in all rounds. Not thread-safe. */
public final class Findings {

	private final Map<Row, Map<Contender, List<Double>>> values = new EnumMap<>(Row.class);

	void add(Row row, Contender contender, double value) {
		System.out.printf(Locale.ROOT, "%s: %s: %.2f%n", row.title(), contender.title(), value);
		this.values.computeIfAbsent(row, (key) -> new EnumMap<>(Contender.class))
			.computeIfAbsent(contender, (key) -> new ArrayList<>())
			.add(value);
	}

	/**
	 * The median of what was found.
	 * @param row which value
	 * @param contender of which contender
	 * @return the median; NaN if there is none
	 */
	public double median(Row row, Contender contender) {
		List<Double> all = this.values.getOrDefault(row, Map.of())
			.getOrDefault(contender, List.of())
			.stream()
			.sorted()
			.toList();
		return all.isEmpty() ? Double.NaN : all.get(all.size() / 2);
	}

	/**
	 * All of it, the medians.
	 * @return the lines of a table
	 */
	public List<String> table() {
		List<String> lines = new ArrayList<>();
		lines.add(line(Stream.concat(Stream.of(""), Stream.of(Contender.values()).map(Contender::title))));
		lines.add("|---".repeat(Contender.values().length + 1) + "|");
		for (Row row : Row.values()) {
			lines.add(line(Stream.concat(Stream.of(row.title()),
					Stream.of(Contender.values()).map((contender) -> cell(median(row, contender))))));
		}
		for (Contender bare : List.of(Contender.PRODUCER, Contender.PRODUCER_OF_MESSAGES)) {
			lines.add(line(Stream.concat(Stream.of("throughput, of that of " + bare.title()),
					Stream.of(Contender.values()).map((contender) -> cell(ratio(contender, bare))))));
		}
		return lines;
	}

	private double ratio(Contender contender, Contender bare) {
		return median(Row.THROUGHPUT, contender) / median(Row.THROUGHPUT, bare);
	}

	private static String line(Stream<String> cells) {
		return cells.collect(Collectors.joining(" | ", "| ", " |"));
	}

	private static String cell(double value) {
		if (Double.isNaN(value)) {
			return "";
		}
		return String.format(Locale.ROOT, (value < 10 && value != Math.rint(value)) ? "%.2f" : "%,.0f", value);
	}

}
