package io.asyncappend.spring.boot.logging.lines;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.asyncappend.AsyncAppender;

/**
 * Logs of this JVM that follow each other in the same file. Threads that still log by the
 * one before neither hold the file when the next is opened, nor lose a line by it: theirs
 * go to the next. Thread-safe.
 */
final class Succession {

	private static final Map<Path, LogLines> LATEST = new ConcurrentHashMap<>();

	private Succession() {
	}

	/** Opens the next log of the file of these last lines. */
	static LogLines open(LastLines last, Supplier<AsyncAppender> opener) {
		LogLines before = LATEST.get(last.path());
		if (before == null) {
			return opened(new LogLines(opener.get(), last), last);
		}
		before.last.suspend();
		LogLines opened = null;
		try {
			opened = opened(new LogLines(opener.get(), last), last);
		}
		finally {
			if (opened == null) {
				before.dropped.addAndGet(before.last.resume());
			}
		}
		before.continueIn(opened);
		return opened;
	}

	private static LogLines opened(LogLines lines, LastLines last) {
		LATEST.put(last.path(), lines);
		return lines;
	}

}
