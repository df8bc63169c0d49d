package io.asyncappend.spring.boot.appenders;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.properties.AppenderDefinition;

/**
 * The configured appenders of all contexts of this JVM (that is, of this class loader):
 * contexts that live at the same time, such as those that tests cache, and have the same
 * file, share its appender if they agree about its name and its options. Holds an
 * appender only until it is closed, and of contexts no more than what they are called.
 * Thread-safe.
 */
final class SharedAppenders {

	private static final Lock LOCK = new ReentrantLock();

	private static final Condition CHANGED = LOCK.newCondition();

	private static final List<Entry> ENTRIES = new ArrayList<>();

	private SharedAppenders() {
	}

	/**
	 * Opens the appender of a definition, or shares the one that another context has
	 * open.
	 * @param factory the factory that is to have it
	 * @param definition what its properties come to
	 * @param context what the context is called, for the others
	 * @param opener opens it on the factory
	 * @param closing how long to wait for a context that is just closing the file
	 * @return the appender; whatever the opener returns where it opens nothing
	 * @throws io.asyncappend.spring.boot.properties.InvalidPropertyException if another
	 * context has it open in another way
	 */
	static @Nullable AsyncAppender open(AsyncAppendFactory factory, AppenderDefinition definition, String context,
			Function<AppenderDefinition, ? extends @Nullable AsyncAppender> opener, Duration closing) {
		// A stream is not shared: it may have any number of appenders.
		Object key = (definition.file() != null) ? FileKey.of(definition.file()) : new Object();
		Entry entry;
		while (true) {
			entry = entry(key, definition, context);
			AsyncAppender open = entry.appender;
			if (open == null) {
				break;
			}
			if (entry.share(factory, definition, context)) {
				return open;
			}
			awaitClose(open, closing);
			opened(entry, null);
		}
		AsyncAppender opened = null;
		try {
			opened = opener.apply(definition);
			return opened;
		}
		finally {
			opened(entry, opened);
		}
	}

	/** Makes known what is opened in another way, and cannot be shared. */
	static void reserve(Path file, AsyncAppender appender, String user) {
		Entry entry = new Entry(FileKey.of(file), null, user);
		LOCK.lock();
		try {
			removeOver();
			ENTRIES.add(entry);
		}
		finally {
			LOCK.unlock();
		}
		opened(entry, appender);
	}

	/**
	 * Takes part in an appender that the factory of a parent context has open.
	 * @return whether it can be used; if not, the last context that used it is closing it
	 */
	static boolean join(AsyncAppender open, String context) {
		LOCK.lock();
		try {
			Entry entry = find(open);
			return entry == null || entry.join(context);
		}
		finally {
			LOCK.unlock();
		}
	}

	/**
	 * Ends that.
	 * @return whether no other context uses it, so that it is to be closed
	 */
	static boolean leave(AsyncAppender open, String context) {
		LOCK.lock();
		try {
			Entry entry = find(open);
			return entry != null && entry.leave(context);
		}
		finally {
			LOCK.unlock();
		}
	}

	private static @Nullable Entry find(AsyncAppender open) {
		for (Entry entry : ENTRIES) {
			if (entry.appender == open) {
				return entry;
			}
		}
		return null;
	}

	private static @Nullable Entry find(Object key) {
		for (Entry entry : ENTRIES) {
			if (entry.key.equals(key)) {
				return entry;
			}
		}
		return null;
	}

	private static void removeOver() {
		for (Iterator<Entry> all = ENTRIES.iterator(); all.hasNext();) {
			if (all.next().isOver()) {
				all.remove();
			}
		}
	}

	/** Forgets a context that is closed, and with it what is closed. */
	static void forget(String context) {
		LOCK.lock();
		try {
			ENTRIES.forEach((entry) -> entry.contexts.remove(context));
			removeOver();
		}
		finally {
			LOCK.unlock();
		}
	}

