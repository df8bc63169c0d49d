package io.asyncappend.harness.cost.application;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a JVM has used since its start.
 *
 * @param cpuNanos CPU time of all its threads, those of the JVM too, in nanoseconds
 * @param allocatedBytes what its threads have allocated; of threads that have ended only
 * those that logged
 */
public record Usage(long cpuNanos, long allocatedBytes) {

	static Usage now() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		long allocated = Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
		return new Usage(system.getProcessCpuTime(), allocated + Calls.allocatedBytes());
	}

	String toText() {
		return this.cpuNanos + " " + this.allocatedBytes;
	}

	/**
	 * Reads what an application said.
	 * @param text the numbers
	 * @return the usage
	 */
	public static Usage of(String text) {
		String[] numbers = text.split(" ");
		return new Usage(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
	}

	/**
	 * What was used between two readings.
	 * @param before the first
	 * @return the difference
	 */
	public Usage since(Usage before) {
		return new Usage(this.cpuNanos - before.cpuNanos, this.allocatedBytes - before.allocatedBytes);
	}

}
