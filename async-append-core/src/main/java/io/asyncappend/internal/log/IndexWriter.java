package io.asyncappend.internal.log;

import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SideFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the sparse index of a log, for the thread that writes the log. Marks are not
 * forced: what a power cut takes of it is cut off, and what it left behind of a log that
 * became shorter too. An entry that could not be written is written over by the next.
 */
public final class IndexWriter implements Closeable {

	private static final int CHUNK = 1 << 16;

	private final Path path;

	private SideFile file;

	private final IndexFrames frames;

	private IndexFrames.Header header;

	/** {@code null} for nothing. */
	private Path setAside;

	/** In bytes. */
	private long end;

	/** {@code null} if there is none. */
	private IndexEntry last;

	private boolean isNameForced;

	private IndexWriter(Path path, SideFile file, IndexFrames.Header header) {
		this.path = path;
		this.file = file;
		this.header = header;
		this.frames = new IndexFrames(header.log());
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
	 * Opens an index, and removes what speaks of a place beyond the end of the log. One
	 * of another log begins anew; what is damaged, or none of ours, is set aside under
	 * another name, and what a later version has written is left alone.
	 * @param path where it is, or will be
	 * @param log the identity of the log
	 * @param position the end of the log
	 * @param time now, in milliseconds since 1970
	 * @return the index
	 * @throws FileSystemException if something else has its name, or a later version has
	 * written it
	 * @throws IOException if it cannot be opened
	 */
	public static IndexWriter open(Path path, UUID log, long position, long time) throws IOException {
		IndexWriter writer = new IndexWriter(path, openOrCreate(path), new IndexFrames.Header(log, time, 0));
		try {
			writer.begin(position);
			return writer;
		}
		catch (Throwable ex) {
			writer.close();
			throw ex;
		}
	}

	private static SideFile openOrCreate(Path path) throws IOException {
		Optional<SideFile> there = SideFile.open(path);
		return there.isPresent() ? there.get() : SideFile.create(path);
	}

	private void begin(long position) throws IOException {
		SparseIndex found = SparseIndex.read(this.file::read, this.file.size()).orElse(null);
		if (found == null) {
			setAsideOthers();
		}
		if (found == null || !found.log().equals(this.header.log())) {
			this.file.truncate(0);
			this.file.write(0, this.header.bytes());
			this.end = IndexFrames.LENGTH;
			return;
		}
		this.header = found.header();
		SparseIndex.Found last = found.last((entry) -> entry.position() <= position);
		this.last = (last != null) ? last.entry() : null;
		this.end = ((last != null) ? last.next() : 1) * IndexFrames.LENGTH;
		if (this.end < this.file.size()) {
			this.file.truncate(this.end);
		}
	}

	/** What is no index of ours, nor what a crash leaves of one, keeps what it holds. */
	private void setAsideOthers() throws IOException {
		byte[] first = new byte[(int) Math.min(CHUNK, this.file.size())];
		int length = this.file.read(0, first);
		if (length >= IndexFrames.LENGTH && IndexFrames.isLater(first)) {
			throw new FileSystemException(this.path.toString(), null,
					"is the index of a later version of this library, and is left alone");
		}
		if (!isLeftByCrash(first, length, this.file.size())) {
			this.setAside = this.file.setAside();
			this.file = openOrCreate(this.path);
			if (this.file.size() > 0) {
				throw new FileSystemException(this.path.toString(), null, "was put there by others");
			}
		}
	}

	/** Empty, or zeros, or a part of a header. */
	private static boolean isLeftByCrash(byte[] first, int length, long size) {
		return (size == length && TwoSlots.isZero(first, length)) || IndexFrames.isBegun(first, length);
	}

	/**
	 * Where what had its name lies now, which was none of ours, or damaged.
	 * @return the path; empty if there was none, and once it was asked for
	 */
	Optional<Path> takeSetAside() {
		Path taken = this.setAside;
		this.setAside = null;
		return Optional.ofNullable(taken);
	}

	/** Whether its path still names it. */
	boolean isCurrent() {
		return this.file.isCurrent();
	}

	/** Its size in bytes. */
	long size() {
		return this.end;
	}

	/**
	 * The last entry.
	 * @return the entry; empty if there is none
	 */
	public Optional<IndexEntry> last() {
		return Optional.ofNullable(this.last);
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

	/**
	 * Forces what was added to the device.
	 * @throws IOException if that failed; a power cut may take it then
	 */
	public void force() throws IOException {
		this.file.force();
		if (!this.isNameForced) {
			this.file.forceName();
			this.isNameForced = true;
		}
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
		return new SparseIndex(this.file::read, this.header, this.end / IndexFrames.LENGTH);
	}

	/**
	 * Removes what is said of files that are gone, where that is most of it, by another
	 * file that takes the place of this one.
	 * @param oldest where the oldest file begins that is there
	 * @throws IOException if that fails; then it is as it was
	 */
	void compact(long oldest) throws IOException {
		SparseIndex.Found gone = view().last((entry) -> entry.position() <= oldest);
		long first = ((gone != null) ? gone.frame() : 1) * IndexFrames.LENGTH;
		if (this.end - first > this.end / 2) {
			return;
		}
		IndexFrames.Header next = new IndexFrames.Header(this.header.log(), this.header.time(), oldest);
		SideFile half = half();
		try {
			half.truncate(0);
			half.write(0, next.bytes());
			copy(half, first);
			half.force();
			if (!isCurrent()) {
				throw new FileSystemException(this.path.toString(), null, "was replaced by others");
			}
			half.rename(this.path);
		}
		catch (Throwable ex) {
			try (half) {
				half.delete();
			}
			catch (IOException also) {
				ex.addSuppressed(also);
			}
			throw ex;
		}
		SideFile before = this.file;
		this.file = half;
		this.isNameForced = false;
		this.header = next;
		this.end -= first - IndexFrames.LENGTH;
		before.close();
	}

	/** A file to write the rest to: a new one, or what a crash left of one. */
	private SideFile half() throws IOException {
		SideFile half = openOrCreate(RawName.beside(this.path, RawName.of(this.path) + ".tmp"));
		byte[] first = new byte[IndexFrames.LENGTH];
		int length = half.read(0, first);
		if (isLeftByCrash(first, length, half.size()) || IndexFrames.header(first).isPresent()) {
			return half;
		}
		half.close();
		throw new FileSystemException(half.path().toString(), null, "is in the way: it is no index of this library");
	}

	private void copy(SideFile next, long first) throws IOException {
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
