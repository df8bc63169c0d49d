package io.asyncappend.harness.logcomparison.application;

import java.util.List;
import org.HdrHistogram.Histogram;

/** How long the calls of a thread took. Not thread-safe. */
final class Timings {

	private static final long LONGEST = 60_000_000_000L;

	private final Histogram infos = new Histogram(LONGEST, 3);

	private final Histogram errors = new Histogram(LONGEST, 3);

	private long longestInfo;

	private long longestError;

	/**
	 * Notes a call.
	 * @param error whether it logged an ERROR
	 * @param sinceDue nanoseconds from when it was due until it had returned
	 * @param itself nanoseconds that it took itself
	 */
	void add(boolean error, long sinceDue, long itself) {
		if (error) {
			this.errors.recordValue(Math.min(sinceDue, LONGEST));
			this.longestError = Math.max(this.longestError, itself);
		}
		else {
			this.infos.recordValue(Math.min(sinceDue, LONGEST));
			this.longestInfo = Math.max(this.longestInfo, itself);
		}
	}

	static Calls calls(List<Timings> threads) {
		Timings all = new Timings();
		for (Timings one : threads) {
			all.infos.add(one.infos);
			all.errors.add(one.errors);
			all.longestInfo = Math.max(all.longestInfo, one.longestInfo);
			all.longestError = Math.max(all.longestError, one.longestError);
		}
		return new Calls(all.infos.getValueAtPercentile(50), all.infos.getValueAtPercentile(99),
				all.infos.getValueAtPercentile(99.9), all.longestInfo, all.errors.getValueAtPercentile(50),
				all.errors.getValueAtPercentile(99), all.longestError);
	}

}
