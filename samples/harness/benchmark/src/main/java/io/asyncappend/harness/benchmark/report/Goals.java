package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Measures;
import io.asyncappend.harness.benchmark.workload.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is to be reached, and whether it was: only what was measured is listed. */
final class Goals {

	private static final String SPEED = "records_per_s";

	/**
	 * Of a call at a steady rate, in microseconds; the best peer's where that is more.
	 */
	private static final Map<Double, Double> LATENCIES = Map.of(50.0, 0.1, 99.0, 0.4, 99.9, 10.0, 100.0, 200.0);

	private final Results results;

	private final List<String> lines = new ArrayList<>();

	/** Bytes of a small object. */
	private static final double FUTURE = 48;

	private Goals(Results results) {
		this.results = results;
	}

	static List<String> of(Results results) {
		Goals goals = new Goals(results);
		for (Cell cell : results.cells()) {
			switch (cell.group()) {
				case "w1" -> goals.throughput(cell);
				case "w2" -> goals.durable(cell);
				case "w3" -> goals.latency(cell);
				case "w3-first" -> goals.firstCalls(cell);
				case "w4" -> goals.files(cell);
				case "w4-fairness" -> goals.atMost(cell, "p99 beside ÷ alone", goals.ours(cell, "p99_growth"), 2);
				case "w4-idle" -> goals.idle(cell);
				case "w5" -> goals.allocation(cell);
				case "w6" -> goals.switching(cell);
				default -> {
				}
			}
		}
		if (!goals.lines.isEmpty()) {
			goals.lines.addAll(0, List.of("", "| goal | | reached | |", "|---|---|---:|---|"));
		}
		return goals.lines;
	}

	private void throughput(Cell cell) {
		best(cell, Results.REFERENCE, "mb_per_s", 1.2);
		if (cell.size() >= 1024) {
			atLeast(cell, "÷ limit", ratio(cell, Results.REFERENCE, Catalog.LIMIT, "mb_per_s"), 0.75);
		}
		atMost(cell, "CPU per GB ÷ ring's", ratio(cell, Results.REFERENCE, "agrona-ring", "cpu_s_per_gb"), 1);
	}

	private void durable(Cell cell) {
		for (String ours : List.of(Results.REFERENCE, "async-append-sync")) {
			if (cell.work() == Work.DURABLE && cell.threads() == 1) {
				atLeast(cell, ours + " ÷ FileChannel", ratio(cell, ours, "file-channel", SPEED), 0.98);
				continue;
			}
			best(cell, ours, SPEED, 1.2);
			if (cell.work() == Work.DURABLE) {
				this.results.bestPeer(cell, SPEED, true)
					.ifPresent((peer) -> atMost(cell, ours + ", p99 ÷ that of " + peer.title(),
							ratio(cell, ours, peer.name(), "p99_us"), 1));
			}
		}
	}

	private void latency(Cell cell) {
		for (double percentile : Measures.PERCENTILES) {
			Double goal = LATENCIES.get(percentile);
			if (goal != null) {
				String measure = Measures.percentileName(percentile);
				double peers = this.results.bestPeer(cell, measure, false)
					.map((peer) -> this.results.spread(cell, peer.name(), measure).median())
					.orElse(goal);
				atMost(cell, measure.replace("_us", " µs"), ours(cell, measure), Math.max(goal, peers));
			}
		}
	}

	private void firstCalls(Cell cell) {
		for (double percentile : List.of(99.9, 100.0)) {
			String measure = Measures.percentileName(percentile);
			this.results.bestPeer(cell, measure, false)
				.ifPresent((peer) -> atMost(cell, measure.replace("_us", " ÷ that of ") + peer.title(),
						ratio(cell, Results.REFERENCE, peer.name(), measure), 1));
		}
	}

	private void files(Cell cell) {
		if (cell.work() == Work.DURABLE) {
			atLeast(cell, "÷ FileChannel", ratio(cell, Results.REFERENCE, "file-channel", SPEED), 1.2);
		}
		else if (cell.files() > 1) {
			atLeast(cell, "÷ pool of 32 threads", ratio(cell, Results.REFERENCE, "pool-32", SPEED), 0.95);
			atLeast(cell, "÷ one thread", ratio(cell, Results.REFERENCE, "one-thread", SPEED), 6);
		}
	}

	private void idle(Cell cell) {
		atMost(cell, "threads", ours(cell, "open_threads"), 0);
		atMost(cell, "direct bytes", ours(cell, "open_direct_bytes"), 64.0 * 1024 * cell.files());
	}

	private void allocation(Cell cell) {
		// The accounting itself allocates a little, and the JDK, for a join of a future
		// or a stage after it, about as much as the future takes.
		double most = switch (cell.work()) {
			case APPEND -> 0.5;
			case PIPELINED -> FUTURE + 80;
			default -> FUTURE + 48;
		};
		atMost(cell, "producer B/record", ours(cell, "producer_bytes_per_record"), most);
		if (cell.work() == Work.APPEND) {
			atMost(cell, "I/O thread B/record", ours(cell, "io_bytes_per_record"), 0.05);
		}
	}

	private void switching(Cell cell) {
		double change = ours(cell, "longest_p50_us").median();
		double steady = Math.max(ours(cell, "steady_longest_p50_us").median(),
				ours(cell, "synchronous_longest_p50_us").median());
		atMost(cell, "longest call with a change, less that without, µs",
				new Spread(change - steady, change - steady, change - steady), 1000);
	}

	private void best(Cell cell, String ours, String measure, double goal) {
		this.results.bestPeer(cell, measure, true)
			.ifPresent((peer) -> atLeast(cell, ours + " ÷ " + peer.title(), ratio(cell, ours, peer.name(), measure),
					goal));
	}

	private Spread ours(Cell cell, String measure) {
		return this.results.spread(cell, Results.REFERENCE, measure);
	}

	private Spread ratio(Cell cell, String ours, String other, String measure) {
		return this.results.ratio(cell, ours, other, measure);
	}

	private void atLeast(Cell cell, String what, Spread value, double goal) {
		line(cell, what + " ≥ " + Spread.number(goal), value, value.median() >= goal);
	}

	private void atMost(Cell cell, String what, Spread value, double goal) {
		line(cell, what + " ≤ " + Spread.number(goal), value, value.median() <= goal);
	}

	private void line(Cell cell, String goal, Spread value, boolean met) {
		if (value.known()) {
			this.lines.add("| " + cell.group() + ": " + cell.title() + " | " + goal + " | " + value.text() + " | "
					+ (met ? "met" : "**missed**") + " |");
		}
	}

}
