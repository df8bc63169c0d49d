package io.asyncappend.harness.benchmark.run;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.workload.Cell;
import java.util.Map;

/**
 * What came of one run.
 *
 * @param contender that ran
 * @param cell what it did
 * @param round in which round, from 0
 * @param measures what was measured; empty if it did not come to an end
 * @param notRun why it cannot run here, or {@code null}
 * @param failure how it failed, or {@code null}
 */
public record Outcome(Catalog.Entry contender, Cell cell, int round, Map<String, Double> measures, String notRun,
		String failure) {

	/**
	 * Whether there are figures.
	 * @return whether it ran to its end
	 */
	public boolean ran() {
		return this.notRun == null && this.failure == null;
	}

	/**
	 * A measure.
	 * @param name its name
	 * @return its value, not a number if it was not measured
	 */
	public double measure(String name) {
		return this.measures.getOrDefault(name, Double.NaN);
	}

	/**
	 * What the check of the files found wrong.
	 * @return a short sentence, or {@code null} if every record is there, whole, once and
	 * in order
	 */
	public String wrong() {
		if (!ran() || (measure("lost") == 0 && measure("corrupt") == 0 && measure("misplaced") == 0)) {
			return null;
		}
		return "of %.0f records lost %.0f, corrupt %.0f, doubled or out of order %.0f".formatted(measure("appended"),
				measure("lost"), measure("corrupt"), measure("misplaced"));
	}

	/**
	 * Whether this build is at fault: a peer that loses records, or dies, is a finding.
	 * @return whether it is
	 */
	public boolean fault() {
		return !this.contender.peer() && (this.failure != null || wrong() != null);
	}

	/**
	 * For the console.
	 * @return one line
	 */
	public String text() {
		String state = (this.notRun != null) ? "not run: " + this.notRun : "FAILED: " + this.failure;
		if (ran()) {
			state = (wrong() != null) ? "WRONG: " + wrong()
					: "every one of %.0f records in order".formatted(measure("appended"));
		}
		return this.contender.name() + ", " + this.cell.title() + ": " + state;
	}

}
