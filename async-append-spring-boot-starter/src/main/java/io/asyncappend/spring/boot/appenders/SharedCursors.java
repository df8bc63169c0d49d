package io.asyncappend.spring.boot.appenders;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

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
	 * Opens a cursor, or shares the one that another context has open. Waits for a
	 * context that closes it.
	 * @param appender whose cursor
	 * @param name of the cursor
	 * @param options of the cursor
	 * @return the share of the caller, which {@link LogCursor#close()} ends
	 * @throws IllegalStateException if it is open with other options, or otherwise
	 */
	static LogCursor open(AsyncAppender appender, String name, LogCursor.Options options) {
		Entry entry = enter(appender, name);
		LogCursor share = null;
		try {
			share = entry.open(options);
			return share;
		}
		finally {
			if (share == null) {
				leave(entry);
			}
		}
	}

	private static Entry enter(AsyncAppender appender, String name) {
		LOCK.lock();
		try {
			for (Entry entry : ENTRIES) {
				if (entry.appender == appender && entry.name.equals(name)) {
					entry.users++;
					return entry;
				}
			}
			Entry entered = new Entry(appender, name);
			ENTRIES.add(entered);
			return entered;
		}
		finally {
			LOCK.unlock();
		}
	}

	private static void leave(Entry entry) {
		LOCK.lock();
		try {
			entry.users--;
			if (entry.users == 0) {
				ENTRIES.remove(entry);
			}
		}
		finally {
			LOCK.unlock();
		}
	}

	private static final class Entry {

		private final AsyncAppender appender;

		private final String name;

		/** Contexts that have it, open it or close it; guarded by the lock of all. */
		private int users = 1;

		/** Held while it is opened and closed, which may wait for a disk. */
		private final Lock lock = new ReentrantLock();

		private @Nullable LogCursor cursor;

		private LogCursor.Options options = LogCursor.Options.DEFAULTS;

		private int shares;

		Entry(AsyncAppender appender, String name) {
			this.appender = appender;
			this.name = name;
		}

		LogCursor open(LogCursor.Options options) {
			this.lock.lock();
			try {
				LogCursor opened = this.cursor;
				if (opened == null) {
					opened = this.appender.cursor(this.name, options);
					this.cursor = opened;
					this.options = options;
				}
				else if (!this.options.equals(options)) {
					throw new IllegalStateException("another application context has it open with other options: "
							+ this.options + " there, and " + options + " here");
				}
				this.shares++;
				return new SharedCursor(opened, this::close);
			}
			finally {
				this.lock.unlock();
			}
		}

		/** Closes it if no other context has it; whether it does. */
		private boolean close() {
			this.lock.lock();
			try {
				this.shares--;
				LogCursor opened = this.cursor;
				if (this.shares > 0 || opened == null) {
					return false;
				}
				this.cursor = null;
				opened.close();
				return true;
			}
			finally {
				this.lock.unlock();
				leave(this);
			}
		}

	}

}
