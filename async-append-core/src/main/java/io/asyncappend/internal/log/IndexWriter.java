package io.asyncappend.internal.log;

import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SideFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the sparse index of a log, for the thread that writes the log. Nothing of it is
 * forced: what a power cut takes of it is cut off, and what it left behind of a log that
 * became shorter too. An entry that could not be written is written over by the next.
 */
public final class IndexWriter implements Closeable {

	/** A mark is due after as many bytes. */
	private static final long SPACING = 1 << 20;

	/** Or, if something was written since, after as long, in milliseconds. */
	private static final long INTERVAL = 30_000;

	private static final int CHUNK = 1 << 16;

	private final Path path;

	private SideFile file;

	private final IndexFrames frames;

	private final UUID log;

	/** In bytes. */
	private long end;

	/** {@code null} if there is none. */
	private IndexEntry last;

	private IndexWriter(Path path, SideFile file, UUID log) {
		this.path = path;
		this.file = file;
		this.log = log;
		this.frames = new IndexFrames(log);
	}

	/**
	 * The path of the index of a file.
	 * @param file the file that is written
	 * @return the path beside it
	 */
	public static Path path(Path file) {
		return RawName.hidden(file, "index");
	}

	/**
	 * Opens an index, and removes what speaks of a place beyond the end of the log; one
	 * of another log, or what is none, begins anew.
	 * @param path where it is, or will be
	 * @param log the identity of the log
	 * @param position the end of the log
	 * @param time now, in milliseconds since 1970
	 * @return the index
	 * @throws IOException if it cannot be opened
	 */
	public static IndexWriter open(Path path, UUID log, long position, long time) throws IOException {
		SideFile file = openOrCreate(path);
		try {
			IndexWriter writer = new IndexWriter(path, file, log);
			writer.begin(position, time);
			return writer;
		}
		catch (Throwable ex) {
			file.close();
			throw ex;
		}
	}

	private static SideFile openOrCreate(Path path) throws IOException {
		Optional<SideFile> there = SideFile.open(path);
		return there.isPresent() ? there.get() : SideFile.create(path);
	}

	private void begin(long position, long time) throws IOException {
		SparseIndex found = SparseIndex.read(this.file::read, this.file.size())
			.filter((index) -> index.log().equals(this.log))
			.orElse(null);
		if (found == null) {
			this.file.truncate(0);
			byte[] header = IndexFrames.header(this.log, time);
			this.file.write(0, header);
			this.end = header.length;
			return;
		}
		SparseIndex.Found last = found.last((entry) -> entry.position() <= position);
		this.last = (last != null) ? last.entry() : null;
		this.end = ((last != null) ? last.next() : 1) * IndexFrames.LENGTH;
		if (this.end < this.file.size()) {
			this.file.truncate(this.end);
		}
	}

	/**
	 * The last entry.
	 * @return the entry; empty if there is none
	 */
	public Optional<IndexEntry> last() {
		return Optional.ofNullable(this.last);
	}

	/**
	 * Whether a mark is due: after a megabyte, or after half a minute in which something
	 * was written. Costs a comparison or two.
	 * @param position up to where is written
	 * @param time now, in milliseconds since 1970
	 * @return whether it is
	 */
	public boolean isMarkDue(long position, long time) {
		if (this.last == null) {
			return position > 0;
		}
		long behind = position - this.last.position();
		return behind >= SPACING || (behind > 0 && time - this.last.time() >= INTERVAL);
	}

	/**
	 * Adds an entry. If a clock was set back, its time is that of the one before.
	 * @param entry what comes behind all that was added
	 * @throws IllegalArgumentException if it does not come behind it
	 * @throws IOException if it could not be written; then it is not there
	 */
	public void add(IndexEntry entry) throws IOException {
		IndexEntry later = (this.last != null && entry.time() < this.last.time()) ? at(entry, this.last.time()) : entry;
		if (this.last != null && (entry.position() < this.last.position() || entry.index() < this.last.index())) {
			throw new IllegalArgumentException(entry + " does not come behind " + this.last);
		}
		byte[] bytes = this.frames.encode(later);
		this.file.write(this.end, bytes);
		this.end += bytes.length;
		this.last = later;
	}

	private static IndexEntry at(IndexEntry entry, long time) {
		if (entry instanceof IndexEntry.Mark mark) {
			return new IndexEntry.Mark(mark.position(), mark.index(), time, mark.start(), mark.before());
		}
		if (entry instanceof IndexEntry.Torn torn) {
			return new IndexEntry.Torn(torn.position(), torn.index(), time, torn.start(), torn.torn());
		}
		IndexEntry.FileEnd end = (IndexEntry.FileEnd) entry;
		return new IndexEntry.FileEnd(end.position(), end.index(), time, end.start(), end.startIndex(), end.reason(),
				end.name(), end.whole(), end.before(), end.skipped());
	}

	/**
	 * What it holds now, for as long as it is open.
	 * @return the index, to be read by this thread
	 */
	public SparseIndex view() {
		return new SparseIndex(this.file::read, this.log, this.end / IndexFrames.LENGTH);
	}

	/**
	 * Removes what is said of files that are gone, where that is most of it, by another
	 * file that takes the place of this one.
	 * @param oldest where the oldest file begins that is there
	 * @throws IOException if that fails; then it is as it was
	 */
	public void compact(long oldest) throws IOException {
		SparseIndex.Found gone = view().last((entry) -> entry.position() <= oldest);
		long first = ((gone != null) ? gone.frame() : 1) * IndexFrames.LENGTH;
		if (this.end - first > this.end / 2) {
			return;
		}
		Path half = RawName.beside(this.path, RawName.of(this.path) + ".tmp");
		SideFile next = openOrCreate(half);
		try {
			next.truncate(0);
			copy(next, first);
			next.force();
			next.rename(this.path);
		}
		catch (Throwable ex) {
			next.close();
			throw ex;
		}
		SideFile before = this.file;
		this.file = next;
		this.end -= first - IndexFrames.LENGTH;
		before.close();
	}

	private void copy(SideFile next, long first) throws IOException {
		byte[] header = new byte[IndexFrames.LENGTH];
		this.file.read(0, header);
		next.write(0, header);
		for (long from = first; from < this.end; from += CHUNK) {
			byte[] chunk = new byte[(int) Math.min(CHUNK, this.end - from)];
			if (this.file.read(from, chunk) < chunk.length) {
				throw new IOException(this.path + " is shorter than what was written to it");
			}
			next.write(IndexFrames.LENGTH + from - first, chunk);
		}
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
