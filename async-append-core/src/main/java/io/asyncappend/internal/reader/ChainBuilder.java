package io.asyncappend.internal.reader;

import io.asyncappend.AppendedFiles.LeftOut;
import io.asyncappend.LogGap;
import io.asyncappend.internal.archive.Archive;
import io.asyncappend.internal.archive.Listing;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.IndexEntry.FileEnd;
import io.asyncappend.internal.log.IndexEntry.Reason;
import io.asyncappend.internal.log.IndexEntry.Torn;
import io.asyncappend.internal.log.IndexFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which files a log consists of, by its sparse index and a look at its
 * directory. Where the index has no word of archives, their positions follow from their
 * lengths: exactly between two that are known, or from the beginning of the log, or
 * backwards from the file that is written where it has a word of none.
 */
final class ChainBuilder {

	/** How often the log may be rotated meanwhile. */
	private static final int MAX_ATTEMPTS = 100;

	private final LogSource source;

	/** Of archives that were read to know them, by their names. */
	private final Map<String, ArchiveContent> contents;

	private final Map<Long, Long> torn = new HashMap<>();

	private final List<FileEnd> ends = new ArrayList<>();

	/** Of the archives that the index has a word of. */
	private final Set<String> names = new HashSet<>();

	private final Deque<Part> parts = new ArrayDeque<>();

	/** Up to where the index had a word of files, which are gone. */
	private long removed;

	private Listing listing;

	/** Of the listing, the first of those that are newer than what was looked at. */
	private int newer;

	private ChainBuilder(LogSource source, Map<String, ArchiveContent> contents) {
		this.source = source;
		this.contents = contents;
	}

	/**
	 * Builds it.
	 * @param source the log
	 * @param from the first position that is of interest
	 * @param contents kept by the reader
	 */
	static LogChain build(LogSource source, long from, Map<String, ArchiveContent> contents) throws IOException {
		for (int attempt = 1;; attempt++) {
			LogSource.Active active = source.active();
			ChainBuilder builder = new ChainBuilder(source, contents);
			builder.look(active);
			// The archives are those of before, if the same file is written still.
			if (source.active().isSame(active) || attempt == MAX_ATTEMPTS) {
				builder.link(active, from);
				return new LogChain(List.copyOf(builder.parts), builder.torn);
			}
		}
	}

	private void look(LogSource.Active active) throws IOException {
		this.listing = this.source.listing();
		this.newer = this.listing.archives().size();
		if (this.newer > 0 && isActive(this.listing.archives().get(this.newer - 1), active)) {
			this.newer--;
		}
		readIndex(active);
	}

	/** Renamed, and no new file could take its place yet. */
	private boolean isActive(Archive archive, LogSource.Active active) throws IOException {
		if (active.number() == 0 || archive.plain() == null) {
			return false;
		}
		try (SafeDirectory directory = this.source.archives().open()) {
			return PartInput.numbered(directory, archive.path(), active.number()) != null;
		}
	}

	private void readIndex(LogSource.Active active) throws IOException {
		try (SafeDirectory directory = this.source.archives().open();
				IndexFile file = IndexFile.open(directory, active.path(), active.owner(), this.source.log())
					.orElse(null)) {
			if (file == null) {
				return;
			}
			this.removed = file.index().removed();
			file.index().forEach((entry) -> {
				if (entry instanceof FileEnd end && end.position() > end.start()) {
					this.ends.add(end);
					this.names.add(end.name());
				}
				else if (entry instanceof Torn one) {
					this.torn.put(one.position(), one.torn());
				}
			});
		}
		catch (FileSystemException ex) {
			// What must not be believed is not: it takes longer without.
			this.ends.clear();
			this.names.clear();
			this.removed = 0;
		}
	}

	private void link(LogSource.Active active, long from) throws IOException {
		Map<String, Archive> named = new HashMap<>();
		// The index says what their names may not, as the clock was set back.
		this.listing.ahead().forEach((archive) -> named.put(RawName.of(archive.path()), archive));
		this.listing.archives().forEach((archive) -> named.put(RawName.of(archive.path()), archive));
		Part first = Part.active(active);
		this.parts.addFirst(first);
		for (int i = this.ends.size() - 1; i >= 0; i--) {
			FileEnd end = this.ends.get(i);
			first = this.parts.peekFirst();
			if (end.position() > first.start()) {
				// Of a log that was longer before a crash.
				continue;
			}
			if (end.position() < first.start()) {
				fillHole(end);
			}
			// A name that was used again is that of the later one.
			Archive archive = named.remove(end.name());
			this.parts.addFirst((archive != null) ? part(end, archive) : missing(end));
			passOver(end.name());
		}
		if (this.parts.peekFirst().start() > from) {
			fillBeginning(from);
		}
		markRetention();
	}

