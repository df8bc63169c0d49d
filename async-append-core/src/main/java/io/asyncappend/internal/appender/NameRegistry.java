package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The appenders of a factory by name, in the order they were opened. Thread-safe. */
final class NameRegistry implements Consumer<String> {

	private final ShutdownHook.Participant factory;

	/** Empty while the appender is being opened. */
	private final Map<String, Optional<FileAppender>> appenders = new LinkedHashMap<>();

	private boolean closed;

	NameRegistry(ShutdownHook.Participant factory) {
		this.factory = factory;
	}

	@Override
	public void accept(String name) {
		free(name);
	}

	/** An appender is closed, or could not be opened. */
	void free(String name) {
		remove(name);
		if (isEmpty()) {
			ShutdownHook.forget(this.factory);
		}
	}

	/** Takes a name, or says why it cannot be had. */
	synchronized void reserve(String name) {
		if (this.closed) {
			throw Refusals.factoryClosed(name);
		}
		if (this.appenders.putIfAbsent(name, Optional.empty()) != null) {
			throw Refusals.taken(name);
		}
	}

	/**
	 * Puts an appender under its name; false if it, or the registry, was closed
	 * meanwhile.
	 */
	synchronized boolean put(FileAppender appender) {
		return !this.closed && this.appenders.replace(appender.name(), Optional.of(appender)) != null;
	}

	synchronized void remove(String name) {
		this.appenders.remove(name);
	}

	synchronized Optional<FileAppender> find(String name) {
		return this.appenders.getOrDefault(name, Optional.empty());
	}

	synchronized List<FileAppender> all() {
		List<FileAppender> open = new ArrayList<>();
		for (Optional<FileAppender> appender : this.appenders.values()) {
			if (appender.isPresent()) {
				open.add(appender.get());
			}
		}
		return open;
	}

	/** Whether no name is taken. */
	synchronized boolean isEmpty() {
		return this.appenders.isEmpty();
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	synchronized AppendException closedMeanwhile(String name) {
		return this.closed ? Refusals.factoryClosed(name) : Refusals.closedByListener(name);
	}

	synchronized void close() {
		this.closed = true;
	}

}
