package io.asyncappend.internal.cursor;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.AppendTimeoutException;
import io.asyncappend.AppenderClosedException;
import io.asyncappend.LogCursor;
import io.asyncappend.LogGap;
import io.asyncappend.internal.archive.ArchiveHolds;
import io.asyncappend.internal.concurrent.Deadline;
import io.asyncappend.internal.concurrent.OomSafeLock;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.io.IoExecutor;
import io.asyncappend.internal.io.IoThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/**
 * The cursors of one appender: those that are open, and those that retention waits for.
 * What the latter have acknowledged is known here, open or not, as no other process may
 * change it while the appender is open. Thread-safe.
 */
public final class Cursors implements ArchiveHolds {

	private final CursorLog log;

	/**
	 * The names of those that retention waits for, and how many bytes of archives are
	 * kept for each. Replaced under the lock.
	 */
	private volatile Map<String, Long> kept;

	private final IoExecutor executor;

	private final Events events;

	private final Lock lock = new OomSafeLock();

	// Guarded by the lock.

	/** Empty while it is being opened. */
	private final Map<String, Optional<FileCursor>> open = new TreeMap<>();

	/** What retention may rely on, as it is forced. */
	private final Map<String, Acknowledged> forced = new TreeMap<>();

	/** Those of {@link #kept} whose file was looked into. */
	private boolean isLookedInto;

	private boolean closed;

	/** Where the oldest archive ends that was needed at the last look. */
	private volatile long neededUntil = Long.MAX_VALUE;

	/** As of the last look; for the thread that maintains archives. */
	private Map<Path, CursorLog.Extent> archives = Map.of();

	/** What becomes of cursors. */
	public interface Events {

		/** It is open. */
		void opened(String cursor);

		/** It is closed. */
		void closed(String cursor);

		/** An archive was deleted that a cursor needs. */
		void overrun(String cursor, LogGap gap);

		/** What a cursor has acknowledged could not be forced. */
		void failed(String cursor, IOException cause);

		/** Archives that were needed are not any more. */
		void released();

	}

	/**
	 * None is open yet.
	 * @param log the log that they read
	 * @param kept the names of those that retention waits for
	 * @param executor its I/O threads force what is acknowledged
	 */
	public Cursors(CursorLog log, Set<String> kept, IoExecutor executor, Events events) {
		this.log = log;
		Map<String, Long> all = new TreeMap<>();
		for (String name : kept) {
			all.put(name, Long.MAX_VALUE);
		}
		this.kept = all;
		this.executor = executor;
		this.events = events;
	}

	/**
	 * Opens one.
	 * @throws IllegalStateException if it is open
	 * @throws AppendException if its file or the log cannot be read, or it cannot be kept
	 */
	public LogCursor open(String name, LogCursor.Options options) {
		LogCursor.requireName(name);
		Objects.requireNonNull(options, "options");
		reserve(name);
		FileCursor cursor = null;
		try {
			cursor = openReserved(name, options);
			return cursor;
		}
		catch (IOException ex) {
			throw new AppendException("appender '" + this.log.name() + "': cannot open cursor '" + name + "': " + ex,
					ex);
		}
		finally {
			if (cursor == null) {
				forget(name);
			}
		}
	}

