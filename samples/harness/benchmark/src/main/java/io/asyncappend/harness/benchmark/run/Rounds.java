package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Budget;
import io.asyncappend.harness.benchmark.workload.Cell;
import io.asyncappend.harness.benchmark.workload.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Lets the contenders of a cell take turns, A B C B C A, so that what happens to the
 * machine meanwhile happens to all of them.
 */
public final class Rounds {

	private final List<Catalog.Entry> contenders;

	private final Budget budget;

	private final Path temporary;

	private final Consumer<Outcome> listener;

	/**
	 * Prepares runs.
	 * @param contenders to run in the cells that they are able to
	 * @param budget of each run
	 * @param temporary where the directories of the runs are
	 * @param listener is told of each outcome
	 */
	public Rounds(List<Catalog.Entry> contenders, Budget budget, Path temporary, Consumer<Outcome> listener) {
		this.contenders = contenders;
		this.budget = budget;
		this.temporary = temporary;
		this.listener = listener;
	}

	/**
	 * Measures cells, one run at a time.
	 * @param cells one after the other
	 * @param rounds how often each contender runs in each
	 * @return all outcomes
	 * @throws IOException if a run could not be started
	 * @throws InterruptedException if interrupted
	 */
	public List<Outcome> run(List<Cell> cells, int rounds) throws IOException, InterruptedException {
		List<Outcome> outcomes = new ArrayList<>();
		for (Cell cell : cells) {
			for (int round = 0; round < rounds; round++) {
				for (Catalog.Entry contender : order(this.contenders, cell, round)) {
					Outcome outcome = run(contender, cell, round, true);
					outcomes.add(outcome);
					this.listener.accept(outcome);
				}
			}
		}
		return outcomes;
	}

	/**
	 * Checks all contenders in the first cell, and this library in the further ones; some
	 * at once, since nothing is measured.
	 * @param cells the cells
	 * @param atOnce how many runs at once
	 * @return all outcomes
	 * @throws Exception if a run could not be started
	 */
	public List<Outcome> check(List<Cell> cells, int atOnce) throws Exception {
		List<Callable<Outcome>> runs = new ArrayList<>();
		for (Cell cell : cells) {
			able(this.contenders, cell).stream()
				.filter((contender) -> cell.work() == Work.CHECK || contender.name().equals("async-append"))
				.forEach((contender) -> runs.add(() -> run(contender, cell, 0, false)));
		}
		ExecutorService pool = Executors.newFixedThreadPool(atOnce);
		try {
			List<Outcome> outcomes = new ArrayList<>();
			for (Future<Outcome> future : pool.invokeAll(runs)) {
				outcomes.add(future.get());
				this.listener.accept(future.get());
			}
			return outcomes;
		}
		finally {
			pool.shutdown();
		}
	}

	/** Those that can do what a cell says. */
	static List<Catalog.Entry> able(List<Catalog.Entry> contenders, Cell cell) {
		return contenders.stream()
			.filter((contender) -> contender.abilities().containsAll(cell.work().needs(cell)))
			.filter((contender) -> !contender.name().equals(Catalog.LIMIT) || cell.work().limited())
			.toList();
	}

	/** Those in their order of a round: another one comes first in each. */
	static List<Catalog.Entry> order(List<Catalog.Entry> contenders, Cell cell, int round) {
		List<Catalog.Entry> order = new ArrayList<>(able(contenders, cell));
		Collections.rotate(order, -round);
		return order;
	}

	/** The cell as a contender runs it. In a table the limit stands beside the others. */
	static Cell own(Catalog.Entry contender, Cell cell) {
		return contender.name().equals(Catalog.LIMIT) ? cell.alone(Catalog.LIMIT_RECORD_SIZE) : cell;
	}

	private Outcome run(Catalog.Entry contender, Cell cell, int round, boolean measured)
			throws IOException, InterruptedException {
		Outcome outcome = Child.run(contender, own(contender, cell), round, this.budget, this.temporary, measured);
		return new Outcome(contender, cell, round, outcome.measures(), outcome.notRun(), outcome.failure());
	}

}
