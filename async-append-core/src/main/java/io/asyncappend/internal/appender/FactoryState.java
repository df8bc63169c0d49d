package io.asyncappend.internal.appender;

import io.asyncappend.AppendListener;
import java.util.List;
import java.util.function.Consumer;

/**
 * What appenders have to know of their factory. Thread-safe.
 */
final class FactoryState {

	private final List<AppendListener> listeners;

	private final Workers workers;

	private final Consumer<String> forgetting;

	private volatile boolean enabled;

	private volatile boolean exiting;

	FactoryState(boolean enabled, List<AppendListener> listeners, Workers workers, Consumer<String> forgetting) {
		this.enabled = enabled;
		this.listeners = List.copyOf(listeners);
		this.workers = workers;
		this.forgetting = forgetting;
	}

	void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	boolean isEnabled() {
		return this.enabled;
	}

	/** The JVM exits: from now on every append is written before it returns. */
	void exit() {
		this.exiting = true;
	}

	boolean isAsynchronous() {
		return this.enabled && !this.exiting;
	}

	List<AppendListener> listeners() {
		return this.listeners;
	}

	Workers workers() {
		return this.workers;
	}

	/** An appender is closed, or could not be opened: its name is free. */
	void forget(String name) {
		this.forgetting.accept(name);
	}

}
