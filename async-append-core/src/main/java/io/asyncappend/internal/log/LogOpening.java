package io.asyncappend.internal.log;

import io.asyncappend.LogStatus.Origin;
import io.asyncappend.internal.file.Boot;
import io.asyncappend.internal.file.FileContent;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.RandomInput;
import io.asyncappend.internal.file.RawName;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.LogPositions.Part;
import io.asyncappend.internal.log.LogPositions.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the log that a file goes on with, by what lies beside it. That is believed of the
 * file that it was written for, as its number and its bytes say, so that no position ever
 * names another record than before: whatever else has its name begins a log of another
 * identity. Errors are no reason not to open a file: then it has no log.
 */
final class LogOpening {

	/** How many names are looked through for a file that was renamed. */
	private static final int MAX_NAMES = 10_000;

	/**
	 * A start waits for no more than about a second for bytes of a file to be counted.
	 */
	private static final long MOST_COUNTED = 1 << 30;

	private final byte delimiter;

	private final Clock clock;

	private final TwoSlots slots;

	private final Path file;

	/** What was left beside the file; {@code null} for nothing. */
	private final LogPositions known;

	private IndexWriter index;

	/** What the index is to say of what was found. */
	private final List<IndexEntry> entries = new ArrayList<>();

	/**
	 * Where the log goes on.
	 *
	 * @param positions of the log as the file has it, with the place that it goes on at
	 * as a checkpoint
	 * @param isDurable whether all before that place is known to be durable
	 */
	record Found(LogPositions positions, Origin origin, String detail, boolean isDurable) {
	}

	LogOpening(FileContent content, byte delimiter, Clock clock, TwoSlots slots) {
		this.file = content.path();
		this.delimiter = delimiter;
		this.clock = clock;
		this.slots = slots;
		ByteBuffer held = slots.content().orElse(null);
		this.known = (held != null) ? LogPositions.decode(held).orElse(null) : null;
	}

	/** Entries that the index has not got yet. */
	List<IndexEntry> entries() {
		return this.entries;
	}

	/** {@code null} if it was not needed. */
	IndexWriter index() {
		return this.index;
	}

	Found find(FileContent content) throws IOException {
		if (this.known == null) {
			boolean isDamaged = this.slots.content().isPresent() || this.slots.setAsidePath().isPresent();
			return isDamaged ? begin(content, Origin.RENEWED, "what lay beside it is damaged"
					+ this.slots.setAsidePath().map((path) -> ", and is kept as " + path.getFileName()).orElse(""))
					: begin(content, Origin.NEW, "");
		}
		if (this.slots.isCopy()) {
			return renew(content, this.slots + " is a copy");
		}
		if (this.known.delimiter() != this.delimiter) {
			return renew(content, String.format("records ended with 0x%02x before, and end with 0x%02x now",
					this.known.delimiter(), this.delimiter));
		}
		boolean isSame = !content.isCreated() && content.number() == this.known.part().file();
		if (content.size() == 0 && !(isSame && this.known.part().offset(this.known.checkpoint().position()) == 0)) {
			return goOn(content, isSame);
		}
		if (!isSame) {
			return renew(content, "the file is another one than was left");
		}
		long least = this.known.part().offset(this.known.checkpoint().position());
		if (content.size() < least) {
			return renew(content,
					"the file has " + content.size() + " bytes, and was left with " + least + " at least");
		}
		LogMatch match = new LogMatch(content::read, this.delimiter);
		if (!match.isOf(this.known)) {
			return renew(content, "the file holds other bytes than were left in it");
		}
		return resume(content, match);
	}

	private Found resume(FileContent content, LogMatch match) throws IOException {
		Place checkpoint = this.known.checkpoint();
		long size = content.size();
		Part part = this.known.part();
		Place all = match.place(this.known, size, index(end(size)));
		if (content.kept() < part.skipped()) {
			// Nothing of the log is left but a cut record.
			part = new Part(part.file(), content.kept(), part.start());
		}
		// What is cut off has no delimiter.
		Place kept = new Place(part.start().position() + content.kept() - part.skipped(), all.index());
		return new Found(with(part, kept), Origin.CONTINUED, "", kept.equals(checkpoint));
	}

	/** The position at the end of the file that was left, with its size now. */
	private long end(long size) {
		return this.known.part().start().position() + size - this.known.part().skipped();
	}

	/** Opened where it can spare the reading of much. */
	private IndexWriter index(long position) {
		if (position - this.known.checkpoint().position() <= LogMatch.NEAR) {
			return null;
		}
		try {
			this.index = IndexWriter.open(IndexWriter.path(this.file), this.known.id(), position, this.clock.millis());
		}
		catch (IOException ex) {
			// It only spares work, and is opened again to be written.
		}
		return this.index;
	}

