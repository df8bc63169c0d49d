package io.asyncappend.internal.tool;

import io.asyncappend.LogReader;
import io.asyncappend.internal.cursor.KnownCursor;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.IndexEntry;
import io.asyncappend.internal.log.IndexFile;
import io.asyncappend.internal.log.SparseIndex;
import io.asyncappend.internal.reader.LogPart;
import io.asyncappend.internal.reader.LogReaderBuilder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the cursors of a log by their files beside it, and how far they are behind what
 * is written. A file that is damaged, or that others have put there, is told of and keeps
 * nothing else from being told.
 */
final class CursorSearch {

	/** As many names of the directory are read. */
	private static final int MAX_NAMES = 1_000_000;

	/** As many cursors are told of: others may give files such names. */
	private static final int MAX_CURSORS = 1000;

	private final FoundLog log;

	private final long written;

	private final List<LogPart> parts;

	private final Clock clock;

	/** How many records are written; negative until that is counted. */
	private long records = -1;

	private int leftOut;

	private SafeDirectory directory;

	/** {@code null} if there is none that is believed. */
	private SparseIndex index;

	CursorSearch(FoundLog log, long written, List<LogPart> parts, Clock clock) {
		this.log = log;
		this.written = written;
		this.parts = parts;
		this.clock = clock;
	}

	/** In the order of their names. */
	List<FoundCursor> find() throws IOException {
		try (SafeDirectory open = SafeDirectory.open(this.log.file().getParent());
				IndexFile indexFile = index(open).orElse(null)) {
			this.directory = open;
			this.index = (indexFile != null) ? indexFile.index() : null;
			// Not by names, of which others could give one file the same as another has.
			TreeMap<Path, String> names = new TreeMap<>();
			open.forEachName(MAX_NAMES,
					(path) -> KnownCursor.name(this.log.file(), path).ifPresent((name) -> add(names, path, name)));
			List<FoundCursor> found = new ArrayList<>();
			for (Map.Entry<Path, String> one : names.entrySet()) {
				found.add(find(one.getValue(), one.getKey()));
			}
			return found;
		}
	}

	private void add(TreeMap<Path, String> names, Path path, String name) {
		names.put(path, name);
		if (names.size() > MAX_CURSORS) {
			names.pollLastEntry();
			this.leftOut++;
		}
	}

	/** How many files with the name of a cursor's are not told of. */
	int leftOut() {
		return this.leftOut;
	}

	private Optional<IndexFile> index(SafeDirectory open) throws IOException {
		try {
			return IndexFile.open(open, this.log.file(), this.log.active().owner(), this.log.log());
		}
		catch (FileSystemException ex) {
			// What must not be believed is not.
			return Optional.empty();
		}
	}

	private FoundCursor find(String name, Path path) throws IOException {
		Optional<KnownCursor> read;
		try {
			read = KnownCursor.read(path, this.log.active().owner());
		}
		catch (IOException ex) {
			return new FoundCursor(name, null, null, Problem.reason(ex));
		}
		if (read.isEmpty()) {
			return new FoundCursor(name, null, null, "holds no position: it is damaged, or was never opened");
		}
		KnownCursor known = read.get();
		if (!known.log().equals(this.log.log())) {
			return new FoundCursor(name, known, null, "that is of another log, " + known.log());
		}
		// More may have been written and acknowledged since.
		long end = (known.position() > this.written) ? this.log.limit(LogReader.Extent.WRITTEN) : this.written;
		if (known.position() > end) {
			return new FoundCursor(name, known, null, "that is ahead of the log");
		}
		return new FoundCursor(name, known, lag(known), null);
	}

	private FoundCursor.Lag lag(KnownCursor known) throws IOException {
		long bytes = Math.max(0, this.written - known.position());
		if (bytes == 0) {
			return new FoundCursor.Lag(0, 0, 0, null);
		}
		if (this.records < 0) {
			this.records = LogReaderBuilder.records(this.log, this.written);
		}
		long missing = this.parts.stream()
			.filter((part) -> part.missing().isPresent())
			.mapToLong((part) -> Math.max(0, part.end() - Math.max(part.start(), known.position())))
			.sum();
		return new FoundCursor.Lag(bytes, Math.max(0, this.records - known.index()), missing, age(known.position()));
	}

	/** What lies behind a position is no younger than the next place that has a time. */
	private Duration age(long position) throws IOException {
		long now = this.clock.millis();
		Optional<IndexEntry> after = (this.index != null) ? this.index.after(position) : Optional.empty();
		if (after.isPresent()) {
			return Duration.ofMillis(Math.max(0, now - after.get().time()));
		}
		Look look = this.directory.look(this.log.file());
		return (look != null) ? Duration.ofMillis(Math.max(0, now - look.modified().toMillis())) : null;
	}

}
