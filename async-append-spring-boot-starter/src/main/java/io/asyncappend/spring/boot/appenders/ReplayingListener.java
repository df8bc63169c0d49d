package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.LogGap;
import io.asyncappend.LogStatus;
import io.asyncappend.RecordRejectedException;

/**
 * Tells listeners of appenders that were open before the listeners came. What happens
 * before the first listeners are attached is kept and replayed to these, in its order.
 * Listeners that are attached later are told of the appenders that are open then, and of
 * what happens from then on.
 * <p>
 * Memory is bounded where no listener ever comes: each kind of event is kept
 * {@value #MAX_KEPT} times, and beyond that only the last one of each appender; with that
 * much kept, an appender that is closed is forgotten. Thread-safe. No lock is held while
 * a listener is called, as a listener may wait for a thread that reports an event.
 *
 * @param <L> the type of the listeners
 */
public final class ReplayingListener<L extends AppendListener> implements AppendListener {

	static final int MAX_KEPT = 16_384;

	private final Lock lock = new ReentrantLock();

	private final Set<AsyncAppender> open = new LinkedHashSet<>();

	/** What the first listeners will be told. */
	private final List<Event<L>> early = new ArrayList<>();

	private final Map<String, Integer> keptByKind = new HashMap<>();

	/** Of each appender and kind the last event that there was no room for. */
	private final Map<AsyncAppender, Map<String, Event<L>>> overflow = new LinkedHashMap<>();

	/** What listeners that are catching up have yet to be told. */
	private final List<List<Event<L>>> queues = new ArrayList<>(List.of(this.early));

	private volatile List<L> listeners = List.of();

	/**
	 * Creates a listener that keeps what it is told.
	 */
	public ReplayingListener() {
	}

	/**
	 * Tells listeners of what they missed, and of everything from now on. Returns once
	 * they have caught up.
	 * @param late the listeners; if there are none, what was kept is forgotten
	 */
	public void attach(List<? extends L> late) {
		List<Event<L>> queue = begin(late);
		try {
			for (List<Event<L>> events = next(queue, late); !events.isEmpty(); events = next(queue, late)) {
				for (L listener : late) {
					for (Event<L> event : events) {
						event.call().accept(listener);
					}
				}
			}
		}
		finally {
			remove(queue);
		}
	}

