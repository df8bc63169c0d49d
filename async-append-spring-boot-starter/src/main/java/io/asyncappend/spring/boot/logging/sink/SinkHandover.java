package io.asyncappend.spring.boot.logging.sink;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.asyncappend.AsyncAppender;

/**
 * Logs of this JVM that follow each other in the same file or stream. A thread that still
 * logs through the earlier one does not keep the file open when the next log opens it,
 * and its lines go to the next log. Thread-safe.
 */
final class SinkHandover {

	private static final Map<Object, LogSink> LATEST = new ConcurrentHashMap<>();

	private SinkHandover() {
	}

	/** Opens the next log in the file of a writer. */
	static LogSink open(AfterCloseWriter afterClose, Supplier<AsyncAppender> opener) {
		LogSink before = LATEST.get(afterClose.key());
		if (before == null) {
			return opened(new LogSink(opener.get(), afterClose), afterClose);
		}
		before.afterClose.suspend();
		LogSink opened = null;
		try {
			opened = opened(new LogSink(opener.get(), afterClose), afterClose);
		}
		finally {
			if (opened == null) {
				before.drops.add(before.afterClose.resume());
			}
		}
		before.continueIn(opened);
		return opened;
	}

	private static LogSink opened(LogSink sink, AfterCloseWriter afterClose) {
		LATEST.put(afterClose.key(), sink);
		return sink;
	}

}
