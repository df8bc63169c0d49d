package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Measures;
import io.asyncappend.harness.benchmark.workload.Work;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The pictures that the results give: file name to SVG. */
final class Pictures {

	private final Results results;

	private final Map<String, String> pictures = new LinkedHashMap<>();

	private Pictures(Results results) {
		this.results = results;
	}

	static Map<String, String> of(Results results) {
		Pictures all = new Pictures(results);
		for (int threads : new int[] { 1, 2, 8 }) {
			all.curve("w1-size-" + threads, "Append to flush, producers: " + threads, "record", "MB/s", "mb_per_s",
					"w1", (cell) -> cell.threads() == threads, (cell) -> bytes(cell.size()));
		}
		for (int size : new int[] { 64, 128, 1024, 16 * 1024 }) {
			all.curve("w1-producers-" + size, "Append to flush, records of " + bytes(size), "producers", "MB/s",
					"mb_per_s", "w1", (cell) -> cell.size() == size, (cell) -> String.valueOf(cell.threads()));
		}
		all.curve("w2-threads", "Durable, each thread waits, 256 B", "threads", "records/s", "records_per_s", "w2",
				(cell) -> cell.work() == Work.DURABLE, (cell) -> String.valueOf(cell.threads()));
		all.curve("w4-files", "Durable, a waiting thread for each file, 256 B", "files", "records/s", "records_per_s",
				"w4", (cell) -> cell.work() == Work.DURABLE_OWN_FILE, (cell) -> "%,d".formatted(cell.files()));
		results.cells("w3").forEach(all::percentiles);
		all.growth();
		return all.pictures;
	}

	private void growth() {
		for (Work work : List.of(Work.APPEND, Work.DURABLE)) {
			for (String measure : List.of("records_per_s", "cpu_us_per_record")) {
				String up = measure.equals("records_per_s") ? "records/s" : "CPU µs per record";
				String name = "-" + work.name().toLowerCase(java.util.Locale.ROOT) + "-" + measure.split("_")[0];
				Predicate<Cell> wanted = (cell) -> cell.work() == work;
				curve("w7-producers" + name, work.title(), "producers", up, measure, "w7-producers", wanted,
						(cell) -> String.valueOf(cell.threads()));
				curve("w7-size" + name, work.title(), "record", up, measure, "w7-size", wanted,
						(cell) -> bytes(cell.size()));
				curve("w7-buffer" + name, work.title(), "buffer", up, measure, "w7-buffer", wanted,
						(cell) -> bytes(cell.buffer()));
				curve("w7-files" + name, work.title(), "files", up, measure, "w7-files", wanted,
						(cell) -> "%,d".formatted(cell.files()));
			}
		}
	}

	/** A value for each cell of a group. */
	private void curve(String file, String title, String across, String up, String measure, String group,
			Predicate<Cell> wanted, Function<Cell, String> place) {
		List<Cell> cells = this.results.cells(group).stream().filter(wanted).toList();
		LineChart chart = new LineChart(title, across, up, cells.stream().map(place).toList());
		for (Catalog.Entry contender : this.results.contenders(group)) {
			double[] values = cells.stream()
				.mapToDouble((cell) -> this.results.spread(cell, contender.name(), measure).median())
				.toArray();
			chart.line(contender.title(), values, contender.ours());
		}
		add(file, chart, cells.size());
	}

	/** A value for each percentile of a cell. */
	private void percentiles(Cell cell) {
		double[] percentiles = Arrays.stream(Measures.PERCENTILES).filter((percentile) -> percentile >= 50).toArray();
		List<String> names = Arrays.stream(percentiles)
			.mapToObj(Measures::percentileName)
			.map((name) -> name.replace("_us", ""))
			.toList();
		LineChart chart = new LineChart("One call, " + "%,d".formatted(cell.rate()) + " records/s, "
				+ bytes(cell.size()) + ", producers: " + cell.threads(), "percentile", "µs", names);
		for (Catalog.Entry contender : this.results.contenders(cell)) {
			double[] values = Arrays.stream(percentiles)
				.map((percentile) -> this.results.spread(cell, contender.name(), Measures.percentileName(percentile))
					.median())
				.toArray();
			chart.line(contender.title(), values, contender.ours());
		}
		add("w3-latency-" + cell.rate(), chart, names.size());
	}

	private void add(String file, LineChart chart, int places) {
		if (!chart.empty() && places > 1) {
			this.pictures.put(file + ".svg", chart.svg());
		}
	}

	private static String bytes(int count) {
		if (count >= 1 << 20) {
			return (count >> 20) + " MiB";
		}
		return (count >= 1024) ? (count >> 10) + " KiB" : count + " B";
	}

}
