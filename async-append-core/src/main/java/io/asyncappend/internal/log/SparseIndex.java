package io.asyncappend.internal.log;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The sparse index of a log: where some of its records begin, and where its files end. It
 * is read as it is at the moment, also while it is written. What it says is a hint: its
 * last entries may be missing or half written, and none may be believed unless the file
 * that it speaks of agrees; whatever is damaged is passed over. Not thread-safe.
 */
public final class SparseIndex {

	/** The frames that are read at once where all are. */
	private static final int FRAMES = 1024;

	/** The most frames of an entry. */
	private static final int MOST_FRAMES = 32;

	private static final int LENGTH = IndexFrames.LENGTH;

	/** An entry and where it is: the frame it begins with, and the one after it. */
	record Found(IndexEntry entry, long frame, long next) {
	}

	private final ByteSource source;

	private final IndexFrames.Header header;

	private final IndexFrames frames;

	/** After the last frame; the header is the first. */
	private final long end;

	SparseIndex(ByteSource source, IndexFrames.Header header, long end) {
		this.source = source;
		this.header = header;
		this.frames = new IndexFrames(header.log());
		this.end = end;
	}

	/**
	 * Opens an index, whose file stays with the caller.
	 * @param source reads the file
	 * @param size of the file, in bytes
	 * @return the index; empty if the file is none, or one of another version
	 * @throws IOException if it cannot be read
	 */
	public static Optional<SparseIndex> read(ByteSource source, long size) throws IOException {
		byte[] header = new byte[LENGTH];
		if (source.read(0, header) < LENGTH) {
			return Optional.empty();
		}
		return IndexFrames.header(header).map((found) -> new SparseIndex(source, found, size / LENGTH));
	}

	/**
	 * The log that it is of.
	 * @return the identity
	 */
	public UUID log() {
		return this.header.log();
	}

	/**
	 * Up to where it has no word any more, as the files are gone.
	 * @return a position; 0 if nothing was removed from it
	 */
	public long removed() {
		return this.header.removed();
	}

	IndexFrames.Header header() {
		return this.header;
	}

	/**
	 * Finds the last entry that is not beyond a position.
	 * @param position bytes since the log began
	 * @return the entry; empty if there is none
	 * @throws IOException if the index cannot be read
	 */
	public Optional<IndexEntry> atOrBefore(long position) throws IOException {
		return Optional.ofNullable(last((entry) -> entry.position() <= position)).map(Found::entry);
	}

	/**
	 * Finds the last entry that does not come behind a record.
	 * @param index how many records come before the record
	 * @return the entry; empty if there is none
	 * @throws IOException if the index cannot be read
	 */
	public Optional<IndexEntry> atOrBeforeRecord(long index) throws IOException {
		return Optional.ofNullable(last((entry) -> entry.index() <= index)).map(Found::entry);
	}

	/**
	 * Finds the last entry that is not later than a time: all that was written after the
	 * time comes behind it.
	 * @param time milliseconds since 1970, UTC
	 * @return the entry; empty if there is none
	 * @throws IOException if the index cannot be read
	 */
	public Optional<IndexEntry> before(long time) throws IOException {
		return Optional.ofNullable(last((entry) -> entry.time() <= time)).map(Found::entry);
	}

	/**
	 * Finds the first entry that is beyond a position: what lies before it was written at
	 * its time, or earlier.
	 * @param position bytes since the log began
	 * @return the entry; empty if there is none
	 * @throws IOException if the index cannot be read
	 */
	public Optional<IndexEntry> after(long position) throws IOException {
		Found before = last((entry) -> entry.position() <= position);
		for (long frame = (before != null) ? before.next() : 1; frame < this.end; frame++) {
			Found found = at(frame);
			if (found != null) {
				return Optional.of(found.entry());
			}
		}
		return Optional.empty();
	}

	/**
	 * Reads all entries in order, some thousands at a time.
	 * @param consumer takes each
	 * @throws IOException if the index cannot be read
	 */
	public void forEach(Consumer<IndexEntry> consumer) throws IOException {
		forEachFound((found) -> consumer.accept(found.entry()));
	}

	void forEachFound(Consumer<Found> consumer) throws IOException {
		byte[] bytes = new byte[(FRAMES + MOST_FRAMES) * LENGTH];
		long frame = 1;
		while (frame < this.end) {
			int length = (int) Math.min(this.source.read(frame * LENGTH, bytes), (this.end - frame) * LENGTH);
			if (length < LENGTH) {
				return;
			}
			int at = 0;
			while (at < FRAMES * LENGTH && at + LENGTH <= length) {
				IndexEntry entry = this.frames.decode(bytes, at, length - at).orElse(null);
				int count = (entry != null) ? IndexFrames.count(bytes, at) : 1;
				long first = frame + at / LENGTH;
				if (entry != null) {
					consumer.accept(new Found(entry, first, first + count));
				}
				at += count * LENGTH;
			}
			frame += at / LENGTH;
		}
	}

	interface Wanted {

		boolean is(IndexEntry entry);

	}

	/**
	 * The last entry of those wanted, which are the first ones of all; {@code null} for
	 * none.
	 */
	Found last(Wanted wanted) throws IOException {
		Found best = null;
		long low = 0;
		long high = this.end;
		while (high - low > 1) {
			long middle = (low + high) >>> 1;
			Found found = atOrBefore(middle, low);
			if (found == null) {
				// Nothing to be read there: it says nothing of what is behind.
				low = middle;
			}
			else if (wanted.is(found.entry())) {
				best = found;
				low = middle;
			}
			else {
				high = found.frame();
			}
		}
		return best;
	}

	/** The last entry that begins with a frame or one before it, but after another. */
	private Found atOrBefore(long frame, long after) throws IOException {
		for (long first = frame; first > after; first--) {
			Found found = at(first);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private Found at(long frame) throws IOException {
		byte[] bytes = new byte[LENGTH];
		int length = this.source.read(frame * LENGTH, bytes);
		int count = (length < LENGTH) ? 0 : IndexFrames.count(bytes, 0);
		if (count == 0 || frame + count > this.end) {
			return null;
		}
		if (count > 1) {
			bytes = new byte[count * LENGTH];
			length = this.source.read(frame * LENGTH, bytes);
		}
		return this.frames.decode(bytes, 0, length).map((entry) -> new Found(entry, frame, frame + count)).orElse(null);
	}

}