	/** The file is empty, and not as it was left: another has what it held, or none. */
	private Found goOn(FileContent content, boolean isSame) throws IOException {
		Found rotated = isSame ? null : afterRenamed(content);
		if (rotated != null) {
			return rotated;
		}
		if (this.known.end().isPresent()) {
			Place end = this.known.end().get();
			end(end, IndexEntry.Reason.LOST, "", this.clock.millis());
			return new Found(with(new Part(content.number(), 0, end), end), Origin.CONTINUED,
					"what the file held when it was closed is gone, from position "
							+ this.known.part().start().position() + " to " + end.position(),
					true);
		}
		return renew(content, "what the file held is gone, and it was not closed in order");
	}

	/** The file was renamed, and a crash or another program kept it from going on. */
	private Found afterRenamed(FileContent content) throws IOException {
		if (this.known.part().file() == 0) {
			return null;
		}
		try (SafeDirectory directory = SafeDirectory.open(this.file.getParent())) {
			Look renamed = find(directory, this.known.part().file());
			if (renamed == null) {
				return null;
			}
			try (RandomInput input = directory.readAnywhere(renamed)) {
				return after(content, renamed, input);
			}
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private Found after(FileContent content, Look renamed, RandomInput input) throws IOException {
		long size = renamed.size();
		LogMatch match = new LogMatch(input::read, this.delimiter);
		if (size < this.known.part().offset(this.known.checkpoint().position()) || !match.isOf(this.known)) {
			return null;
		}
		Place end = match.place(this.known, size, index(end(size)));
		String name = RawName.of(renamed.path());
		end(end, IndexEntry.Reason.ROTATED, name, Math.max(this.clock.millis(), LogIndex.latest(renamed.modified())));
		return new Found(with(new Part(content.number(), 0, end), end), Origin.CONTINUED,
				"it goes on after " + renamed.path().getFileName() + ", which the file was renamed to", true);
	}

	private Look find(SafeDirectory directory, long number) throws IOException {
		List<Path> found = new ArrayList<>(1);
		directory.forEachName(MAX_NAMES, (name) -> {
			if (found.isEmpty() && isNumbered(name, number)) {
				found.add(name);
			}
		});
		Look look = found.isEmpty() ? null : directory.look(found.get(0));
		if (look == null || !look.isRegular() || !isNumbered(look.path(), number)) {
			return null;
		}
		// It was that file in between if it is the same before and after.
		Look again = directory.look(look.path());
		return (again != null && again.isSame(look)) ? look : null;
	}

	private static boolean isNumbered(Path name, long number) {
		try {
			return Look.number(name, LinkOption.NOFOLLOW_LINKS) == number;
		}
		catch (IOException ex) {
			// Gone again.
			return false;
		}
	}

	private void end(Place end, IndexEntry.Reason reason, String name, long time) {
		Place start = this.known.part().start();
		this.entries.add(new IndexEntry.FileEnd(end.position(), end.index(), time, start.position(), start.index(),
				reason, name, true, Fingerprint.NONE));
	}

	private LogPositions with(Part part, Place place) {
		return new LogPositions(this.known.id(), this.known.previous(), this.known.created(), this.delimiter,
				this.known.boot(), part, place, Fingerprint.NONE, Optional.empty());
	}

	private Found renew(FileContent content, String why) throws IOException {
		return begin(content, Origin.RENEWED, why);
	}

	private Found begin(FileContent content, Origin origin, String why) throws IOException {
		Place start = new Place(0, 0);
		long kept = content.kept();
		if (kept > MOST_COUNTED) {
			String behind = "it begins after the " + kept + " bytes that the file holds, which are too many to count";
			return begin(new Part(content.number(), kept, start), start, origin,
					why.isEmpty() ? behind : why + "; " + behind, true);
		}
		long count = (kept > 0) ? new LogMatch(content::read, this.delimiter).count(0, kept) : 0;
		return begin(new Part(content.number(), 0, start), new Place(kept, count), origin, why, kept == 0);
	}

	private Found begin(Part part, Place place, Origin origin, String why, boolean isDurable) {
		LogPositions begun = new LogPositions(UUID.randomUUID(),
				(this.known != null) ? Optional.of(this.known.id()) : Optional.empty(), this.clock.millis(),
				this.delimiter, Boot.UNKNOWN, part, place, Fingerprint.NONE, Optional.empty());
		return new Found(begun, origin, why, isDurable);
	}

}
