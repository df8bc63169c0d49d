package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Catalog;
import java.nio.file.Path;
import java.util.Map;

/**
 * The main class of the JVM that one run has for itself: one contender, one cell. What it
 * measured goes to the standard output, among whatever libraries print there.
 */
public final class Run {

	/** Begins each line with a measure, a name and a value by spaces. */
	public static final String MEASURE = "@measure ";

	/** The line before the end if nothing failed. */
	public static final String DONE = "@done";

	/** Begins the line that says why the contender cannot run here. */
	public static final String MISSING = "@missing ";

	private Run() {
	}

	/**
	 * Runs.
	 * @param args contender, cell, seconds, bytes, directory, whether it is for the
	 * numbers
	 * @throws Exception if the contender failed
	 */
	public static void main(String[] args) throws Exception {
		Catalog.Entry entry = Catalog.find(args[0]);
		Cell cell = Cell.decode(args[1]);
		Budget budget = new Budget(Double.parseDouble(args[2]), Long.parseLong(args[3]));
		String missing = cell.work().virtual() ? VirtualThreads.missing() : null;
		if (missing == null) {
			missing = entry.missing().get();
		}
		if (missing != null) {
			System.out.println(MISSING + missing);
			System.exit(0);
		}
		boolean measured = Boolean.parseBoolean(args[5]);
		if (measured && cell.work().limited()) {
			PageCache.claim(Path.of(args[4]), budget.bytes());
		}
		// Before and after the contender: some have threads that spin.
		double apart = measured ? Cores.nanosApart() : 0;
		Measures measures = measure(entry, cell, budget, Path.of(args[4]));
		if (measured) {
			measures.put("cores_apart_ns", Math.max(apart, Cores.nanosApart()));
		}
		for (Map.Entry<String, Double> measure : measures.values().entrySet()) {
			System.out.println(MEASURE + measure.getKey() + " " + measure.getValue());
		}
		System.out.println(DONE);
		// Not every library ends its threads.
		System.exit(0);
	}

	/**
	 * Opens a contender, has it do what a cell says, closes it, reads all of it back and
	 * checks it.
	 * @param entry the contender
	 * @param cell what is done
	 * @param budget how much of it
	 * @param directory for its files, empty
	 * @return what was measured, and how many records were lost
	 * @throws Exception if the contender failed
	 */
	public static Measures measure(Catalog.Entry entry, Cell cell, Budget budget, Path directory) throws Exception {
		Measures measures = new Measures();
		Session session = new Session(entry, cell, budget, directory);
		session.open();
		cell.work().workload().run(session, measures);
		session.closeAndCheck(measures);
		return measures;
	}

}
