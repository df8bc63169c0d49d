package io.asyncappend.internal.appender;

import io.asyncappend.LogReader;
import io.asyncappend.internal.cursor.CursorLog;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.IndexEntry;
import io.asyncappend.internal.log.IndexFile;
import io.asyncappend.internal.reader.ArchiveExtents;
import io.asyncappend.internal.reader.LogReaderBuilder;
import io.asyncappend.internal.reader.LogSource;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** The log of an appender, for the cursors that it has. Thread-safe. */
final class AppenderLog implements CursorLog {

	private final String name;

	private final LogSource source;

	private final AppenderState state;

	private final Runnable sync;

	private final Clock clock;

	/** What was last found in the index, as its file is read for it. */
	private volatile Found found = new Found(-1, 0);

	/**
	 * When what lies behind a position was written, at the latest.
	 *
	 * @param position bytes since the log began
	 * @param time milliseconds since 1970
	 */
	private record Found(long position, long time) {
	}

	AppenderLog(String name, LogSource source, AppenderState state, Runnable sync, Clock clock) {
		this.name = name;
		this.source = source;
		this.state = state;
		this.sync = sync;
		this.clock = clock;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Path file() throws IOException {
		return this.source.active().path();
	}

	@Override
	public UUID id() {
		return this.source.log();
	}

	@Override
	public Durable durable() {
		this.state.lock.lock();
		try {
			// From here on it is noted when more becomes durable.
			this.state.noteDurable();
			return new Durable(this.state.durable(), this.state.log().orElseThrow().durableIndex());
		}
		finally {
			this.state.lock.unlock();
		}
	}

	@Override
	public void sync() {
		this.sync.run();
	}

	@Override
	public LogReader.Builder reader() {
		return new LogReaderBuilder(this.source);
	}

	@Override
	public void awaitDurable(long position, long nanos, BooleanSupplier ended) throws InterruptedException {
		this.state.awaitReadable(() -> this.state.durable() > position || ended.getAsBoolean(), nanos);
	}

	@Override
	public void wake() {
		this.state.wakeReaders();
	}

	@Override
	public Duration age(long position) {
		long now = System.nanoTime();
		long noted;
		this.state.lock.lock();
		try {
			noted = this.state.durableAge(position, now);
			if (!this.state.isNotedBefore(position)) {
				return Duration.ofNanos(noted);
			}
		}
		finally {
			this.state.lock.unlock();
		}
		return Duration.ofMillis(Math.max(Duration.ofNanos(noted).toMillis(), this.clock.millis() - time(position)));
	}

	/** By the index; now if it does not tell. */
	private long time(long position) {
		Found last = this.found;
		if (last.position() != position) {
			last = new Found(position, find(position));
			this.found = last;
		}
		return last.time();
	}

	private long find(long position) {
		try {
			LogSource.Active active = this.source.active();
			try (SafeDirectory directory = SafeDirectory.open(active.path().getParent())) {
				Optional<IndexFile> index = IndexFile.open(directory, active.path(), active.owner(), id());
				if (index.isPresent()) {
					try (IndexFile open = index.get()) {
						return open.index().after(position).map(IndexEntry::time).orElseGet(this.clock::millis);
					}
				}
			}
		}
		catch (IOException ex) {
			// An age that is known to be at least that of the opening is told as such.
		}
		return this.clock.millis();
	}

	@Override
	public Map<Path, Extent> archives() throws IOException {
		return ArchiveExtents.of(this.source, Extent::new);
	}

}
