package io.asyncappend.internal.tool;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.ArchiveNaming;
import io.asyncappend.LogReader;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.archive.Listing;
import io.asyncappend.internal.concurrent.Pause;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.Printable;
import io.asyncappend.internal.file.SafeDirectory;
import io.asyncappend.internal.log.LogPositions;
import io.asyncappend.internal.reader.LogSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The log of a file that another process may be writing, as it is found beside it: looked
 * at again and again, and never changed.
 */
final class FoundLog implements LogSource {

	/** A rotation gives the file its name before it says so. */
	private static final int MAX_LOOKS = 100;

	private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(10);

	/** There is no other way to hear of what another process writes. */
	private static final long BETWEEN_READS = TimeUnit.MILLISECONDS.toNanos(200);

	private final Path file;

	private final UUID log;

	private final byte delimiter;

	private volatile ArchiveDirectory archives;

	private volatile LogPositions positions;

	private volatile Active active;

	private volatile long written;

	private FoundLog(Path file, ArchiveNaming naming, LogPositions positions) throws IOException {
		this.file = file;
		this.log = positions.id();
		this.delimiter = positions.delimiter();
		look();
		this.archives = new ArchiveDirectory(file, this.active.owner(), naming, Clock.systemDefaultZone());
	}

	/**
	 * Finds it.
	 * @param file the file that is, or was, written
	 * @param naming how its archives are called
	 * @throws IOException if there is none, or it cannot be read
	 */
	static FoundLog of(Path file, ArchiveNaming naming) throws IOException {
		Path real = SafeDirectory.resolve(file);
		LogPositions positions = LogPositions.read(real)
			.orElseThrow(() -> new FileSystemException(file.toString(), null, "has no positions that last: there is no "
					+ LogPositions.path(real).getFileName() + " beside it, or it is damaged"));
		return new FoundLog(real, naming, positions);
	}

	/** Looks at what is written now, and how far. */
	private void look() throws IOException {
		for (int looks = 1;; looks++) {
			LogPositions found = LogPositions.read(this.file).orElse(this.positions);
			if (found == null || !found.id().equals(this.log)) {
				throw new FileSystemException(this.file.toString(), null,
						"holds another log by now, which began when its positions could not go on");
			}
			if (take(found)) {
				return;
			}
			if (looks == MAX_LOOKS) {
				throw new FileSystemException(this.file.toString(), null,
						"is not the file that its positions are of: it was copied, restored or replaced");
			}
			Pause.nanos(BETWEEN_LOOKS / 2);
		}
	}

	/** Returns false if the file is not the one that the positions are of. */
	private boolean take(LogPositions found) throws IOException {
		LogPositions.Part part = found.part();
		try (SafeDirectory directory = SafeDirectory.open(this.file.getParent())) {
			Look look = directory.look(this.file);
			if (look == null) {
				return takeMissing(found);
			}
			if (part.file() != 0 && Look.number(this.file, LinkOption.NOFOLLOW_LINKS) != part.file()) {
				return false;
			}
			if (!look.isRegular()) {
				throw new FileSystemException(this.file.toString(), null, "is " + look.what());
			}
			Active now = new Active(this.file, look.owner(), part.file(), part.skipped(), part.start().position(),
					part.start().index());
			this.positions = found;
			this.active = now;
			// What was cut is not unwritten.
			this.written = Math.max(this.written, part.start().position() + Math.max(0, look.size() - part.skipped()));
			return true;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	/** While it is rotated; or it was closed, and taken away since. */
	private boolean takeMissing(LogPositions found) {
		LogPositions.Part part = found.part();
		if (found.end().isEmpty()) {
			return false;
		}
		this.positions = found;
		this.active = new Active(this.file, Look.UNKNOWN, part.file(), part.skipped(), part.start().position(),
				part.start().index());
		this.written = Math.max(this.written, part.start().position());
		return true;
	}

	/** What lies beside the file. */
	LogPositions positions() {
		return this.positions;
	}

	Path file() {
		return this.file;
	}

	@Override
	public UUID log() {
		return this.log;
	}

	@Override
	public byte delimiter() {
		return this.delimiter;
	}

	@Override
	public long limit(LogReader.Extent extent) throws IOException {
		look();
		return (extent == LogReader.Extent.WRITTEN) ? this.written
				: Math.min(this.written, this.positions.end().orElse(this.positions.checkpoint()).position());
	}

	@Override
	public Active active() {
		return this.active;
	}

	@Override
	public ArchiveDirectory archives() {
		return this.archives;
	}

	@Override
	public Listing listing() throws IOException {
		return this.archives.look();
	}

	@Override
	public void await(long seen, LogReader.Extent extent, long nanos) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		Pause.nanos(Math.min(nanos, BETWEEN_READS) / 2);
	}

	@Override
	public boolean isEnded() {
		return false;
	}

	@Override
	public AppendException unreadable(IOException cause) {
		return new AppendException(Printable.text(this.file + " cannot be read: " + cause.getMessage()), cause);
	}

	@Override
	public AppendException interrupted() {
		Thread.currentThread().interrupt();
		return new AppendInterruptedException(Printable.text("interrupted while " + this.file + " was read"));
	}

}
