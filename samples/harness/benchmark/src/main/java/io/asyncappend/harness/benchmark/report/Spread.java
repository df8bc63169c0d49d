package io.asyncappend.harness.benchmark.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Some values of one kind.
 *
 * @param median of them
 * @param min the least
 * @param max the greatest
 */
record Spread(double median, double min, double max) {

	static Spread of(DoubleStream values) {
		double[] sorted = values.filter((value) -> !Double.isNaN(value)).sorted().toArray();
		if (sorted.length == 0) {
			return new Spread(Double.NaN, Double.NaN, Double.NaN);
		}
		int middle = sorted.length / 2;
		double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		return new Spread(median, sorted[0], Arrays.stream(sorted).max().getAsDouble());
	}

	boolean known() {
		return !Double.isNaN(this.median);
	}

	/** Such as {@code 1.21 (1.10–1.30)}. */
	String text() {
		return known() ? number(this.median) + " (" + number(this.min) + "–" + number(this.max) + ")" : "";
	}

	/** Three digits that count. */
	static String number(double value) {
		if (Double.isNaN(value)) {
			return "";
		}
		double size = Math.abs(value);
		if (size >= 100) {
			return String.format(Locale.ROOT, "%,.0f", value);
		}
		return String.format(Locale.ROOT, (size >= 10) ? "%.1f" : (size >= 0.01 || size == 0) ? "%.2f" : "%.4f", value);
	}

}
