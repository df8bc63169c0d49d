package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Measures;
import io.asyncappend.harness.benchmark.workload.Work;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The pictures that the results give: file name to SVG. */
final class Pictures {

	private final Medians medians;

	private final Map<String, String> pictures = new LinkedHashMap<>();

	private Pictures(Medians medians) {
		this.medians = medians;
	}

	static Map<String, String> of(Medians medians) throws IOException {
		Pictures all = new Pictures(medians);
		for (int threads : new int[] { 1, 2, 8 }) {
			all.curve("w1-size-" + threads, new Axes("record size", Pictures::size, "MB/s", "mb_per_s"), "w1",
					(cell) -> cell.threads() == threads);
		}
		for (int size : new int[] { 64, 128, 1024, 16 * 1024 }) {
			all.curve("w1-producers-" + size, new Axes("threads", Pictures::threads, "MB/s", "mb_per_s"), "w1",
					(cell) -> cell.size() == size);
		}
		all.curve("w2-threads", new Axes("threads", Pictures::threads, "records/s", "records_per_s"), "w2",
				(cell) -> cell.work() == Work.DURABLE);
		all.curve("w4-files", new Axes("files", Pictures::files, "records/s", "records_per_s"), "w4",
				(cell) -> cell.work() == Work.DURABLE_OWN_FILE);
		for (Cell cell : medians.cells("w3")) {
			all.percentiles(cell);
		}
		all.growth();
		return all.pictures;
	}

	private void growth() throws IOException {
		for (Work work : List.of(Work.APPEND, Work.DURABLE)) {
			for (String measure : List.of("records_per_s", "cpu_us_per_record")) {
				String up = measure.equals("records_per_s") ? "records/s" : "CPU µs per record";
				String name = "-" + work.name().toLowerCase(Locale.ROOT) + "-" + measure.split("_")[0];
				Predicate<Cell> wanted = (cell) -> cell.work() == work;
				curve("w7-producers" + name, new Axes("threads", Pictures::threads, up, measure), "w7-producers",
						wanted);
				curve("w7-size" + name, new Axes("record size", Pictures::size, up, measure), "w7-size", wanted);
				curve("w7-buffer" + name, new Axes("buffer size", (cell) -> Cell.bytes(cell.buffer()), up, measure),
						"w7-buffer", wanted);
				curve("w7-files" + name, new Axes("files", Pictures::files, up, measure), "w7-files", wanted);
			}
		}
	}

	/**
	 * What a picture has across and up.
	 *
	 * @param across what the places are
	 * @param place the place of a cell
	 * @param up what the values are
	 * @param measure they are taken from
	 */
	private record Axes(String across, Function<Cell, String> place, String up, String measure) {
	}

	/** A value for each cell of a group. */
	private void curve(String file, Axes axes, String group, Predicate<Cell> wanted) throws IOException {
		List<Cell> cells = this.medians.cells(group).stream().filter(wanted).toList();
		if (cells.size() < 2) {
			return;
		}
		LineChart chart = new LineChart(Title.of(cells), axes.across(), axes.up(),
				cells.stream().map(axes.place()).toList());
		for (Catalog.Entry contender : this.medians.contenders(cells)) {
			chart.line(contender,
					cells.stream().mapToDouble((cell) -> this.medians.of(cell, contender, axes.measure())).toArray());
		}
		add(file, chart);
	}

	/** A value for each percentile of a cell. */
	private void percentiles(Cell cell) throws IOException {
		List<String> measures = Arrays.stream(Measures.PERCENTILES)
			.filter((percentile) -> percentile >= 50)
			.mapToObj(Measures::percentileName)
			.toList();
		LineChart chart = new LineChart(Title.of(List.of(cell)), "percentile", "µs",
				measures.stream().map((measure) -> measure.replace("_us", "")).toList());
		for (Catalog.Entry contender : this.medians.contenders(List.of(cell))) {
			chart.line(contender,
					measures.stream().mapToDouble((measure) -> this.medians.of(cell, contender, measure)).toArray());
		}
		add("w3-latency-" + cell.rate(), chart);
	}

	private void add(String file, LineChart chart) throws IOException {
		if (!chart.empty()) {
			this.pictures.put(file + ".svg", chart.svg());
		}
	}

	private static String size(Cell cell) {
		return Cell.bytes(cell.size());
	}

	private static String threads(Cell cell) {
		return String.format(Locale.ROOT, "%,d", cell.threads());
	}

	private static String files(Cell cell) {
		return String.format(Locale.ROOT, "%,d", cell.files());
	}

}
