package io.asyncappend.harness.benchmark.workload;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** What the process has used up to now, by its own accounting. */
final class Usage {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private final long cpu = SYSTEM.getProcessCpuTime();

	private final Map<Long, Long> allocated = new HashMap<>();

	Usage() {
		long[] ids = THREADS.getAllThreadIds();
		long[] bytes = THREADS.getThreadAllocatedBytes(ids);
		long self = Thread.currentThread().getId();
		for (int i = 0; i < ids.length; i++) {
			if (ids[i] != self && bytes[i] >= 0) {
				this.allocated.put(ids[i], bytes[i]);
			}
		}
	}

	/** CPU seconds of all threads since an earlier usage. */
	double cpuSecondsSince(Usage earlier) {
		return (this.cpu - earlier.cpu) / 1e9;
	}

	/** Bytes that threads alive now, but this one, have allocated since. */
	long allocatedSince(Usage earlier) {
		long sum = 0;
		for (Map.Entry<Long, Long> entry : this.allocated.entrySet()) {
			sum += entry.getValue() - earlier.allocated.getOrDefault(entry.getKey(), 0L);
		}
		return sum;
	}

	static long allocatedByThisThread() {
		return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
	}

	static int peakThreads() {
		return THREADS.getPeakThreadCount();
	}

	static void resetPeakThreads() {
		THREADS.resetPeakThreadCount();
	}

}
