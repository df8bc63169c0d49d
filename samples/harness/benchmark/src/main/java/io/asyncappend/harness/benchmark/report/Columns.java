package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.workload.Cell;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which measures a table shows, by the kind of work: title to measure. */
final class Columns {

	private Columns() {
	}

	/** The one that contenders are compared by. */
	static String main(Cell cell) {
		return switch (cell.work()) {
			case CHECK -> "appended";
			case APPEND -> (cell.files() == 1) ? "mb_per_s" : "records_per_s";
			case DURABLE, DURABLE_OWN_FILE, DURABLE_VIRTUAL, DURABLE_OWN_FILE_VIRTUAL, PIPELINED -> "records_per_s";
			case OPEN_LOOP -> "p99_us";
			case FIRST_CALLS -> "p99.9_us";
			case FAIRNESS -> "p99_growth";
			case IDLE -> "open_heap_bytes_per_file";
			case SWITCHING -> "longest_p50_us";
		};
	}

	/** Whether more of it is better. */
	static boolean most(Cell cell) {
		return main(cell).endsWith("_per_s") || main(cell).equals("appended");
	}

	static Map<String, String> of(Cell cell) {
		Map<String, String> columns = new LinkedHashMap<>();
		switch (cell.work()) {
			case CHECK -> columns.put("records", "appended");
			case APPEND -> {
				columns.put("MB/s", "mb_per_s");
				columns.put("records/s", "records_per_s");
				columns.put("CPU s/GB", "cpu_s_per_gb");
				columns.put("producer B/record", "producer_bytes_per_record");
				columns.put("I/O threads B/record", "io_bytes_per_record");
			}
			case DURABLE, DURABLE_OWN_FILE -> {
				columns.put("records/s", "records_per_s");
				columns.put("p50 µs", "p50_us");
				columns.put("p99 µs", "p99_us");
				columns.put("CPU µs/record", "cpu_us_per_record");
				columns.put("producer B/record", "producer_bytes_per_record");
				columns.put("threads beside", "peak_threads");
			}
			case DURABLE_VIRTUAL, DURABLE_OWN_FILE_VIRTUAL -> {
				columns.put("records/s", "records_per_s");
				columns.put("p50 µs", "p50_us");
				columns.put("p99 µs", "p99_us");
				columns.put("CPU µs/record", "cpu_us_per_record");
				columns.put("threads beside", "peak_threads");
			}
			case PIPELINED -> {
				columns.put("records/s", "records_per_s");
				columns.put("CPU µs/record", "cpu_us_per_record");
				columns.put("producer B/record", "producer_bytes_per_record");
				columns.put("I/O threads B/record", "io_bytes_per_record");
			}
			case OPEN_LOOP, FIRST_CALLS -> {
				columns.put("p50 µs", "p50_us");
				columns.put("p99 µs", "p99_us");
				columns.put("p99.9 µs", "p99.9_us");
				columns.put("max µs", "max_us");
				columns.put("records/s", "records_per_s");
			}
			case FAIRNESS -> {
				columns.put("p99 µs alone", "alone_p99_us");
				columns.put("p99 µs beside", "p99_us");
				columns.put("growth", "p99_growth");
			}
			case IDLE -> {
				columns.put("threads", "open_threads");
				columns.put("direct bytes", "open_direct_bytes");
				columns.put("heap B/file", "open_heap_bytes_per_file");
				columns.put("direct B/file once used", "used_direct_bytes_per_file");
			}
			case SWITCHING -> {
				columns.put("longest call µs, median", "longest_p50_us");
				columns.put("p99", "longest_p99_us");
				columns.put("without a change, median", "steady_longest_p50_us");
				columns.put("p99 ", "steady_longest_p99_us");
				columns.put("all synchronous, median", "synchronous_longest_p50_us");
				columns.put("the change itself µs", "change_p50_us");
			}
		}
		columns.put("cores apart ns", "cores_apart_ns");
		return columns;
	}

}
