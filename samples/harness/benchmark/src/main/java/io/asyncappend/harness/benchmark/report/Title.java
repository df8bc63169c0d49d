package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.workload.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * The title of a picture: the work, the size of the records, the threads, and what else
 * varies.
 */
final class Title {

	private Title() {
	}

	/**
	 * Of a picture of some cells with the same work.
	 * @param cells at least one
	 * @return such as {@code Append to flush: 64 B to 16 KiB, 2 threads}
	 */
	static String of(List<Cell> cells) {
		List<String> parameters = new ArrayList<>();
		parameters.add(range(cells, Cell::size, Title::bytes));
		parameters
			.add(range(cells, Cell::threads, Title::count) + (all(cells, Cell::threads, 1) ? " thread" : " threads"));
		if (!all(cells, Cell::files, 1)) {
			parameters.add(range(cells, Cell::files, Title::count) + " files");
		}
		if (!all(cells, Cell::rate, 0)) {
			parameters.add(range(cells, Cell::rate, Title::count) + " records/s");
		}
		if (!all(cells, Cell::buffer, Cell.BUFFER)) {
			parameters.add("buffer of " + range(cells, Cell::buffer, Title::bytes));
		}
		String work = cells.get(0).work().title();
		return work.substring(0, 1).toUpperCase(Locale.ROOT) + work.substring(1) + ": " + String.join(", ", parameters);
	}

	private static boolean all(List<Cell> cells, ToLongFunction<Cell> parameter, long value) {
		return cells.stream().mapToLong(parameter).allMatch((each) -> each == value);
	}

	private static String range(List<Cell> cells, ToLongFunction<Cell> parameter, LongFunction<String> text) {
		long least = cells.stream().mapToLong(parameter).min().getAsLong();
		long greatest = cells.stream().mapToLong(parameter).max().getAsLong();
		return (least == greatest) ? text.apply(least) : text.apply(least) + " to " + text.apply(greatest);
	}

	private static String bytes(long count) {
		return Cell.bytes((int) count);
	}

	private static String count(long count) {
		return String.format(Locale.ROOT, "%,d", count);
	}

}
