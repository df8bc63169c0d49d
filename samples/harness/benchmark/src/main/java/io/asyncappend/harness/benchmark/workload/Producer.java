package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.record.Records;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A thread's own part of a session: its records for each file, and its latencies. */
final class Producer {

	private final int number;

	private final ThreadFactory threads;

	private final int size;

	private final Records[] records;

	private final SplittableRandom random;

	/**
	 * Large enough from the start: growing would show as an allocation of the contender.
	 */
	private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);

	private long total;

	private long allocated;

	/**
	 * Appends nothing yet.
	 * @param threads makes the threads that this is used by, one after the other
	 */
	Producer(int number, int size, int files, ThreadFactory threads) {
		this.number = number;
		this.threads = threads;
		this.size = size;
		this.records = new Records[files];
		this.latencies.setAutoResize(true);
		this.random = new SplittableRandom(number);
	}

	/** A thread that does this producer's work. */
	Thread thread(Runnable work) {
		Thread thread = this.threads.newThread(work);
		thread.setName("producer-" + this.number);
		return thread;
	}

	int number() {
		return this.number;
	}

	/** The next record for a file. */
	byte[] next(int file) {
		this.total++;
		return records(file).next();
	}

	private Records records(int file) {
		Records own = this.records[file];
		if (own == null) {
			own = new Records(this.number, this.size);
			this.records[file] = own;
		}
		return own;
	}

	int anyFile() {
		return (this.records.length == 1) ? 0 : this.random.nextInt(this.records.length);
	}

	long count(int file) {
		return (this.records[file] != null) ? this.records[file].count() : 0;
	}

	long total() {
		return this.total;
	}

	Histogram latencies() {
		return this.latencies;
	}

	void allocated(long bytes) {
		this.allocated = bytes;
	}

	/** Bytes that this thread allocated in the last load. */
	long allocated() {
		return this.allocated;
	}

}
