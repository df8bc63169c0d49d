package io.asyncappend.internal.log;

import java.io.IOException;
import java.nio.file.Path;
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

	private final UUID log;

	private Path path;

	/** What it says of places after this one was said before it was opened. */
	private long opened;

	/** {@code null} until it is needed. */
	private IndexWriter writer;

	/** Where the last mark is, or what it counts from. */
	private long markPosition;

	private long markTime;

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

	void add(IndexEntry entry) throws IOException {
		IndexWriter open = writer(entry.time());
		IndexEntry last = open.last().orElse(null);
		boolean isKnown = last instanceof IndexEntry.FileEnd end && entry instanceof IndexEntry.FileEnd
				&& end.position() == entry.position() && end.start() == entry.start();
		if (last != null && last.index() > entry.index()) {
			// It speaks of bytes that a power cut took, so all that it says is in doubt.
			close();
			this.opened = 0;
			writer(entry.time()).add(entry);
		}
		else if (!isKnown) {
			open.add(entry);
		}
		this.opened = entry.position();
		this.markPosition = entry.position();
		this.markTime = entry.time();
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

	/** What it holds is a hint: nothing depends on it. */
	void close() {
		if (this.writer != null) {
			try {
				this.writer.close();
			}
			catch (IOException ex) {
				// Nothing of it was to be forced.
			}
			this.writer = null;
		}
	}

}