	private List<Event<L>> begin(List<? extends L> late) {
		this.lock.lock();
		try {
			List<Event<L>> missed = new ArrayList<>();
			if (takeOut(this.early)) {
				missed.addAll(this.early);
				for (Map<String, Event<L>> last : this.overflow.values()) {
					missed.addAll(last.values());
				}
				this.early.clear();
				this.overflow.clear();
				this.keptByKind.clear();
			}
			else {
				for (AsyncAppender appender : this.open) {
					missed.add(new Event<>(appender, (listener) -> listener.onOpen(appender)));
				}
			}
			if (late.isEmpty()) {
				missed.clear();
			}
			this.queues.add(missed);
			return missed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes what is queued; with nothing queued the listeners are told directly. */
	private List<Event<L>> next(List<Event<L>> queue, List<? extends L> late) {
		this.lock.lock();
		try {
			List<Event<L>> events = List.copyOf(queue);
			queue.clear();
			if (events.isEmpty()) {
				remove(queue);
				List<L> all = new ArrayList<>(this.listeners);
				all.addAll(late);
				this.listeners = List.copyOf(all);
			}
			return events;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void remove(List<Event<L>> queue) {
		this.lock.lock();
		try {
			takeOut(queue);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes a queue out, which is not to be compared by what is in it.
	 * @return whether it was there
	 */
	private boolean takeOut(List<Event<L>> queue) {
		for (Iterator<List<Event<L>>> all = this.queues.iterator(); all.hasNext();) {
			if (all.next() == queue) {
				all.remove();
				return true;
			}
		}
		return false;
	}

	/**
	 * Tells listeners nothing any more.
	 * @param gone the listeners
	 */
	public void detach(List<? extends L> gone) {
		this.lock.lock();
		try {
			List<L> all = new ArrayList<>(this.listeners);
			gone.forEach(all::remove);
			this.listeners = List.copyOf(all);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tells of an event that happens rarely.
	 * @param appender the appender that it happened to
	 * @param kind what happened, for the limit
	 * @param call calls a listener
	 */
	public void tell(AsyncAppender appender, String kind, Consumer<? super L> call) {
		Event<L> event = new Event<>(appender, call);
		List<L> told;
		this.lock.lock();
		try {
			told = this.listeners;
			for (List<Event<L>> queue : this.queues) {
				keep(queue, kind, event);
			}
		}
		finally {
			this.lock.unlock();
		}
		told.forEach(call);
	}

	/** Tells of an event that may happen with every batch: without the lock if it can. */
	private void tellOften(AsyncAppender appender, String kind, Consumer<? super L> call) {
		List<L> told = this.listeners;
		if (told.isEmpty()) {
			tell(appender, kind, call);
		}
		else {
			told.forEach(call);
		}
	}

	private void keep(List<Event<L>> queue, String kind, Event<L> event) {
		if (queue != this.early || count(kind) <= MAX_KEPT) {
			queue.add(event);
		}
		else {
			this.overflow.computeIfAbsent(event.appender(), (key) -> new LinkedHashMap<>()).put(kind, event);
		}
	}

	/** How many of a kind there are, with this one. */
	private int count(String kind) {
		int count = this.keptByKind.getOrDefault(kind, 0) + 1;
		this.keptByKind.put(kind, count);
		return count;
	}

	private void addToQueues(Event<L> event) {
		for (List<Event<L>> queue : this.queues) {
			queue.add(event);
		}
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		Event<L> event = new Event<>(appender, (listener) -> listener.onOpen(appender));
		List<L> told;
		this.lock.lock();
		try {
			told = this.listeners;
			this.open.add(appender);
			addToQueues(event);
		}
		finally {
			this.lock.unlock();
		}
		told.forEach(event.call());
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		Event<L> event = new Event<>(appender, (listener) -> listener.onClose(appender, last));
		List<L> told;
		this.lock.lock();
		try {
			told = this.listeners;
			this.open.remove(appender);
			// No event may follow the close of its appender.
			this.early.addAll(this.overflow.getOrDefault(appender, Map.of()).values());
			this.overflow.remove(appender);
			addToQueues(event);
			if (this.early.size() > MAX_KEPT) {
				this.early.removeIf((one) -> one.appender() == appender);
			}
		}
		finally {
			this.lock.unlock();
		}
		told.forEach(event.call());
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		tellOften(appender, "onWrite", (listener) -> listener.onWrite(appender, bytes, nanos));
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		tellOften(appender, "onSync", (listener) -> listener.onSync(appender, nanos));
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		tellOften(appender, "onBlocked", (listener) -> listener.onBlocked(appender, nanos));
	}

	@Override
	public void onDropped(AsyncAppender appender, long records, long bytes) {
		tellOften(appender, "onDropped", (listener) -> listener.onDropped(appender, records, bytes));
	}

	@Override
	public void onLockedByOthers(AsyncAppender appender) {
		tell(appender, "onLockedByOthers", (listener) -> listener.onLockedByOthers(appender));
	}

	@Override
	public void onLogBegan(AsyncAppender appender, LogStatus log) {
		tell(appender, "onLogBegan", (listener) -> listener.onLogBegan(appender, log));
	}

	@Override
	public void onLogFailed(AsyncAppender appender, IOException cause) {
		tellOften(appender, "onLogFailed", (listener) -> listener.onLogFailed(appender, cause));
	}

	@Override
	public void onTornTail(AsyncAppender appender, long bytes) {
		tell(appender, "onTornTail", (listener) -> listener.onTornTail(appender, bytes));
	}

	@Override
	public void onForeignFile(AsyncAppender appender, String reason) {
		tell(appender, "onForeignFile", (listener) -> listener.onForeignFile(appender, reason));
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		tell(appender, "onFileLost", (listener) -> listener.onFileLost(appender, loss));
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		tell(appender, "onDegraded", (listener) -> listener.onDegraded(appender, cause));
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		tell(appender, "onRecovered", (listener) -> listener.onRecovered(appender));
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		tell(appender, "onFailed", (listener) -> listener.onFailed(appender, cause));
	}

	@Override
	public void onFallback(AsyncAppender appender, String reason) {
		tell(appender, "onFallback", (listener) -> listener.onFallback(appender, reason));
	}

	@Override
	public void onReopen(AsyncAppender appender, Path file) {
		tell(appender, "onReopen", (listener) -> listener.onReopen(appender, file));
	}

	@Override
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		tellOften(appender, "onRotated", (listener) -> listener.onRotated(appender, archive, bytes));
	}

	@Override
	public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
		tellOften(appender, "onArchiveCompressed",
				(listener) -> listener.onArchiveCompressed(appender, archive, bytes));
	}

	@Override
	public void onArchiveDeleted(AsyncAppender appender, Path archive, long bytes) {
		tellOften(appender, "onArchiveDeleted", (listener) -> listener.onArchiveDeleted(appender, archive, bytes));
	}

	@Override
	public void onArchiveLeftOut(AsyncAppender appender, Path path, String reason) {
		tellOften(appender, "onArchiveLeftOut", (listener) -> listener.onArchiveLeftOut(appender, path, reason));
	}

	@Override
	public void onCursorOpen(AsyncAppender appender, String cursor) {
		tell(appender, "onCursorOpen", (listener) -> listener.onCursorOpen(appender, cursor));
	}

	@Override
	public void onCursorClose(AsyncAppender appender, String cursor) {
		tell(appender, "onCursorClose", (listener) -> listener.onCursorClose(appender, cursor));
	}

	@Override
	public void onCursorOverrun(AsyncAppender appender, String cursor, LogGap gap) {
		tell(appender, "onCursorOverrun", (listener) -> listener.onCursorOverrun(appender, cursor, gap));
	}

	@Override
	public void onCursorFailed(AsyncAppender appender, String cursor, IOException cause) {
		tell(appender, "onCursorFailed", (listener) -> listener.onCursorFailed(appender, cursor, cause));
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		tellOften(appender, "onRotationFailed", (listener) -> listener.onRotationFailed(appender, cause));
	}

	@Override
	public void onForwardingDegraded(AsyncAppender appender, Throwable cause) {
		tellOften(appender, "onForwardingDegraded", (listener) -> listener.onForwardingDegraded(appender, cause));
	}

	@Override
	public void onForwardingRecovered(AsyncAppender appender) {
		tellOften(appender, "onForwardingRecovered", (listener) -> listener.onForwardingRecovered(appender));
	}

	@Override
	public void onForwardingStopped(AsyncAppender appender, Throwable cause) {
		tellOften(appender, "onForwardingStopped", (listener) -> listener.onForwardingStopped(appender, cause));
	}

	@Override
	public void onRecordRejected(AsyncAppender appender, RecordRejectedException rejection) {
		tellOften(appender, "onRecordRejected", (listener) -> listener.onRecordRejected(appender, rejection));
	}

	@Override
	public void onForwardLimitReached(AsyncAppender appender, long bytes) {
		tellOften(appender, "onForwardLimitReached", (listener) -> listener.onForwardLimitReached(appender, bytes));
	}

	@Override
	public void onForwardLimitLeft(AsyncAppender appender) {
		tellOften(appender, "onForwardLimitLeft", (listener) -> listener.onForwardLimitLeft(appender));
	}

	@Override
	public void onForwardingGap(AsyncAppender appender, LogGap gap) {
		tellOften(appender, "onForwardingGap", (listener) -> listener.onForwardingGap(appender, gap));
	}

	/**
	 * Something that happened.
	 *
	 * @param appender the appender that it happened to
	 * @param call calls a listener
	 */
	private record Event<L>(AsyncAppender appender, Consumer<? super L> call) {
	}

}
