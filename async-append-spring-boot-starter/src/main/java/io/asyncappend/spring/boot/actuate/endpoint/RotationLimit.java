package io.asyncappend.spring.boot.actuate.endpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.asyncappend.AsyncAppender;

/**
 * How often the file of an appender is rotated on demand: with a limited number of
 * archives each rotation deletes the oldest, and some requests would delete them all. An
 * appender that nothing was appended to since the last one has nothing to rotate, and no
 * rotation is counted. Thread-safe.
 */
final class RotationLimit {

	private static final long HOUR = TimeUnit.HOURS.toNanos(1);

	private final int perHour;

	private final LongSupplier nanos;

	private final Map<String, Rotations> byAppender = new ConcurrentHashMap<>();

	RotationLimit(int perHour, LongSupplier nanos) {
		this.perHour = perHour;
		this.nanos = nanos;
	}

	/**
	 * Takes one rotation off what is left of the last hour.
	 * @param appender the appender
	 * @return whether one was left, or none is needed
	 */
	boolean take(AsyncAppender appender) {
		return this.byAppender.computeIfAbsent(appender.name(), (name) -> new Rotations())
			.take(appender.status().positions().accepted());
	}

	/** Why an appender is not rotated. */
	String reason() {
		return "rotated on demand " + ((this.perHour != 1) ? this.perHour + " times" : "once")
				+ " within an hour, which is the most" + " (management.endpoint.asyncappend.rotations-per-hour)";
	}

	private final class Rotations {

		private final Deque<Long> times = new ArrayDeque<>();

		private long position = -1;

		synchronized boolean take(long accepted) {
			if (accepted == this.position) {
				return true;
			}
			long now = RotationLimit.this.nanos.getAsLong();
			while (!this.times.isEmpty() && now - this.times.peekFirst() >= HOUR) {
				this.times.removeFirst();
			}
			if (this.times.size() >= RotationLimit.this.perHour) {
				return false;
			}
			this.times.addLast(now);
			this.position = accepted;
			return true;
		}

	}

}
