package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Catalog;
import io.asyncappend.harness.benchmark.contender.Catalog.Ability;
import io.asyncappend.harness.benchmark.contender.Contender;
import io.asyncappend.harness.benchmark.record.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** A contender with its files open, its producers, and what was appended so far. */
final class Session {

	private final Contender contender;

	private final Set<Ability> abilities;

	private final Cell cell;

	private final Budget budget;

	private final Contender.Setup setup;

	private final List<Producer> producers;

	private final Held before = Held.now();

	Session(Catalog.Entry entry, Cell cell, Budget budget, Path directory) {
		this.contender = entry.supplier().get();
		this.abilities = entry.abilities();
		this.cell = cell;
		this.budget = budget;
		this.setup = new Contender.Setup(directory, cell.files(), cell.size(), cell.buffer());
		ThreadFactory threads = cell.work().virtual() ? VirtualThreads.factory() : Thread::new;
		this.producers = IntStream.range(0, cell.threads())
			.mapToObj((number) -> new Producer(number, cell.size(), cell.files(), threads))
			.toList();
	}

	void open() throws Exception {
		this.contender.open(this.setup);
	}

	Contender contender() {
		return this.contender;
	}

	Set<Ability> abilities() {
		return this.abilities;
	}

	/** What the process held before the files were opened. */
	Held before() {
		return this.before;
	}

	Cell cell() {
		return this.cell;
	}

	Budget budget() {
		return this.budget;
	}

	List<Producer> producers() {
		return this.producers;
	}

	long records() {
		return this.producers.stream().mapToLong(Producer::total).sum();
	}

	/** The latencies of all producers, which begin anew. */
	Histogram takeLatencies() {
		Histogram all = new Histogram(3);
		for (Producer producer : this.producers) {
			all.add(producer.latencies());
			producer.latencies().reset();
		}
		return all;
	}

	/** Closes, reads everything back and checks it record by record. */
	void closeAndCheck(Measures measures) throws Exception {
		this.contender.close();
		long lost = 0;
		long corrupt = 0;
		long misplaced = 0;
		for (int file = 0; file < this.cell.files(); file++) {
			int number = file;
			long[] expected = this.producers.stream().mapToLong((producer) -> producer.count(number)).toArray();
			Check check = new Check(this.cell.size(), expected);
			this.contender.readBack(this.setup, file, check);
			lost += check.lost();
			corrupt += check.corrupt();
			misplaced += check.misplaced();
		}
		measures.put("appended", records());
		measures.put("lost", lost);
		measures.put("corrupt", corrupt);
		measures.put("misplaced", misplaced);
	}

}
