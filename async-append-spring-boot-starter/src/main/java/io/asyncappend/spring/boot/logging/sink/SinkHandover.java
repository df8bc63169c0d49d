package io.asyncappend.spring.boot.logging.sink;

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
final class SinkHandover {

	private static final Map<Path, LogSink> LATEST = new ConcurrentHashMap<>();

	private SinkHandover() {
	}

	/** Opens the next log of the file of these last lines. */
	static LogSink open(AfterCloseWriter last, Supplier<AsyncAppender> opener) {
		LogSink before = LATEST.get(last.path());
		if (before == null) {
			return opened(new LogSink(opener.get(), last), last);
		}
		before.last.suspend();
		LogSink opened = null;
		try {
			opened = opened(new LogSink(opener.get(), last), last);
		}
		finally {
			if (opened == null) {
				before.drops.add(before.last.resume());
			}
		}
		before.continueIn(opened);
		return opened;
	}

	private static LogSink opened(LogSink lines, AfterCloseWriter last) {
		LATEST.put(last.path(), lines);
		return lines;
	}

}
