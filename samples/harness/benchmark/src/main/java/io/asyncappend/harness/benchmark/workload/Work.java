package io.asyncappend.harness.benchmark.workload;

import io.asyncappend.harness.benchmark.contender.Catalog.Ability;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** What is done in a cell. */
public enum Work {

	/** A little of all a contender can do, for the check alone. */
	CHECK("check", true, CheckAll::new),

	/** As fast as it goes, until the flush returns. */
	APPEND("append to flush", true, AppendToFlush::new, Ability.WRITTEN),

	/** Each thread waits until its record is durable; over many files at random. */
	DURABLE("durable", false, Durable::new, Ability.DURABLE),

	/** Each thread waits until its record is durable, in a file of its own. */
	DURABLE_OWN_FILE("durable, a file each", false, Durable::new, Ability.DURABLE),

	/** As {@link #DURABLE}, and the callers are virtual threads. */
	DURABLE_VIRTUAL("durable, virtual threads", false, Durable::new, Ability.DURABLE),

	/** As {@link #DURABLE_OWN_FILE}, and the callers are virtual threads. */
	DURABLE_OWN_FILE_VIRTUAL("durable, a file each, virtual threads", false, Durable::new, Ability.DURABLE),

	/** Each thread has many durable records in flight. */
	PIPELINED("durable, 1,024 in flight", false, Pipelined::new, Ability.PIPELINED),

	/** Calls at a fixed rate, whatever the contender does. */
	OPEN_LOOP("one call", false, OpenLoop::new, Ability.WRITTEN),

	/** As {@link #OPEN_LOOP}, from the first call of a fresh JVM on. */
	FIRST_CALLS("the first calls", false, FirstCalls::new, Ability.WRITTEN),

	/** Threads wait for durable records beside one that saturates another file. */
	FAIRNESS("durable beside a saturated file", false, Fairness::new, Ability.DURABLE, Ability.WRITTEN,
			Ability.MANY_FILES),

	/** What open files cost that nothing is appended to. */
	IDLE("idle", false, Idle::new, Ability.WRITTEN, Ability.MANY_FILES),

	/** Changes between synchronous and asynchronous under load. */
	SWITCHING("switching", false, Switching::new, Ability.SWITCHING);

	private final String title;

	private final boolean limited;

	private final Supplier<Workload> workload;

	private final Set<Ability> needs;

	Work(String title, boolean limited, Supplier<Workload> workload, Ability... needs) {
		this.title = title;
		this.limited = limited;
		this.workload = workload;
		this.needs = EnumSet.noneOf(Ability.class);
		this.needs.addAll(Set.of(needs));
	}

	/**
	 * For tables and pictures.
	 * @return a few words
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Whether a bare loop of writes can be held against it.
	 * @return whether it can
	 */
	public boolean limited() {
		return this.limited;
	}

	/**
	 * Whether the callers are virtual threads, which Java 17 does not have.
	 * @return whether they are
	 */
	public boolean virtual() {
		return this == DURABLE_VIRTUAL || this == DURABLE_OWN_FILE_VIRTUAL;
	}

	/**
	 * Whether each thread has a file of its own.
	 * @return whether it has
	 */
	boolean ownFile() {
		return this == DURABLE_OWN_FILE || this == DURABLE_OWN_FILE_VIRTUAL;
	}

	/**
	 * What a contender must be able to do.
	 * @param cell the cell
	 * @return its needs
	 */
	public Set<Ability> needs(Cell cell) {
		Set<Ability> all = EnumSet.noneOf(Ability.class);
		all.addAll(this.needs);
		if (cell.files() > 1) {
			all.add(Ability.MANY_FILES);
		}
		if (cell.files() > 100) {
			all.add(Ability.THOUSANDS);
		}
		return all;
	}

	Workload workload() {
		return this.workload.get();
	}

}
