package io.asyncappend.harness.forwarding.contender;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How long calls took, in microseconds.
 *
 * @param median half of them took less
 * @param p99 99 of 100 took less
 * @param longest of all
 */
public record Calls(double median, double p99, double longest) {

	static Calls of(String answer) {
		double[] numbers = Stream.of(answer.split(" "))
			.flatMapToDouble((word) -> DoubleStream.of(Double.parseDouble(word)))
			.toArray();
		return new Calls(numbers[0], numbers[1], numbers[2]);
	}

}
