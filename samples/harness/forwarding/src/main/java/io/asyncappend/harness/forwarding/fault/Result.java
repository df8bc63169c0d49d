package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.verify.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What became of the records of an application to which something was done. */
public final class Result {

	private final List<String> violations = new ArrayList<>();

	private int faults;

	private long acknowledged;

	private long records;

	private long duplicates;

	private long torn;

	void faults(int count) {
		this.faults += count;
	}

	/**
	 * A promise was broken.
	 * @param what how, with all that is needed to look into it
	 */
	public void violation(String what) {
		this.violations.add(what);
	}

	/** Of one log, from its beginning. */
	void add(long acknowledged, Verdict verdict) {
		this.acknowledged += acknowledged;
		this.records += verdict.records();
		this.duplicates += verdict.duplicates();
		this.torn += verdict.torn();
		this.violations.addAll(verdict.violations());
	}

	/**
	 * What was broken.
	 * @return nothing, if all is as promised
	 */
	public List<String> violations() {
		return List.copyOf(this.violations);
	}

	/**
	 * As a part of a row of a table.
	 * @return faults, records acknowledged, records in the topic, duplicates, torn
	 * records, violations
	 */
	public String cells() {
		return this.faults + " | " + this.acknowledged + " | " + this.records + " | " + this.duplicates + " | "
				+ this.torn + " | " + this.violations.size();
	}

	/**
	 * Whether there was something to find.
	 * @return whether something was done, and records came through
	 */
	public boolean isSomething() {
		return this.faults > 0 && this.acknowledged > 0 && this.records > 0;
	}

}
