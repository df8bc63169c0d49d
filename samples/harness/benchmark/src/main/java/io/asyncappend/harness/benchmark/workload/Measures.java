package io.asyncappend.harness.benchmark.workload;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one run measured, by name. */
public final class Measures {

	/** The percentiles that are kept of a latency. */
	public static final double[] PERCENTILES = { 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100 };

	private final Map<String, Double> values = new LinkedHashMap<>();

	void put(String name, double value) {
		this.values.put(name, value);
	}

	/** Latencies in microseconds, under a name such as {@code p99.9_us}. */
	void latencies(String prefix, Histogram histogram) {
		for (double percentile : PERCENTILES) {
			put(prefix + percentileName(percentile), histogram.getValueAtPercentile(percentile) / 1e3);
		}
	}

	/**
	 * The name of a percentile.
	 * @param percentile up to 100, which is the maximum
	 * @return its name
	 */
	public static String percentileName(double percentile) {
		if (percentile == 100) {
			return "max_us";
		}
		String digits = (percentile == Math.rint(percentile)) ? String.valueOf((int) percentile)
				: String.valueOf(percentile);
		return "p" + digits + "_us";
	}

	/**
	 * All that was measured.
	 * @return values by name
	 */
	public Map<String, Double> values() {
		return this.values;
	}

}
