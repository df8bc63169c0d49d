package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The cells of each part of the benchmark. */
public final class Plan {

	private static final int LINE = 128;

	private static final int RECORD = 256;

	private static final Map<String, Supplier<Stream<Cell>>> GROUPS = new TreeMap<>(
			Map.ofEntries(Map.entry("w1", Plan::throughput), Map.entry("w2", Plan::durable),
					Map.entry("w3", Plan::latency), Map.entry("w3-first", Plan::firstCalls),
					Map.entry("w4", Plan::files), Map.entry("w4-fairness", Plan::fairness),
					Map.entry("w4-idle", Plan::idle), Map.entry("w5", Plan::allocation),
					Map.entry("w6", Plan::switching), Map.entry("w7-producers", Plan::producers),
					Map.entry("w7-size", Plan::sizes), Map.entry("w7-buffer", Plan::buffers),
					Map.entry("w7-files", Plan::manyFiles), Map.entry("w8", Plan::virtualThreads)));

	private Plan() {
	}

	/**
	 * The names of all parts.
	 * @return in order
	 */
	public static List<String> groups() {
		return List.copyOf(GROUPS.keySet());
	}

	/**
	 * The cells of some parts.
	 * @param groups their names; {@code w7} stands for all whose names begin so
	 * @return the cells
	 * @throws IllegalArgumentException if there is no such part
	 */
	public static List<Cell> cells(List<String> groups) {
		List<Cell> cells = new ArrayList<>();
		for (String group : groups) {
			List<String> names = groups().stream()
				.filter((name) -> name.equals(group) || name.startsWith(group + "-"))
				.toList();
			if (names.isEmpty()) {
				throw new IllegalArgumentException("no workload '" + group + "'; there are " + groups());
			}
			names.forEach((name) -> GROUPS.get(name).get().forEach(cells::add));
		}
		return cells.stream().distinct().toList();
	}

	/**
	 * What continuous integration runs: correctness, not speed.
	 * @return one cell for all contenders, then each kind of work once
	 */
	public static List<Cell> shortForm() {
		return List.of(Cell.of("check", Work.CHECK, LINE, 4), Cell.of("check", Work.APPEND, LINE, 2),
				Cell.of("check", Work.DURABLE, RECORD, 4).files(10),
				Cell.of("check", Work.DURABLE_OWN_FILE, RECORD, 10).files(10),
				Cell.of("check", Work.DURABLE_VIRTUAL, RECORD, 100).files(10),
				Cell.of("check", Work.PIPELINED, RECORD, 1), Cell.of("check", Work.OPEN_LOOP, LINE, 2).rate(10_000),
				Cell.of("check", Work.FIRST_CALLS, LINE, 2).rate(10_000),
				Cell.of("check", Work.FAIRNESS, RECORD, 2).files(2), Cell.of("check", Work.IDLE, RECORD, 1).files(100),
				Cell.of("check", Work.SWITCHING, LINE, 2).rate(10_000));
	}

	private static Stream<Cell> throughput() {
		return IntStream.of(64, LINE, 1024, 16 * 1024)
			.boxed()
			.flatMap((size) -> Stream.of(1, 2, 8).map((threads) -> Cell.of("w1", Work.APPEND, size, threads)));
	}

	private static Stream<Cell> durable() {
		return Stream.concat(Stream.of(1, 8, 64).map((threads) -> Cell.of("w2", Work.DURABLE, RECORD, threads)),
				Stream.of(Cell.of("w2", Work.PIPELINED, RECORD, 1)));
	}

	private static Stream<Cell> latency() {
		return Stream.of(10_000, 100_000, 1_000_000).map((rate) -> Cell.of("w3", Work.OPEN_LOOP, LINE, 2).rate(rate));
	}

	private static Stream<Cell> firstCalls() {
		return Stream.of(Cell.of("w3-first", Work.FIRST_CALLS, LINE, 2).rate(10_000));
	}

	private static Stream<Cell> files() {
		return Stream.of(Cell.of("w4", Work.DURABLE, RECORD, 8).files(100),
				Cell.of("w4", Work.DURABLE_OWN_FILE, RECORD, 1),
				Cell.of("w4", Work.DURABLE_OWN_FILE, RECORD, 100).files(100),
				Cell.of("w4", Work.DURABLE_OWN_FILE, RECORD, 1000).files(1000));
	}

	private static Stream<Cell> fairness() {
		return Stream.of(Cell.of("w4-fairness", Work.FAIRNESS, RECORD, 2).files(2));
	}

	private static Stream<Cell> idle() {
		return Stream.of(Cell.of("w4-idle", Work.IDLE, RECORD, 1).files(10_000));
	}

	private static Stream<Cell> allocation() {
		return Stream.of(Cell.of("w5", Work.APPEND, LINE, 2), Cell.of("w5", Work.DURABLE, RECORD, 8),
				Cell.of("w5", Work.PIPELINED, RECORD, 1));
	}

	private static Stream<Cell> switching() {
		return Stream.of(Cell.of("w6", Work.SWITCHING, LINE, 2).rate(100_000));
	}

	private static Stream<Cell> producers() {
		return Stream.of(1, 2, 4, 8, 16, 32, 64)
			.flatMap((threads) -> Stream.of(Cell.of("w7-producers", Work.APPEND, LINE, threads),
					Cell.of("w7-producers", Work.DURABLE, RECORD, threads)));
	}

	private static Stream<Cell> sizes() {
		return IntStream.iterate(16, (size) -> size <= 1 << 20, (size) -> size * 4)
			.mapToObj((size) -> Cell.of("w7-size", Work.APPEND, size, 2));
	}

	private static Stream<Cell> buffers() {
		return IntStream.iterate(16 * 1024, (size) -> size <= 64 << 20, (size) -> size * 4)
			.mapToObj((size) -> Cell.of("w7-buffer", Work.APPEND, LINE, 2).buffer(size));
	}

	private static Stream<Cell> manyFiles() {
		return Stream.of(1, 10, 100, 1_000, 10_000)
			.flatMap((count) -> Stream.of(Cell.of("w7-files", Work.APPEND, LINE, 2).files(count),
					Cell.of("w7-files", Work.DURABLE, RECORD, 8).files(count)));
	}

	/** The durable work of W2 and W4, with more callers than threads of the system. */
	private static Stream<Cell> virtualThreads() {
		return Stream.of(Cell.of("w8", Work.DURABLE_VIRTUAL, RECORD, 1000),
				Cell.of("w8", Work.DURABLE_VIRTUAL, RECORD, 1000).files(100),
				Cell.of("w8", Work.DURABLE_OWN_FILE_VIRTUAL, RECORD, 1000).files(1000));
	}

}
