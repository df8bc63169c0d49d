package io.asyncappend.harness.benchmark.report;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.run.Outcome;
import io.asyncappend.harness.benchmark.workload.Cell;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** All outcomes, and what they say about a contender in a cell. */
final class Results {

	/** The contender that each is compared with. */
	static final String REFERENCE = "async-append";

	private final List<Outcome> outcomes;

	Results(List<Outcome> outcomes) {
		this.outcomes = outcomes;
	}

	List<Outcome> outcomes() {
		return this.outcomes;
	}

	List<Cell> cells() {
		return this.outcomes.stream().map(Outcome::cell).distinct().toList();
	}

	List<Cell> cells(String group) {
		return cells().stream().filter((cell) -> cell.group().equals(group)).toList();
	}

	List<Catalog.Entry> contenders(Cell cell) {
		return of(cell).map(Outcome::contender).distinct().toList();
	}

	List<Catalog.Entry> contenders(String group) {
		return this.outcomes.stream()
			.filter((outcome) -> outcome.cell().group().equals(group))
			.map(Outcome::contender)
			.distinct()
			.toList();
	}

	Stream<Outcome> of(Cell cell) {
		return this.outcomes.stream().filter((outcome) -> outcome.cell().equals(cell));
	}

	Stream<Outcome> of(Cell cell, String contender) {
		return of(cell).filter((outcome) -> outcome.contender().name().equals(contender));
	}

	Spread spread(Cell cell, String contender, String measure) {
		return Spread.of(of(cell, contender).filter(Outcome::ran).mapToDouble((outcome) -> outcome.measure(measure)));
	}

	/**
	 * How many times as fast one is as another: the ratio of their medians, and the least
	 * and greatest ratio of two runs that followed each other in one round.
	 */
	Spread ratio(Cell cell, String contender, String other, String measure) {
		double median = spread(cell, contender, measure).median() / spread(cell, other, measure).median();
		DoubleStream.Builder ratios = DoubleStream.builder();
		for (Outcome one : of(cell, contender).filter(Outcome::ran).toList()) {
			of(cell, other).filter((two) -> two.ran() && two.round() == one.round())
				.forEach((two) -> ratios.add(one.measure(measure) / two.measure(measure)));
		}
		Spread rounds = Spread.of(ratios.build());
		return new Spread(median, rounds.min(), rounds.max());
	}

	/**
	 * The best of the contenders that are not this library, not the limit, and lost
	 * nothing.
	 */
	Optional<Catalog.Entry> bestPeer(Cell cell, String measure, boolean most) {
		Comparator<Catalog.Entry> order = Comparator
			.comparingDouble((entry) -> spread(cell, entry.name(), measure).median());
		return contenders(cell).stream()
			.filter((entry) -> !entry.ours() && !entry.name().equals(Catalog.LIMIT))
			.filter((entry) -> spread(cell, entry.name(), measure).known())
			.filter((entry) -> of(cell, entry.name()).allMatch((outcome) -> outcome.wrong() == null))
			.max(most ? order : order.reversed());
	}

	/**
	 * The first thing that went wrong with a contender in a cell, or why it did not run.
	 */
	Optional<String> remark(Cell cell, String contender) {
		return of(cell, contender)
			.map((outcome) -> (outcome.notRun() != null) ? "not run: " + outcome.notRun()
					: (outcome.failure() != null) ? "failed: " + outcome.failure() : outcome.wrong())
			.filter((remark) -> remark != null)
			.findFirst();
	}

}
