package io.asyncappend.harness.logcomparison.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A row of the table: numbers of one kind, and what becomes of them over the rounds. */
public enum Row {

	/** How long a call takes. */
	INFO_CALL("a call that logs an INFO, µs: p50 / p99 / p99.9", Merge.MEDIAN, 1),

	/** How long a call takes that logs what is urgent. */
	ERROR_CALL("a call that logs an ERROR, µs: p50 / p99", Merge.MEDIAN, 1),

	/** What was not in the log without any fault. */
	LOST("lines lost meanwhile / told of in the log / of", Merge.SUM, 0),

	/** After a kill. */
	KILL("`kill -9`: lost of the lines before the last ERROR / lost in all / of", Merge.SUM, 0),

	/** After SIGTERM. */
	TERMINATION("SIGTERM: lost until the loggers were stopped / until the end of the JVM / of", Merge.SUM, 0),

	/** What was lost on a full disk. */
	FULL_LOST("full disk: lost / told of in the log / of", Merge.SUM, 0),

	/** What else a full disk did to the log. */
	FULL_DAMAGED("full disk: lines cut, joined or double", Merge.SUM, 0),

	/** Whether the log goes on. */
	FULL_AFTER("full disk: seconds without a line once there is room", Merge.MAX, 2),

	/** Whether it can be learned without reading the log. */
	FULL_COMPLAINTS("full disk: lines of complaint on the console", Merge.SUM, 0),

	/** How long a disk holds up a thread that logs. */
	HUNG_CALL("hung disk: longest call that logs an INFO / an ERROR by itself, ms", Merge.MAX, 1),

	/** What was lost on a disk that hung. */
	HUNG_LOST("hung disk: lost / told of in the log / of", Merge.SUM, 0);

	/** How the numbers of several rounds become one. */
	private enum Merge {

		MEDIAN, SUM, MAX

	}

	private final String title;

	private final Merge merge;

	private final int digits;

	Row(String title, Merge merge, int digits) {
		this.title = title;
		this.merge = merge;
		this.digits = digits;
	}

	/**
	 * What its numbers are.
	 * @return the title
	 */
	public String title() {
		return this.title;
	}

	/** What the numbers of the rounds come to; {@code NaN} is never. */
	String merged(List<double[]> rounds) {
		return IntStream.range(0, rounds.get(0).length)
			.mapToDouble((column) -> merged(rounds.stream().mapToDouble((round) -> round[column]).sorted().toArray()))
			.mapToObj((value) -> Double.isNaN(value) ? "never"
					: String.format(Locale.ROOT, "%,." + this.digits + "f", value))
			.collect(Collectors.joining(" / "));
	}

	private double merged(double[] sorted) {
		return switch (this.merge) {
			case MEDIAN -> sorted[sorted.length / 2];
			case SUM -> Arrays.stream(sorted).sum();
			// NaN is the last of all.
			case MAX -> sorted[sorted.length - 1];
		};
	}

}
