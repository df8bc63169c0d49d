package io.asyncappend.internal.appender;

import io.asyncappend.AppendListener;
import io.asyncappend.internal.writer.AppenderOwner;
import io.asyncappend.internal.writer.Listeners;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The factories that an appender belongs to: the one that opened it, and those that share
 * it. It is asynchronous while all of them are, and its events are told to the listeners
 * of each, but once to those that are equal. Thread-safe.
 */
final class Owners implements AppenderOwner {

	private final String name;

	/** Of the factory that opened it. */
	private final Workers workers;

	private final Listeners listeners;

	/**
	 * The last one stays here, and says what the mode is while the appender is closed.
	 */
	private volatile FactoryState[] factories;

	private volatile boolean ended;

	/** The appender outlives the factory that opened it. */
	private boolean usesWorkers;

	Owners(String name, FactoryState opener) {
		this.name = name;
		this.workers = opener.workers();
		this.factories = new FactoryState[] { opener };
		this.listeners = new Listeners(opener.listeners());
	}

	@Override
	public boolean isAsynchronous() {
		for (FactoryState factory : this.factories) {
			if (!factory.isAsynchronous()) {
				return false;
			}
		}
		return true;
	}

	Listeners listeners() {
		return this.listeners;
	}

	Workers workers() {
		return this.workers;
	}

	/** Whether a factory has it that did not begin to close. */
	boolean areThere() {
		return !this.ended;
	}

	/** Adds a factory; returns the listeners that this adds. */
	synchronized List<AppendListener> join(FactoryState factory) {
		if (this.ended) {
			throw Refusals.closedBeforeShared(this.name);
		}
		List<FactoryState> all = new ArrayList<>(Arrays.asList(this.factories));
		all.add(factory);
		List<AppendListener> before = this.listeners.all();
		set(all);
		return difference(this.listeners.all(), before);
	}

	/**
	 * Takes a factory away.
	 * @return the listeners that are told no more; {@code null} if it is the last
	 * factory, which has to close the appender
	 */
	synchronized List<AppendListener> leave(FactoryState factory) {
		if (this.factories.length == 1) {
			this.ended = true;
			return null;
		}
		List<FactoryState> all = new ArrayList<>(Arrays.asList(this.factories));
		all.remove(factory);
		List<AppendListener> before = this.listeners.all();
		set(all);
		if (factory.workers() == this.workers) {
			this.usesWorkers = true;
			this.workers.use();
		}
		return difference(before, this.listeners.all());
	}

	private void set(List<FactoryState> all) {
		this.factories = all.toArray(FactoryState[]::new);
		this.listeners.set(all.stream().flatMap((factory) -> factory.listeners().stream()).distinct().toList());
	}

	private static List<AppendListener> difference(List<AppendListener> all, List<AppendListener> without) {
		return all.stream().filter((listener) -> !without.contains(listener)).toList();
	}

	@Override
	public boolean isJvmExiting() {
		return ShutdownHook.isExiting();
	}

	@Override
	public void closed() {
		boolean release;
		FactoryState[] last;
		synchronized (this) {
			this.ended = true;
			last = this.factories;
			release = this.usesWorkers;
			this.usesWorkers = false;
		}
		for (FactoryState factory : last) {
			factory.forget(this.name);
		}
		if (release) {
			this.workers.release(0);
		}
	}

}
