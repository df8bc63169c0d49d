package io.asyncappend.harness.logcomparison.application;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * How long calls took, in nanoseconds; 0 where there were none. All but the longest count
 * from when a call was due, so that one that delays the next ones counts for these too.
 *
 * @param p50 of the calls that logged an INFO: no more for half of them
 * @param p99 for 99 of 100
 * @param p999 for 999 of 1000
 * @param longest the longest by itself
 * @param errorP50 of the calls that logged an ERROR: no more for half of them
 * @param errorP99 for 99 of 100
 * @param errorLongest the longest by itself
 */
public record Calls(long p50, long p99, long p999, long longest, long errorP50, long errorP99, long errorLongest) {

	String toText() {
		return LongStream
			.of(this.p50, this.p99, this.p999, this.longest, this.errorP50, this.errorP99, this.errorLongest)
			.mapToObj(Long::toString)
			.collect(Collectors.joining(" "));
	}

	/**
	 * Reads what an application said.
	 * @param text the numbers
	 * @return the calls
	 */
	public static Calls of(String text) {
		long[] n = Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
		return new Calls(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
	}

}
