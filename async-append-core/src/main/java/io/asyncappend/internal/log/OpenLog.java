package io.asyncappend.internal.log;

import io.asyncappend.LogStatus;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.file.Boot;
import io.asyncappend.internal.log.LogPositions.Part;
import io.asyncappend.internal.log.LogPositions.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The log of a file that is written: counts its records and keeps beside the file what it
 * takes to go on with its positions. That is forced when another file takes the place of
 * one and when the file is closed, and else rewritten now and then after a force of the
 * file, which must not be slower for it. What cannot be kept is tried again, and no
 * reason to stop: positions are right all the same, and are found again by the bytes.
 * <p>
 * Only the owner of the file calls this, but for {@link #status()} and {@link #part()}.
 */
public final class OpenLog {

	/** A checkpoint is due after as many bytes. */
	private static final long SPACING = 16 << 20;

	/** Or after as long, with the next force. */
	private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final LogInspection inspection;

	private final LogStatus status;

	private final KeptPositions positions;

	private final LogIndex index;

	private final byte delimiter;

	private final byte[] delimiterBytes;

	/** What is to be kept, as of the last time that it was. */
	private LogPositions kept;

	private volatile Part part;

	private RecentBytes recent;

	private long position;

	/** How many records there are up to the position. */
	private long records;

	/** Up to here all is durable. */
	private long durable;

	/** The position of the last checkpoint. */
	private long checkpoint;

	/** When one was last to be kept. */
	private long checked;

	/** No checkpoint was kept since the file has its place. */
	private boolean isFirst;

	private IOException failure;

	private IOException indexFailure;

	private boolean isNews;

	private OpenLog(LogInspection inspection, LogOpening.Found found, long ended) {
		LogPositions positions = found.positions();
		Place place = positions.checkpoint();
		this.inspection = inspection;
		this.delimiter = inspection.delimiter;
		this.delimiterBytes = new byte[] { this.delimiter };
		this.position = place.position() + ended;
		this.records = place.index() + ended;
		this.durable = this.position;
		this.status = LogStatus.opened(positions.id(), found.origin(), found.detail(), this.position, this.records);
		this.part = positions.part();
		this.kept = positions;
		this.recent = recent(ended);
		this.positions = new KeptPositions(inspection.path, inspection.slots);
		this.index = new LogIndex(positions.id(), inspection.path, inspection.opening.index(), this.position,
				inspection.clock);
		this.checked = System.nanoTime() - INTERVAL;
		this.isFirst = true;
	}

	/**
	 * Opens the log of a file that was inspected as it was opened, and makes what the
	 * file holds durable.
	 * @param inspection which was part of the opening
	 * @param file that was opened
	 * @return the log; empty if the file has none, as the inspection's
	 * {@linkplain LogInspection#failure() failure} says
	 */
	public static Optional<OpenLog> open(LogInspection inspection, AppendFile file) {
		LogOpening.Found found = inspection.found;
		if (found == null) {
			return Optional.empty();
		}
		try {
			long ended = file.length() - inspection.kept;
			if (!found.isDurable() || ended > 0) {
				file.force();
			}
			OpenLog log = new OpenLog(inspection, found, ended);
			if (file.length() > 0) {
				log.index.found(FileTime.from(file.modified()));
			}
			log.indexFound(ended);
			log.keepFound();
			inspection.opened();
			return Optional.of(log);
		}
		catch (IOException ex) {
			inspection.failed(ex);
			return Optional.empty();
		}
	}

	private void indexFound(long ended) {
		for (IndexEntry entry : this.inspection.opening.entries()) {
			indexForGood(entry);
		}
		if (ended > 0) {
			indexForGood(
					new IndexEntry.Torn(this.position, this.records, this.index.date(), this.part.start().position(),
							Math.max(this.part.start().position(), this.position - ended - this.inspection.torn)));
		}
	}

	private void keepFound() throws IOException {
		try {
			this.positions.keep(next(Optional.empty()), true);
		}
		catch (IOException ex) {
			this.index.close();
			throw ex;
		}
	}

	private RecentBytes recent(long ended) {
		RecentBytes found = this.inspection.recent;
		if (ended > 0) {
			found.add(ByteBuffer.wrap(this.delimiterBytes), 0, 1);
		}
		return found;
	}

	/**
	 * The log as it was opened; any thread may ask.
	 * @return its identity, and where this opening began
	 */
	public LogStatus status() {
		return this.status;
	}

	/**
	 * Which part of the log the file holds; any thread may ask.
	 * @return the part that is written now
	 */
	public Part part() {
		return this.part;
	}

	/**
	 * How many records it has up to what was written.
	 * @return records since it began
	 */
	public long records() {
		return this.records;
	}

	/**
	 * Bytes were written to the file.
	 * @param bytes where they are, up to the position of the buffer; nothing of it
	 * changes
	 * @param from the index of the first one
	 */
	public void wrote(ByteBuffer bytes, int from) {
		int to = bytes.position();
		if (from == to) {
			return;
		}
		this.records += Delimiters.count(bytes, from, to, this.delimiter);
		this.position += to - from;
		this.recent.add(bytes, from, to);
		if (this.index.isMarkDue(this.position)) {
			try {
				mark(bytes, from, to);
			}
			catch (OutOfMemoryError ex) {
				// What is written is written.
				this.index.pause();
			}
		}
	}

	/** Where the last record ends, if that is near the end of what was written. */
	private void mark(ByteBuffer bytes, int from, int to) {
		int first = Math.max(from, to - RecentBytes.REACH);
		int end = Delimiters.lastEnd(bytes, first, to, this.delimiter);
		if (end > first) {
			int distance = to - end;
			IndexEntry mark = new IndexEntry.Mark(this.position - distance, this.records, this.index.date(),
					this.part.start().position(), this.recent.before(distance, Fingerprint.INDEX_LENGTH));
			if (this.index.isSetBack()) {
				indexForGood(mark);
			}
			else {
				index(mark);
			}
		}
	}

	private void index(IndexEntry entry) {
		IOException before = this.indexFailure;
		try {
			this.index.add(entry);
			this.indexFailure = null;
		}
		catch (IOException ex) {
			this.indexFailure = ex;
			this.index.pause();
		}
		this.isNews |= (before == null) != (this.indexFailure == null);
	}

	/**
	 * Of what nothing else tells once more is written: without it a power cut could leave
	 * archives of which nothing says where they lie in the log, or records that seem to
	 * have been written earlier than they were, before the clock was set back.
	 */
	private void indexForGood(IndexEntry entry) {
		index(entry);
		try {
			this.index.force();
		}
		catch (IOException ex) {
			this.isNews |= this.indexFailure == null;
			this.indexFailure = (this.indexFailure == null) ? ex : this.indexFailure;
		}
	}

	/** All that was written is forced. */
	public void forced() {
		this.durable = this.position;
		long unkept = this.position - this.checkpoint;
		long now = System.nanoTime();
		if (unkept > 0 && (this.isFirst || unkept >= SPACING || now - this.checked >= INTERVAL)) {
			this.checked = now;
			this.isFirst = false;
			try {
				keep(Optional.empty(), false);
			}
			catch (OutOfMemoryError ex) {
				// What is forced is forced; tried again with the next one.
			}
		}
	}

	/** What is to be kept now. */
	private LogPositions next(Optional<Place> end) {
		boolean isNew = this.durable == this.position;
		Place checkpoint = isNew ? new Place(this.position, this.records) : this.kept.checkpoint();
		this.checkpoint = checkpoint.position();
		Fingerprint before = isNew ? this.recent.before(0, RecentBytes.SIZE) : this.kept.before();
		this.kept = new LogPositions(this.kept.id(), this.kept.previous(), this.kept.created(), this.delimiter,
				Boot.id(), this.part, checkpoint, before, end);
		return this.kept;
	}

	private void keep(Optional<Place> end, boolean isForced) {
		IOException before = this.failure;
		try {
			this.positions.keep(next(end), isForced);
			this.failure = null;
		}
		catch (IOException ex) {
			this.failure = ex;
		}
		this.isNews |= (before == null) != (this.failure == null);
	}

	/**
	 * Another file has taken the place of the one that was written, all of which is
	 * forced. Nothing is written to the new one before this.
	 * @param next which was inspected as it was opened
	 * @param reason why
	 * @param name what the old one is called now; empty if that is not known
	 */
	public void replaced(AppendFile next, IndexEntry.Reason reason, String name) {
		IndexEntry end = end(reason, name);
		this.recent = recent(next.length() - this.inspection.kept);
		begin(this.inspection.number, next.length());
		this.positions.moved(this.inspection.path);
		this.index.moved(this.inspection.path);
		indexForGood(end);
		keep(Optional.empty(), true);
	}

	/**
	 * Others have cut the file. What they left of it cannot be told from what was written
	 * since, so none of it has a position any more.
	 * @param length what it holds now, in bytes
	 */
	public void cut(long length) {
		IndexEntry end = end(IndexEntry.Reason.LOST, "");
		this.recent.clear();
		begin(this.part.file(), length);
		indexForGood(end);
		keep(Optional.empty(), true);
	}

	private IndexEntry end(IndexEntry.Reason reason, String name) {
		Place start = this.part.start();
		long skipped = this.part.skipped();
		// What has no room there is not found again.
		String known = (skipped <= IndexEntry.FileEnd.MAX_SKIPPED) ? name : "";
		return new IndexEntry.FileEnd(this.position, this.records, this.index.date(), start.position(), start.index(),
				reason, known, this.recent.endsWith(this.delimiter), this.recent.before(0, Fingerprint.INDEX_LENGTH),
				Math.min(skipped, IndexEntry.FileEnd.MAX_SKIPPED));
	}

	private void begin(long number, long skipped) {
		this.part = new Part(number, skipped, new Place(this.position, this.records));
		// Of the log there is nothing in it yet that is not durable.
		this.durable = this.position;
		this.isFirst = true;
	}

	/**
	 * Ends it, before the file is closed.
	 * @param inOrder whether all that is in the file was written by this, as far as known
	 */
	public void close(boolean inOrder) {
		if (inOrder) {
			keep(Optional.of(new Place(this.position, this.records)), true);
		}
		this.index.close();
		this.positions.close();
	}

	/**
	 * Whether it has become known that something cannot be kept, or can again; once.
	 * @return whether the {@linkplain #failure() failure} is news
	 */
	public boolean takeNews() {
		boolean news = this.isNews;
		this.isNews = false;
		return news;
	}

	/**
	 * Why something could not be kept the last time.
	 * @return the error, or {@code null}
	 */
	public IOException failure() {
		return (this.failure != null) ? this.failure : this.indexFailure;
	}

}
