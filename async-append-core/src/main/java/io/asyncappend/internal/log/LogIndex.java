package io.asyncappend.internal.log;

import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Notes places of a log in its sparse index, as it is written, and dates them so that
 * nothing that comes before one was written later, also where the clock was set back. The
 * index is opened when there is something to note: most files are small. Not thread-safe.
 */
final class LogIndex {

	/** A mark is due after as many bytes. */
	static final long SPACING = 1 << 20;

	/** Or after as long, in milliseconds, if something was written since. */
	static final long INTERVAL = 30_000;

	/** After an error it is not tried for so many milliseconds. */
	private static final long PAUSE = 1000;

	/** By so many a clock is set back that does not only run unevenly. */
	static final long SET_BACK = 1000;

	/** By so many some file systems round down when a file was written (FAT). */
	private static final long ROUNDING = 2000;

	/**
	 * An index of so many bytes is looked at, in each file that ends, for what is gone.
	 */
	static final long COMPACT_FROM = 1 << 16;

	/** How often it is looked whether others have taken it away, in milliseconds. */
	private static final long LOOK = 1000;

	/** What compression adds to the name of an archive. */
	private static final String COMPRESSED = ".gz";

	private final UUID log;

	private Path path;

	private long compactFrom = COMPACT_FROM;

	/** What it says of places after this one was said before it was opened. */
	private long opened;

	/** {@code null} until it is needed. */
	private IndexWriter writer;

	/** Where the last mark is, or what it counts from. */
	private long markPosition;

	private final Clock clock;

	/** The latest that the clock has shown, also before the log was opened. */
	private long latest = Long.MIN_VALUE;

	/** No entry is of before. */
	private long earliest = Long.MIN_VALUE;

	/** What the clock showed with the last mark. */
	private long markClock;

	/** How that is dated. */
	private long markTime = Long.MIN_VALUE;

	/** It is not tried before. */
	private long next = Long.MIN_VALUE;

	/** When its path was looked at. */
	private long looked = Long.MIN_VALUE / 2;

	LogIndex(UUID log, Path path, IndexWriter writer, long opened, Clock clock) {
		this.log = log;
		this.path = path;
		this.writer = writer;
		this.opened = opened;
		this.clock = clock;
		this.markPosition = opened;
		this.markClock = read();
	}

	/** The log goes on in a file that had been written last at a time. */
	void found(FileTime modified) {
		this.latest = Math.max(this.latest, modified.toMillis());
		this.earliest = Math.max(this.earliest, latest(modified));
	}

	/**
	 * The latest that a record can have been written which a file holds.
	 * @param modified when the file was written last, as the file system has it
	 * @return in milliseconds since 1970
	 */
	static long latest(FileTime modified) {
		long tolerance = ROUNDING + SET_BACK;
		return Math.min(modified.toMillis(), Long.MAX_VALUE - tolerance) + tolerance;
	}

	private long read() {
		long now = this.clock.millis();
		this.latest = Math.max(this.latest, now);
		return now;
	}

	/** When all was written that is by now, or later: for the next entry. */
	long date() {
		read();
		return Math.max(this.earliest, this.latest);
	}

	/**
	 * More was written: tells whether a mark is due.
	 * @param position up to where all is written
	 */
	boolean isMarkDue(long position) {
		long now = read();
		long behind = position - this.markPosition;
		// A clock that was set back is no reason to wait until it has caught up.
		boolean isDue = behind >= SPACING
				|| (behind > 0 && (now - this.markClock >= INTERVAL || now < this.markClock || isSetBack(now)));
		return isDue && (now >= this.next || now < this.next - PAUSE);
	}

	/**
	 * Whether the clock was set back after something was written that no entry is as late
	 * as: once this process has died, nothing else would tell how late that was.
	 */
	boolean isSetBack() {
		return isSetBack(read());
	}

	private boolean isSetBack(long now) {
		return this.latest > this.markTime && this.latest - now >= SET_BACK;
	}

