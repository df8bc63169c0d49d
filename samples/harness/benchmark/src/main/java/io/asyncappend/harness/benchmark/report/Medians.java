package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.run.Outcome;
import io.asyncappend.harness.benchmark.workload.Cell;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The median of each measure of each contender in each cell, which the pictures are drawn
 * from. As a CSV they are kept with the tables, so that the pictures can be drawn anew
 * without a new measurement.
 */
final class Medians {

	private static final String HEADER = "group,work,size,threads,files,rate,buffer,contender,measure,median";

	private static final int CELL_COLUMNS = 7;

	private record Key(Cell cell, Catalog.Entry contender, String measure) {
	}

	private final Map<Key, Double> values = new LinkedHashMap<>();

	static Medians of(Results results) {
		Medians medians = new Medians();
		for (Cell cell : results.cells()) {
			for (Catalog.Entry contender : results.contenders(cell)) {
				results.of(cell, contender.name())
					.filter(Outcome::ran)
					.flatMap((outcome) -> outcome.measures().keySet().stream())
					.distinct()
					.forEach((measure) -> medians.put(cell, contender, measure,
							results.spread(cell, contender.name(), measure).median()));
			}
		}
		return medians;
	}

	/**
	 * The opposite of {@link #lines()}.
	 * @param lines of the CSV
	 * @return the medians
	 * @throws IllegalArgumentException if they are not what {@link #lines()} gives; names
	 * the line
	 */
	static Medians parse(List<String> lines) {
		if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
			throw new IllegalArgumentException("line 1: not '" + HEADER + "'");
		}
		Medians medians = new Medians();
		for (int i = 1; i < lines.size(); i++) {
			try {
				String[] columns = lines.get(i).split(",", -1);
				if (columns.length != CELL_COLUMNS + 3) {
					throw new IllegalArgumentException(columns.length + " columns");
				}
				Cell cell = Cell.decode(String.join(":", List.of(columns).subList(0, CELL_COLUMNS)));
				medians.put(cell, Catalog.find(columns[CELL_COLUMNS]), columns[CELL_COLUMNS + 1],
						Double.parseDouble(columns[CELL_COLUMNS + 2]));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("line " + (i + 1) + ", '" + lines.get(i) + "': " + ex.getMessage(),
						ex);
			}
		}
		return medians;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add(HEADER);
		this.values.forEach((key, median) -> lines.add(String.join(",", key.cell().encode().replace(':', ','),
				key.contender().name(), key.measure(), plain(median))));
		return lines;
	}

	List<Cell> cells(String group) {
		return this.values.keySet()
			.stream()
			.map(Key::cell)
			.filter((cell) -> cell.group().equals(group))
			.distinct()
			.toList();
	}

	/** In the order of the catalog, so that all legends have the same. */
	List<Catalog.Entry> contenders(List<Cell> cells) {
		return Catalog.entries()
			.stream()
			.filter((contender) -> this.values.keySet()
				.stream()
				.anyMatch((key) -> key.contender().equals(contender) && cells.contains(key.cell())))
			.toList();
	}

	/** Not a number where it was not measured. */
	double of(Cell cell, Catalog.Entry contender, String measure) {
		return this.values.getOrDefault(new Key(cell, contender, measure), Double.NaN);
	}

	private void put(Cell cell, Catalog.Entry contender, String measure, double median) {
		if (Double.isFinite(median)) {
			this.values.put(new Key(cell, contender, measure), median);
		}
	}

	private static String plain(double value) {
		return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
	}

}
