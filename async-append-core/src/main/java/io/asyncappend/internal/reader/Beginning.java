package io.asyncappend.internal.reader;

import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.IndexEntry;
import io.asyncappend.internal.log.IndexFile;
import io.asyncappend.internal.log.SparseIndex;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where a reader is to begin. It is found by the sparse index to within some records,
 * which are passed over. Immutable.
 *
 * @param by what is given
 * @param value a position, an index, or milliseconds since 1970
 */
record Beginning(By by, long value) {

	/** How many marks are tried that the file does not agree with. */
	private static final int MOST_TRIED = 16;

	static final Beginning OLDEST = new Beginning(By.OLDEST, 0);

	static final Beginning END = new Beginning(By.END, 0);

	/** What a beginning is given by. */
	enum By {

		OLDEST, POSITION, INDEX, TIME, END

	}

	/**
	 * Where to begin to read.
	 *
	 * @param chain the files
	 * @param position of a record
	 * @param index of that record
	 * @param isAmidst whether the beginning of that record is missing
	 */
	record Place(LogChain chain, long position, long index, boolean isAmidst) {
	}

	static Beginning after(Instant time) {
		try {
			return new Beginning(By.TIME, time.toEpochMilli());
		}
		catch (ArithmeticException ex) {
			return new Beginning(By.TIME, (time.getEpochSecond() < 0) ? Long.MIN_VALUE : Long.MAX_VALUE);
		}
	}

	/** The same, now that it is known where the end is. */
	Beginning at(long end) {
		return (this.by == By.END) ? new Beginning(By.POSITION, end) : this;
	}

	/** The position that is given; 0 for none. */
	long position() {
		return (this.by == By.POSITION) ? this.value : 0;
	}

	/**
	 * Whether a record comes before it.
	 * @param end where the record ends
	 * @param index of the record
	 */
	boolean passesOver(long end, long index) {
		return (this.by == By.POSITION && end <= this.value) || (this.by == By.INDEX && index < this.value);
	}

	/** Finds where to read from. */
	Place find(LogSource source, Map<String, ArchiveContent> contents) throws IOException {
		LogSource.Active active = source.active();
		try (SafeDirectory directory = source.archives().open();
				IndexFile file = index(source, directory, active).orElse(null)) {
			SparseIndex index = (file != null) ? file.index() : null;
			Optional<IndexEntry> near = (index != null) ? near(index) : Optional.empty();
			long from = (this.by == By.POSITION)
					? Math.min(this.value, near.map(IndexEntry::position).orElse(this.value))
					: near.map(IndexEntry::position).orElse(0L);
			LogChain chain = ChainBuilder.build(source, from, contents);
			return place(source, chain, index, near.orElse(null));
		}
	}

	private static Optional<IndexFile> index(LogSource source, SafeDirectory directory, LogSource.Active active)
			throws IOException {
		try {
			return IndexFile.open(directory, active.path(), active.owner(), source.log());
		}
		catch (FileSystemException ex) {
			// What must not be believed is not.
			return Optional.empty();
		}
	}

	private Optional<IndexEntry> near(SparseIndex index) throws IOException {
		return switch (this.by) {
			case POSITION -> index.atOrBefore(this.value);
			case INDEX -> index.atOrBeforeRecord(this.value);
			case TIME -> index.before(this.value);
			default -> Optional.empty();
		};
	}

	private Place place(LogSource source, LogChain chain, SparseIndex index, IndexEntry near) throws IOException {
		Part part = switch (this.by) {
			case POSITION -> chain.at(this.value);
			case INDEX -> chain.ofRecord(this.value);
			case TIME -> (near != null) ? chain.at(near.position()) : chain.oldest();
			default -> chain.oldest();
		};
		if (part.isMissing()) {
			long position = (this.by == By.POSITION) ? this.value : part.start();
			return new Place(chain, Math.max(position, part.start()), part.startIndex(), false);
		}
		IndexEntry mark = believed(source, part, index, near);
		if (mark != null) {
			return new Place(chain, mark.position(), mark.index(), false);
		}
		Part before = chain.at(part.start() - 1);
		while (before.end() == part.start() && !before.whole() && !before.isMissing()) {
			// Its last record goes on in the next file.
			part = before;
			before = chain.at(part.start() - 1);
		}
		return new Place(chain, part.start(), part.startIndex(),
				before.end() == part.start() && before.isMissing() && !before.whole());
	}

	/** A mark in this file that the file agrees with; {@code null} for none. */
	private static IndexEntry believed(LogSource source, Part part, SparseIndex index, IndexEntry near)
			throws IOException {
		if (!(near instanceof IndexEntry.Mark) || near.start() != part.start()) {
			return null;
		}
		try (PartInput input = PartInput.open(source, part)) {
			IndexEntry entry = near;
			for (int i = 0; i < MOST_TRIED && entry != null && entry.start() == part.start(); i++) {
				if (entry instanceof IndexEntry.Mark mark
						&& input.hasBefore(part.offset(mark.position()), mark.before())) {
					return mark;
				}
				entry = index.atOrBefore(entry.position() - 1).orElse(null);
			}
			return null;
		}
		catch (NoSuchFileException ex) {
			// Others are found when it is read.
			return null;
		}
	}

}
