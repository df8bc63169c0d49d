package io.asyncappend.harness.reliability;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a test of a promise did and found. Thread-safe. */
public final class Result {

	private final AtomicInteger runs = new AtomicInteger();

	private final AtomicLong faults = new AtomicLong();

	private final List<String> violations = new CopyOnWriteArrayList<>();

	private final List<String> notes = new CopyOnWriteArrayList<>();

	/** A run was done. */
	public void run() {
		this.runs.incrementAndGet();
	}

	/**
	 * Faults were injected.
	 * @param count how many
	 */
	public void faults(long count) {
		this.faults.addAndGet(count);
	}

	/**
	 * The promise was broken.
	 * @param what how, with all that is needed to look into it
	 */
	public void violation(String what) {
		this.violations.add(what);
	}

	/**
	 * Something was measured that belongs under the table.
	 * @param what a short sentence
	 */
	public void note(String what) {
		this.notes.add(what);
	}

	/** For the next round, which takes its own. */
	void forgetNotes() {
		this.notes.clear();
	}

	int runs() {
		return this.runs.get();
	}

	long faults() {
		return this.faults.get();
	}

	List<String> violations() {
		return this.violations;
	}

	List<String> notes() {
		return this.notes;
	}

}
