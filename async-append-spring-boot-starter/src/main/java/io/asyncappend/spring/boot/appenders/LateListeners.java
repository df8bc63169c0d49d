package io.asyncappend.spring.boot.appenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;

/**
 * Listeners that come after the appenders, and may go before them. Keeps what happens
 * until the first context does, for its listeners: of what happens again and again no
 * more than {@value #MAX_ROUTINE} events, which bounds the memory. A context without any
 * ends that too.
 */
final class LateListeners implements AppendListener {

	private static final int MAX_ROUTINE = 16_384;

	private final Lock lock = new ReentrantLock();

	private final Set<AsyncAppender> open = new LinkedHashSet<>();

	private final List<Consumer<AppendListener>> early = new ArrayList<>();

	/** What some have yet to be told, each its own. */
	private final List<List<Consumer<AppendListener>>> behind = new ArrayList<>(List.of(this.early));

	private int routine;

	private volatile List<AppendListener> listeners = List.of();

	/**
	 * Tells them of everything once, and of what was first first; without the lock, as a
	 * listener may wait for a thread that wants it.
	 */
	void attach(List<AppendListener> late) {
		List<Consumer<AppendListener>> missed = missed(late);
		try {
			for (List<Consumer<AppendListener>> events = next(missed, late); !events.isEmpty(); events = next(missed,
					late)) {
				for (AppendListener listener : late) {
					events.forEach((event) -> event.accept(listener));
				}
			}
		}
		finally {
			forget(missed);
		}
	}

	private List<Consumer<AppendListener>> missed(List<AppendListener> late) {
		this.lock.lock();
		try {
			List<Consumer<AppendListener>> missed = new ArrayList<>();
			if (this.behind.removeIf((one) -> one == this.early)) {
				missed.addAll(this.early);
				this.early.clear();
			}
			else {
				this.open.forEach((appender) -> missed.add((listener) -> listener.onOpen(appender)));
			}
			if (late.isEmpty()) {
				missed.clear();
			}
			this.behind.add(missed);
			return missed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whoever has nothing to catch up with is told directly from now on. */
	private List<Consumer<AppendListener>> next(List<Consumer<AppendListener>> missed, List<AppendListener> late) {
		this.lock.lock();
		try {
			List<Consumer<AppendListener>> events = List.copyOf(missed);
			missed.clear();
			if (events.isEmpty()) {
				forget(missed);
				List<AppendListener> all = new ArrayList<>(this.listeners);
				all.addAll(late);
				this.listeners = List.copyOf(all);
			}
			return events;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void forget(List<Consumer<AppendListener>> missed) {
		this.lock.lock();
		try {
			this.behind.removeIf((one) -> one == missed);
		}
		finally {
			this.lock.unlock();
		}
	}

	void detach(List<AppendListener> late) {
		this.lock.lock();
		try {
			List<AppendListener> all = new ArrayList<>(this.listeners);
			late.forEach(all::remove);
			this.listeners = List.copyOf(all);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void tell(Consumer<AppendListener> event) {
		tell(event, false, () -> {
		});
	}

	private void tellRoutine(Consumer<AppendListener> event) {
		List<AppendListener> told = this.listeners;
		if (told.isEmpty()) {
			tell(event, true, () -> {
			});
		}
		else {
			told.forEach(event);
		}
	}

	private void tell(Consumer<AppendListener> event, boolean isRoutine, Runnable change) {
		List<AppendListener> told;
		this.lock.lock();
		try {
			change.run();
			told = this.listeners;
			if (!this.behind.isEmpty() && (!isRoutine || this.routine++ < MAX_ROUTINE)) {
				this.behind.forEach((missed) -> missed.add(event));
			}
		}
		finally {
			this.lock.unlock();
		}
		told.forEach(event);
	}

	@Override
	public void onOpen(AsyncAppender appender) {
		tell((listener) -> listener.onOpen(appender), false, () -> this.open.add(appender));
	}

	@Override
	public void onClose(AsyncAppender appender, AppenderStatus last) {
		tell((listener) -> listener.onClose(appender, last), false, () -> this.open.remove(appender));
	}

	@Override
	public void onWrite(AsyncAppender appender, long bytes, long nanos) {
		tellRoutine((listener) -> listener.onWrite(appender, bytes, nanos));
	}

	@Override
	public void onSync(AsyncAppender appender, long nanos) {
		tellRoutine((listener) -> listener.onSync(appender, nanos));
	}

	@Override
	public void onBlocked(AsyncAppender appender, long nanos) {
		tellRoutine((listener) -> listener.onBlocked(appender, nanos));
	}

	@Override
	public void onDropped(AsyncAppender appender, long records, long bytes) {
		tellRoutine((listener) -> listener.onDropped(appender, records, bytes));
	}

	@Override
	public void onLockedByOthers(AsyncAppender appender) {
		tell((listener) -> listener.onLockedByOthers(appender));
	}

	@Override
	public void onTornTail(AsyncAppender appender, long bytes) {
		tell((listener) -> listener.onTornTail(appender, bytes));
	}

	@Override
	public void onForeignFile(AsyncAppender appender, String reason) {
		tell((listener) -> listener.onForeignFile(appender, reason));
	}

	@Override
	public void onFileLost(AsyncAppender appender, FileLoss loss) {
		tell((listener) -> listener.onFileLost(appender, loss));
	}

	@Override
	public void onDegraded(AsyncAppender appender, IOException cause) {
		tell((listener) -> listener.onDegraded(appender, cause));
	}

	@Override
	public void onRecovered(AsyncAppender appender) {
		tell((listener) -> listener.onRecovered(appender));
	}

	@Override
	public void onFailed(AsyncAppender appender, Throwable cause) {
		tell((listener) -> listener.onFailed(appender, cause));
	}

	@Override
	public void onFallback(AsyncAppender appender, String reason) {
		tell((listener) -> listener.onFallback(appender, reason));
	}

	@Override
	public void onReopen(AsyncAppender appender, Path file) {
		tell((listener) -> listener.onReopen(appender, file));
	}

	@Override
	public void onRotated(AsyncAppender appender, Path archive, long bytes) {
		tellRoutine((listener) -> listener.onRotated(appender, archive, bytes));
	}

	@Override
	public void onArchiveCompressed(AsyncAppender appender, Path archive, long bytes) {
		tellRoutine((listener) -> listener.onArchiveCompressed(appender, archive, bytes));
	}

	@Override
	public void onArchiveDeleted(AsyncAppender appender, Path archive, long bytes) {
		tellRoutine((listener) -> listener.onArchiveDeleted(appender, archive, bytes));
	}

	@Override
	public void onArchiveLeftOut(AsyncAppender appender, Path path, String reason) {
		tellRoutine((listener) -> listener.onArchiveLeftOut(appender, path, reason));
	}

	@Override
	public void onRotationFailed(AsyncAppender appender, IOException cause) {
		tellRoutine((listener) -> listener.onRotationFailed(appender, cause));
	}

}