	/** An entry could not be added. */
	void pause() {
		this.next = read() + PAUSE;
	}

	/**
	 * Adds an entry. Where a file has ended, what is said of files that are gone is
	 * removed once it is much.
	 * @throws IOException if it could not be added; or it was, and what had the name of
	 * the index was set aside, or the index could not be made shorter
	 */
	void add(IndexEntry entry) throws IOException {
		long now = read();
		if (isLookDue(entry, now) && this.writer != null && !this.writer.isCurrent()) {
			// Others have taken it away.
			close();
		}
		IndexWriter open = writer(entry.time());
		IndexEntry last = open.last().orElse(null);
		boolean isKnown = last instanceof IndexEntry.FileEnd end && entry instanceof IndexEntry.FileEnd
				&& end.position() == entry.position() && end.start() == entry.start();
		if (last != null && last.index() > entry.index()) {
			// It speaks of bytes that a power cut took, so all that it says is in doubt.
			close();
			this.opened = 0;
			open = writer(entry.time());
			open.add(entry);
		}
		else if (!isKnown) {
			open.add(entry);
		}
		this.opened = entry.position();
		this.markPosition = entry.position();
		this.markClock = now;
		this.markTime = entry.time();
		Optional<Path> aside = open.takeSetAside();
		if (aside.isPresent()) {
			throw new FileSystemException(IndexWriter.path(this.path).toString(), null,
					"was damaged, or none of this library, and is kept as " + aside.get().getFileName());
		}
		if (entry instanceof IndexEntry.FileEnd && open.size() >= this.compactFrom) {
			compact(open);
		}
	}

	/**
	 * A mark that is missing is mostly no more than a longer way to what lies behind it.
	 */
	private boolean isLookDue(IndexEntry entry, long now) {
		long since = now - this.looked;
		boolean isDue = !(entry instanceof IndexEntry.Mark) || since < 0 || since >= LOOK || isSetBack(now);
		if (isDue) {
			this.looked = now;
		}
		return isDue;
	}

	private void compact(IndexWriter open) throws IOException {
		this.compactFrom = 2 * open.size();
		open.compact(oldest(open));
		this.compactFrom = Math.max(COMPACT_FROM, 2 * open.size());
	}

	/** Where the oldest file begins that is there under the name that the index has. */
	private long oldest(IndexWriter open) throws IOException {
		List<IndexEntry.FileEnd> ends = new ArrayList<>();
		open.view().forEach((entry) -> {
			if (entry instanceof IndexEntry.FileEnd end) {
				ends.add(end);
			}
		});
		try (SafeDirectory directory = SafeDirectory.open(this.path.getParent())) {
			for (IndexEntry.FileEnd end : ends) {
				if (isThere(directory, end.name())) {
					return end.start();
				}
			}
		}
		return open.last().map(IndexEntry::position).orElse(0L);
	}

	private boolean isThere(SafeDirectory directory, String name) throws IOException {
		return !name.isEmpty() && (directory.look(RawName.beside(this.path, name)) != null
				|| directory.look(RawName.beside(this.path, name + COMPRESSED)) != null);
	}

	/** What was added survives a power cut. */
	void force() throws IOException {
		if (this.writer != null) {
			this.writer.force();
		}
	}

	private IndexWriter writer(long time) throws IOException {
		if (this.writer == null) {
			this.writer = IndexWriter.open(IndexWriter.path(this.path), this.log, this.opened, time);
		}
		return this.writer;
	}

	/** The file lies elsewhere. */
	void moved(Path file) {
		if (!file.equals(this.path)) {
			this.path = file;
			close();
		}
	}

	/** What was to be forced is. */
	void close() {
		if (this.writer != null) {
			try {
				this.writer.close();
			}
			catch (IOException ex) {
				// Nothing is written any more.
			}
			this.writer = null;
		}
	}

}
