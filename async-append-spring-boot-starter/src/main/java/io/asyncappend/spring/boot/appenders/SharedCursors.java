package io.asyncappend.spring.boot.appenders;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;

/**
 * The configured cursors of all contexts of this JVM (that is, of this class loader):
 * contexts that share an appender share its cursors, of which each can be open once.
 * Holds a cursor only as long as a context has it. Thread-safe.
 */
final class SharedCursors {

	private static final Lock LOCK = new ReentrantLock();

	private static final List<Entry> ENTRIES = new ArrayList<>();

	private SharedCursors() {
	}

	/**
	 * Opens a cursor, or shares the one that another context has open.
	 * @param appender whose cursor
	 * @param name of the cursor
	 * @param options of the cursor
	 * @return the share of the caller, which {@link LogCursor#close()} ends
	 * @throws IllegalStateException if it is open with other options, or otherwise
	 */
	static LogCursor open(AsyncAppender appender, String name, LogCursor.Options options) {
		LOCK.lock();
		try {
			for (Entry entry : ENTRIES) {
				if (entry.appender == appender && entry.name.equals(name)) {
					if (!entry.options.equals(options)) {
						throw new IllegalStateException("another application context has it open with other options: "
								+ entry.options + " there, and " + options + " here");
					}
					entry.users++;
					return new SharedCursor(entry.cursor, () -> leave(entry));
				}
			}
			Entry opened = new Entry(appender, name, appender.cursor(name, options), options);
			ENTRIES.add(opened);
			return new SharedCursor(opened.cursor, () -> leave(opened));
		}
		finally {
			LOCK.unlock();
		}
	}

	/** Whether no other context has it, so that it is to be closed. */
	private static boolean leave(Entry entry) {
		LOCK.lock();
		try {
			entry.users--;
			return entry.users == 0 && ENTRIES.remove(entry);
		}
		finally {
			LOCK.unlock();
		}
	}

	private static final class Entry {

		private final AsyncAppender appender;

		private final String name;

		private final LogCursor cursor;

		private final LogCursor.Options options;

		private int users = 1;

		Entry(AsyncAppender appender, String name, LogCursor cursor, LogCursor.Options options) {
			this.appender = appender;
			this.name = name;
			this.cursor = cursor;
			this.options = options;
		}

	}

}
