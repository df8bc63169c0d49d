package io.asyncappend.harness.logcomparison.situation;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long everything takes.
 *
 * @param kills how many applications are killed in a round
 * @param warmUp before something happens
 * @param compilation before calls are measured: what an I/O thread does a thousand times
 * a second is not compiled sooner, and compilers need a core
 * @param steady for how long calls are measured
 * @param load for how long lines are logged before something happens
 * @param fault for how long a disk is full, or hangs
 * @param after for how long lines are logged once it is not any more
 */
public record Scale(int kills, Duration warmUp, Duration compilation, Duration steady, Duration load, Duration fault,
		Duration after) {

	/**
	 * For numbers to be compared.
	 * @return the scale
	 */
	public static Scale full() {
		return new Scale(2, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(10),
				Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(3));
	}

	/**
	 * For the way through it.
	 * @return the scale
	 */
	public static Scale brief() {
		return new Scale(1, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(400),
				Duration.ofMillis(400), Duration.ofMillis(200), Duration.ofMillis(200));
	}

	/** The disk or the application is to be left alone for this long. */
	static void pass(Duration time) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(time.toNanos());
	}

}
