package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The results as Markdown: medians, with the least and the greatest. */
final class Table {

	private Table() {
	}

	static List<String> of(Results results) {
		List<String> lines = new ArrayList<>();
		for (Cell cell : results.cells()) {
			lines.add("");
			lines.add("**" + cell.group() + ": " + cell.title() + "**");
			lines.add("");
			table(results, cell, lines);
			best(results, cell, lines);
		}
		return lines;
	}

	private static void table(Results results, Cell cell, List<String> lines) {
		Map<String, String> columns = Columns.of(cell);
		lines.add("| | " + String.join(" | ", columns.keySet()) + " | async-append ÷ this | |");
		lines.add("|---|" + "---:|".repeat(columns.size() + 1) + "---|");
		for (Catalog.Entry contender : results.contenders(cell)) {
			StringBuilder row = new StringBuilder("| ").append(contender.title()).append(" |");
			for (String measure : columns.values()) {
				row.append(' ').append(results.spread(cell, contender.name(), measure).text()).append(" |");
			}
			Spread ratio = results.ratio(cell, Results.REFERENCE, contender.name(), Columns.main(cell));
			row.append(' ').append(ratio.text()).append(" | ");
			lines.add(row.append(results.remark(cell, contender.name()).orElse("")).append(" |").toString());
		}
	}

	private static void best(Results results, Cell cell, List<String> lines) {
		String measure = Columns.main(cell);
		results.bestPeer(cell, measure, Columns.most(cell)).ifPresent((best) -> {
			lines.add("");
			lines.add("async-append ÷ best peer (" + best.title() + ", " + measure + "): "
					+ results.ratio(cell, Results.REFERENCE, best.name(), measure).text());
		});
	}

}