	/**
	 * Has retention wait for one more from now on, be it open or not.
	 * @param name its name
	 * @param bytes of archives that are kept for it: the newest
	 */
	public void keep(String name, long bytes) {
		// So that ages are known of what becomes durable from here on.
		this.log.durable();
		this.lock.lock();
		try {
			Map<String, Long> all = new TreeMap<>(this.kept);
			all.put(name, bytes);
			this.kept = all;
			this.isLookedInto = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void reserve(String name) {
		this.lock.lock();
		try {
			requireOpen(name);
			if (this.open.putIfAbsent(name, Optional.empty()) != null) {
				throw new IllegalStateException("appender '" + this.log.name() + "': cursor '" + name
						+ "' is open already, and what one consumer acknowledges another would not get");
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireOpen(String name) {
		if (this.closed) {
			throw new AppenderClosedException(
					"appender '" + this.log.name() + "' is closed; cannot open cursor '" + name + "'");
		}
	}

	private FileCursor openReserved(String name, LogCursor.Options options) throws IOException {
		CursorFile file = CursorFile.open(CursorFile.path(this.log.file(), name));
		try {
			Beginning beginning = Beginning.of(file, this.log, options.start());
			if (!beginning.isNew()) {
				// Forced by now; what is written from here on is not, and no look may
				// find it. Nor what was acknowledged of a log that was longer.
				acknowledgedForGood(name, acknowledged(beginning));
			}
			PositionKeeper keeper = new PositionKeeper(file, options.forceInterval(), this.executor, events(name));
			if (beginning.isNew()) {
				keeper.keep(acknowledged(beginning), true, (kept) -> {
				});
			}
			FileCursor cursor = new FileCursor(name, this.log, beginning, keeper, () -> closed(name));
			opened(cursor);
			this.events.opened(name);
			return cursor;
		}
		catch (Throwable ex) {
			file.close();
			throw ex;
		}
	}

	private Acknowledged acknowledged(Beginning beginning) {
		return new Acknowledged(this.log.id(), beginning.position(), beginning.index(), System.currentTimeMillis());
	}

	private PositionKeeper.Events events(String name) {
		return new PositionKeeper.Events() {

			@Override
			public void forced(Acknowledged acknowledged) {
				acknowledgedForGood(name, acknowledged);
			}

			@Override
			public void failed(IOException cause) {
				Cursors.this.events.failed(name, cause);
			}

		};
	}

	private void opened(FileCursor cursor) {
		this.lock.lock();
		try {
			requireOpen(cursor.name());
			this.open.put(cursor.name(), Optional.of(cursor));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void closed(String name) {
		if (forget(name)) {
			this.events.closed(name);
		}
	}

	private boolean forget(String name) {
		this.lock.lock();
		try {
			return this.open.remove(name) != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void acknowledgedForGood(String name, Acknowledged acknowledged) {
		boolean released;
		this.lock.lock();
		try {
			this.forced.put(name, acknowledged);
			released = this.kept.containsKey(name) && this.isLookedInto && neededFrom() >= this.neededUntil;
		}
		finally {
			this.lock.unlock();
		}
		if (released) {
			this.neededUntil = Long.MAX_VALUE;
			this.events.released();
		}
	}

	/** From where on one of those needs the log that retention waits for. */
	private long neededFrom() {
		return this.kept.keySet().stream().mapToLong(this::forcedPosition).min().orElse(Long.MAX_VALUE);
	}

	private long forcedPosition(String name) {
		Acknowledged acknowledged = this.forced.get(name);
		return (acknowledged != null && acknowledged.log().equals(this.log.id())) ? acknowledged.position() : 0;
	}

	/**
	 * Reads what was acknowledged before the appender was opened. One that is ahead of
	 * the log begins anew when it is opened.
	 */
	private void lookInto() throws IOException {
		if (this.isLookedInto) {
			return;
		}
		long durable = this.log.durable().position();
		for (String name : this.kept.keySet()) {
			if (!this.forced.containsKey(name)) {
				CursorFile.readForced(CursorFile.path(this.log.file(), name))
					.filter((found) -> found.position() <= durable)
					.ifPresent((found) -> this.forced.put(name, found));
			}
		}
		this.isLookedInto = true;
	}

	@Override
	public int free(List<Path> archives) throws IOException {
		if (this.kept.isEmpty()) {
			return archives.size();
		}
		this.archives = this.log.archives();
		long end = this.archives.values().stream().mapToLong(CursorLog.Extent::end).max().orElse(0);
		this.lock.lock();
		try {
			lookInto();
			for (int i = 0; i < archives.size(); i++) {
				CursorLog.Extent extent = this.archives.get(archives.get(i));
				if (extent != null && isNeeded(extent, end)) {
					this.neededUntil = extent.end();
					return i;
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		this.neededUntil = Long.MAX_VALUE;
		return archives.size();
	}

	/** Whether one has yet to acknowledge an archive for which it is kept. */
	private boolean isNeeded(CursorLog.Extent archive, long end) {
		for (Map.Entry<String, Long> one : this.kept.entrySet()) {
			if (forcedPosition(one.getKey()) < archive.end() && end - archive.start() <= one.getValue()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean isAny() {
		return !this.kept.isEmpty();
	}

	@Override
	public boolean overrun(Path archive) {
		CursorLog.Extent extent = this.archives.get(archive);
		if (extent == null) {
			return false;
		}
		boolean isNeeded = false;
		for (String name : this.kept.keySet()) {
			long position;
			this.lock.lock();
			try {
				position = forcedPosition(name);
			}
			finally {
				this.lock.unlock();
			}
			long from = Math.max(position, extent.start());
			if (from < extent.end()) {
				isNeeded = true;
				this.events.overrun(name, new LogGap(from, extent.end(), LogGap.Reason.RETENTION, RawName.of(archive)));
			}
		}
		return isNeeded;
	}

	/**
	 * How far they are: those that are open, and those that retention waits for.
	 * @return in the order of their names
	 * @throws AppendException if the file of one that is not open cannot be read
	 */
	public List<LogCursor.Status> statuses() {
		Map<String, LogCursor.Status> all = new TreeMap<>();
		List<FileCursor> cursors = new ArrayList<>();
		this.lock.lock();
		try {
			lookInto();
			CursorLog.Durable durable = this.log.durable();
			for (String name : this.kept.keySet()) {
				Acknowledged acknowledged = this.forced.get(name);
				boolean isOfLog = acknowledged != null && acknowledged.log().equals(this.log.id());
				long position = isOfLog ? acknowledged.position() : 0;
				long index = isOfLog ? acknowledged.index() : 0;
				all.put(name, new LogCursor.Status(name, position, index,
						CursorLag.of(this.log, durable, position, index), 0, 0));
			}
			this.open.values().forEach((cursor) -> cursor.ifPresent(cursors::add));
		}
		catch (IOException ex) {
			throw new AppendException("appender '" + this.log.name() + "': cannot read how far its cursors are: " + ex,
					ex);
		}
		finally {
			this.lock.unlock();
		}
		cursors.forEach((cursor) -> all.put(cursor.name(), cursor.status()));
		return List.copyOf(all.values());
	}

	/**
	 * Ends the polls that wait, closes all cursors, and opens no more.
	 * @param limit how long it may take, in nanoseconds
	 * @throws AppendException if what one has acknowledged cannot be made durable
	 * @throws AppendTimeoutException if that was not done in time
	 * @throws AppendInterruptedException if the thread was interrupted meanwhile; it goes
	 * on
	 */
	public void close(long limit) {
		Closing closing = new Closing(end());
		// A thread that has no limit does it itself, as does one that others wait for.
		if (closing.isEmpty() || limit == Deadline.NEVER || IoThread.isCurrent()
				|| this.executor.schedule(closing, 0) != null) {
			closing.run();
		}
		try {
			if (!closing.await(limit)) {
				throw new AppendTimeoutException("appender '" + this.log.name()
						+ "': what its cursors have acknowledged was not made durable within "
						+ Duration.ofNanos(limit));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AppendInterruptedException(
					"appender '" + this.log.name() + "': interrupted during close of its cursors");
		}
	}

	/** Ends the polls that wait, and opens no more cursors. */
	private List<FileCursor> end() {
		List<FileCursor> cursors = new ArrayList<>();
		this.lock.lock();
		try {
			this.closed = true;
			this.open.values().forEach((cursor) -> cursor.ifPresent(cursors::add));
		}
		finally {
			this.lock.unlock();
		}
		cursors.forEach(FileCursor::end);
		return cursors;
	}

}
