package io.asyncappend.internal.appender;

import io.asyncappend.AppendException;
import io.asyncappend.LogReader;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.archive.Listing;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.log.LogPositions;
import io.asyncappend.internal.log.OpenLog;
import io.asyncappend.internal.reader.LogSource;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.UUID;
import java.util.function.Supplier;

/** The log of an appender, as its readers know it. Thread-safe. */
final class LiveLog implements LogSource {

	private final String name;

	private final AppenderState state;

	private final OpenLog log;

	private final Supplier<AppendFile> file;

	private final Supplier<ArchiveDirectory> archives;

	private final byte delimiter;

	/** The last one that was asked for. */
	private volatile Known known;

	/** A part of the log and what readers know of it. */
	private record Known(LogPositions.Part part, AppendFile file, Active active) {
	}

	LiveLog(String name, AppenderState state, OpenLog log, Supplier<AppendFile> file,
			Supplier<ArchiveDirectory> archives, byte delimiter) {
		this.name = name;
		this.state = state;
		this.log = log;
		this.file = file;
		this.archives = archives;
		this.delimiter = delimiter;
	}

	@Override
	public UUID log() {
		return this.log.status().id();
	}

	@Override
	public byte delimiter() {
		return this.delimiter;
	}

	@Override
	public long limit(LogReader.Extent extent) {
		return (extent == LogReader.Extent.DURABLE) ? this.state.durable() : this.state.written();
	}

	@Override
	public Active active() throws IOException {
		LogPositions.Part part = this.log.part();
		AppendFile written = this.file.get();
		Known last = this.known;
		if (last == null || last.part() != part || last.file() != written) {
			last = new Known(part, written,
					new Active(written.archivable().orElseThrow(() -> new NoSuchFileException("no file of its own")),
							written.owner(), part.file(), part.skipped(), part.start().position(),
							part.start().index()));
			this.known = last;
		}
		return last.active();
	}

	@Override
	public ArchiveDirectory archives() {
		return this.archives.get();
	}

	@Override
	public Listing listing() throws IOException {
		return this.archives.get().readable();
	}

	@Override
	public void await(long seen, LogReader.Extent extent, long nanos) throws InterruptedException {
		this.state.awaitReadable(() -> limit(extent) > seen || isOver(), nanos);
	}

	@Override
	public boolean isEnded() {
		this.state.lock.lock();
		try {
			return isOver();
		}
		finally {
			this.state.lock.unlock();
		}
	}

	/** After a failure no position moves either. */
	private boolean isOver() {
		return this.state.isClosed() || this.state.isFailed();
	}

	@Override
	public AppendException unreadable(IOException cause) {
		return new AppendException("appender '" + this.name + "': its log cannot be read: " + cause, cause);
	}

	@Override
	public AppendException interrupted() {
		return this.state.interruptedException("the reading of its log");
	}

}
