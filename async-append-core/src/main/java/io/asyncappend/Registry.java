package io.asyncappend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The appenders of a factory by name, in the order they were opened. Thread-safe. */
final class Registry {

	/** Empty while the appender is being opened. */
	private final Map<String, Optional<AsyncAppender>> appenders = new LinkedHashMap<>();

	private boolean closed;

	/** Takes a name, or says why it cannot be had. */
	synchronized void reserve(String name) {
		if (this.closed) {
			throw closedException(name);
		}
		if (this.appenders.putIfAbsent(name, Optional.empty()) != null) {
			throw new IllegalArgumentException("there is an appender named '" + name + "' already");
		}
	}

	/** Puts an appender under its name; false if the registry was closed meanwhile. */
	synchronized boolean put(AsyncAppender appender) {
		if (this.closed) {
			return false;
		}
		this.appenders.put(appender.name(), Optional.of(appender));
		return true;
	}

	synchronized void remove(String name) {
		this.appenders.remove(name);
	}

	synchronized Optional<AsyncAppender> find(String name) {
		return this.appenders.getOrDefault(name, Optional.empty());
	}

	synchronized List<AsyncAppender> all() {
		return this.appenders.values().stream().flatMap(Optional::stream).toList();
	}

	synchronized void close() {
		this.closed = true;
	}

	static AppenderClosedException closedException(String name) {
		return new AppenderClosedException("the factory is closed; cannot open appender '" + name + "'");
	}

}
