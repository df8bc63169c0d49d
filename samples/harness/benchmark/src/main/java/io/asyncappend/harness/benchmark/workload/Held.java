package io.asyncappend.harness.benchmark.workload;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the process holds at a moment.
 *
 * @param threads alive
 * @param direct bytes of memory off the heap
 * @param heap bytes on it, after a collection
 */
record Held(int threads, long direct, long heap) {

	static Held now() {
		System.gc();
		long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		return new Held(ManagementFactory.getThreadMXBean().getThreadCount(), direct,
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
	}

}
