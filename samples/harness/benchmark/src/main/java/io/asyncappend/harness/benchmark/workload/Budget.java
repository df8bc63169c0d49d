package io.asyncappend.harness.benchmark.workload;

/**
 * How much a run may do: whichever is used up first.
 *
 * @param seconds of what is measured; warming up comes before
 * @param bytes of all files together, warming up included
 */
public record Budget(double seconds, long bytes) {

	/** The part of a run that warms up, not measured. */
	private static final double WARM_UP = 0.25;

	long nanos() {
		return (long) (this.seconds * 1e9);
	}

	long warmUpNanos() {
		return (long) (this.seconds * WARM_UP * 1e9);
	}

	long records(Cell cell) {
		return Math.max(1, (long) (this.bytes * (1 - WARM_UP)) / cell.size() / cell.threads());
	}

	long warmUpRecords(Cell cell) {
		return Math.max(1, (long) (this.bytes * WARM_UP) / cell.size() / cell.threads());
	}

}
