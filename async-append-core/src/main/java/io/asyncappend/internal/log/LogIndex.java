package io.asyncappend.internal.log;

import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Notes places of a log in its sparse index, as it is written. The index is opened when
 * there is something to note: most files are small.
 */
final class LogIndex {

	/** A mark is due after as many bytes. */
	static final long SPACING = 1 << 20;

	/** Or after as long, in milliseconds, if something was written since. */
	static final long INTERVAL = 30_000;

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

	private long markTime;

	/** When its path was looked at. */
	private long looked = Long.MIN_VALUE / 2;

	LogIndex(UUID log, Path path, IndexWriter writer, long opened, long time) {
		this.log = log;
		this.path = path;
		this.writer = writer;
		this.opened = opened;
		this.markPosition = opened;
		this.markTime = time;
	}

	boolean isMarkDue(long position, long time) {
		long behind = position - this.markPosition;
		// A clock that was set back is no reason to wait until it has caught up.
		return behind >= SPACING || (behind > 0 && (time - this.markTime >= INTERVAL || time < this.markTime));
	}

	/**
	 * Adds an entry. Where a file has ended, what is said of files that are gone is
	 * removed once it is much.
	 * @throws IOException if it could not be added; or it was, and what had the name of
	 * the index was set aside, or the index could not be made shorter
	 */
	void add(IndexEntry entry) throws IOException {
		if (isLookDue(entry) && this.writer != null && !this.writer.isCurrent()) {
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

	/** A mark that is missing is no more than a longer way to what lies behind it. */
	private boolean isLookDue(IndexEntry entry) {
		long since = entry.time() - this.looked;
		boolean isDue = !(entry instanceof IndexEntry.Mark) || since < 0 || since >= LOOK;
		if (isDue) {
			this.looked = entry.time();
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
