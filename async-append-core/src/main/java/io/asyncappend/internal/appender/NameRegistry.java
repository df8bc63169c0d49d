package io.asyncappend.internal.appender;

import io.asyncappend.AppenderClosedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The appenders of a factory by name, in the order they were opened. Thread-safe. */
final class NameRegistry {

	/** Empty while the appender is being opened. */
	private final Map<String, Optional<FileAppender>> appenders = new LinkedHashMap<>();

	private boolean closed;

	/** Takes a name, or says why it cannot be had. */
	synchronized void reserve(String name) {
		if (this.closed) {
			throw closedException(name);
		}
		if (this.appenders.putIfAbsent(name, Optional.empty()) != null) {
			throw taken(name);
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

	synchronized AppenderClosedException closedMeanwhile(String name) {
		return this.closed ? closedException(name)
				: new AppenderClosedException("appender '" + name + "' was closed by a listener as it was opened");
	}

	synchronized void close() {
		this.closed = true;
	}

	static IllegalArgumentException taken(String name) {
		return new IllegalArgumentException("there is an appender named '" + name + "' already");
	}

	private static AppenderClosedException closedException(String name) {
		return new AppenderClosedException("the factory is closed; cannot open appender '" + name + "'");
	}

}