	private static Part part(FileEnd end, Archive archive) {
		return new Part(end.skipped(), end.start(), end.position(), end.startIndex(), end.index(), end.whole(),
				String.valueOf(archive.path().getFileName()), archive, null, end.before(), null);
	}

	private Part missing(FileEnd end) {
		LeftOut leftOut = this.listing.leftOut()
			.stream()
			.filter((one) -> RawName.of(one.path()).equals(end.name())
					|| RawName.of(one.path()).equals(end.name() + ".gz"))
			.findFirst()
			.orElse(null);
		if (leftOut != null) {
			return Part.missing(end.start(), end.position(), end.startIndex(), end.index(), end.whole(),
					LogGap.Reason.DAMAGED, end.name() + " " + leftOut.reason());
		}
		String detail = switch (end.reason()) {
			case ROTATED -> end.name();
			case TAKEN_AWAY -> "a file that others renamed";
			case LOST -> "a file that others deleted or cut";
		};
		return Part.missing(end.start(), end.position(), end.startIndex(), end.index(), end.whole(),
				LogGap.Reason.DELETED, detail);
	}

	/** What is older than an archive comes next. */
	private void passOver(String name) {
		List<Archive> archives = this.listing.archives();
		for (int i = this.newer - 1; i >= 0; i--) {
			if (RawName.of(archives.get(i).path()).equals(name)) {
				this.newer = i;
				return;
			}
		}
	}

	/**
	 * Fills what the index has no word of between two files, with archives between them
	 * that it does not name, if they fit exactly.
	 */
	private void fillHole(FileEnd below) throws IOException {
		Part above = this.parts.peekFirst();
		Deque<Part> found = unnamed(below.position(), above);
		if (!found.isEmpty() && found.peekFirst().start() == below.position()) {
			found.descendingIterator().forEachRemaining(this.parts::addFirst);
			return;
		}
		this.parts.addFirst(unknown(below.position(), below.index(), above));
	}

	/**
	 * The same before the oldest file that the index has a word of: exactly, as one in
	 * the middle may be gone, or, where it has a word of none, as far as they are there.
	 */
	private void fillBeginning(long from) throws IOException {
		Part oldest = this.parts.peekFirst();
		if (oldest.start() > this.removed) {
			boolean exactly = !this.ends.isEmpty();
			Deque<Part> found = unnamed(exactly ? this.removed : Math.max(from, this.removed), oldest);
			if (!exactly || (!found.isEmpty() && found.peekFirst().start() == this.removed)) {
				found.descendingIterator().forEachRemaining(this.parts::addFirst);
			}
		}
		Part above = this.parts.peekFirst();
		if (above.start() > from) {
			this.parts.addFirst(unknown(0, 0, above));
		}
	}

	private static Part unknown(long start, long startIndex, Part above) {
		return Part.missing(start, above.start(), startIndex, above.startIndex(), true, LogGap.Reason.DELETED,
				"files that nothing is known of");
	}

	private Deque<Part> unnamed(long low, Part above) throws IOException {
		Deque<Part> found = new ArrayDeque<>();
		long end = above.start();
		long endIndex = above.startIndex();
		for (int i = this.newer - 1; i >= 0 && end > low; i--) {
			Archive archive = this.listing.archives().get(i);
			if (this.names.contains(RawName.of(archive.path()))) {
				break;
			}
			ArchiveContent content = ArchiveContent.of(this.source, archive, this.contents);
			long start = end - content.length();
			if (content.length() < 0 || start < 0 || content.records() > endIndex) {
				break;
			}
			found.addFirst(new Part(0, start, end, endIndex - content.records(), endIndex, content.isWhole(),
					String.valueOf(archive.path().getFileName()), archive, null, null, null));
			end = start;
			endIndex -= content.records();
		}
		return found;
	}

	/** Retention takes the oldest: what is missing before all that is there. */
	private void markRetention() {
		List<Part> all = new ArrayList<>(this.parts);
		this.parts.clear();
		boolean oldest = true;
		for (Part part : all) {
			oldest &= part.isMissing() && part.missing() == LogGap.Reason.DELETED;
			this.parts.addLast(oldest && isRotated(part) ? part.missing(LogGap.Reason.RETENTION) : part);
		}
	}

	private boolean isRotated(Part part) {
		return this.ends.stream().noneMatch((end) -> end.position() == part.end() && end.reason() != Reason.ROTATED);
	}

}