	/** Forgets what is closed. */
	static void forgetClosed() {
		LOCK.lock();
		try {
			removeOver();
		}
		finally {
			LOCK.unlock();
		}
	}

	/** What the users of a file in this JVM are called, as far as they are known here. */
	static List<String> users(Path file) {
		Path key = FileKey.of(file);
		LOCK.lock();
		try {
			return ENTRIES.stream()
				.filter((entry) -> entry.key.equals(key) && entry.appender != null)
				.flatMap((entry) -> entry.contexts.stream())
				.toList();
		}
		finally {
			LOCK.unlock();
		}
	}

	/** The entry of a file: one that is open, or a new one that keeps others away. */
	private static Entry entry(Object key, AppenderDefinition definition, String context) {
		LOCK.lock();
		try {
			while (true) {
				Entry found = find(key);
				if (found == null) {
					Entry entry = new Entry(key, definition, context);
					ENTRIES.add(entry);
					return entry;
				}
				if (found.appender != null) {
					return found;
				}
				CHANGED.awaitUninterruptibly();
			}
		}
		finally {
			LOCK.unlock();
		}
	}

	private static void opened(Entry entry, @Nullable AsyncAppender appender) {
		LOCK.lock();
		try {
			entry.appender = appender;
			if (appender == null) {
				ENTRIES.remove(entry);
			}
			CHANGED.signalAll();
		}
		finally {
			LOCK.unlock();
		}
	}

	/** Its context reports what became of it. */
	static void awaitClose(AsyncAppender closing, Duration limit) {
		try {
			closing.close(limit);
		}
		catch (AppendException ex) {
			// The file is taken then, and the open says so.
		}
	}

	private static final class Entry {

		private final Object key;

		/** {@code null} for what cannot be shared. */
		private final @Nullable AppenderDefinition definition;

		private final List<String> contexts = new ArrayList<>();

		/** The last context that used it is closing it. */
		private boolean closing;

		/** {@code null} while it is being opened. */
		private volatile @Nullable AsyncAppender appender;

		Entry(Object key, @Nullable AppenderDefinition definition, String context) {
			this.key = key;
			this.definition = definition;
			this.contexts.add(context);
		}

		/**
		 * Its file is free. Not yet while it is being closed: a context that comes
		 * meanwhile would find the file taken instead of waiting for it.
		 */
		boolean isOver() {
			AsyncAppender open = this.appender;
			return open != null && !open.isOwned() && open.status().state() == AppenderStatus.State.CLOSED;
		}

		/** Called with the lock held. */
		boolean join(String context) {
			AsyncAppender open = this.appender;
			return open != null && open.isOwned() && !this.closing && this.contexts.add(context);
		}

		/** Called with the lock held. */
		boolean leave(String context) {
			this.closing |= this.contexts.remove(context) && this.contexts.isEmpty();
			return this.closing;
		}

		/** Shares it; false if it is being closed. */
		boolean share(AsyncAppendFactory factory, AppenderDefinition wanted, String context) {
			LOCK.lock();
			try {
				AsyncAppender open = this.appender;
				if (open == null || !open.isOwned()) {
					return false;
				}
				if (this.definition == null || !this.definition.name().equals(wanted.name())
						|| !this.definition.options().equals(wanted.options())) {
					throw OtherContext.refusal(wanted, this.definition, List.copyOf(this.contexts));
				}
				if (!join(context)) {
					return false;
				}
			}
			finally {
				LOCK.unlock();
			}
			// Off the lock, as listeners are called.
			boolean shared = false;
			try {
				factory.share(this.appender);
				shared = true;
			}
			catch (AppendException ex) {
				if (!(ex instanceof AppenderClosedException) || this.appender.isOwned()) {
					throw ex;
				}
			}
			finally {
				if (!shared) {
					left(context);
				}
			}
			return shared;
		}

		private void left(String context) {
			LOCK.lock();
			try {
				this.contexts.remove(context);
			}
			finally {
				LOCK.unlock();
			}
		}

	}

}
