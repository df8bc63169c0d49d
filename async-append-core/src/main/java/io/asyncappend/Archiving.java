package io.asyncappend;

import io.asyncappend.archive.ArchiveEvents;
import io.asyncappend.archive.Archives;
import io.asyncappend.archive.Archivist;
import io.asyncappend.archive.Tidying;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What becomes of the archives of an appender once they are there: has them tidied up,
 * and tells of it.
 */
final class Archiving implements ArchiveEvents {

	private final Archivist archivist;

	/** {@code null} for a file that cannot be rotated. */
	private final Archives archives;

	private final Tidying tidying;

	private final Ledger ledger;

	private final Telling telling;

	Archiving(Rotation rotation, Archives archives, Archivist archivist, Ledger ledger, Telling telling) {
		this.archivist = archivist;
		this.archives = archives;
		this.ledger = ledger;
		this.telling = telling;
		this.tidying = (archives != null) ? new Tidying(archives, rotation.compress(), rotation.retention(), this)
				: null;
	}

	/** Finishes what an earlier run has left. */
	void opened(Rotation rotation) {
		// Who never asked for a rotation pays nothing for it, be there thousands of
		// files.
		if (rotation.isAutomatic()) {
			rotated();
		}
	}

	/** There is another archive; returns why it cannot be seen to, or {@code null}. */
	IOException rotated() {
		if (this.tidying == null) {
			return null;
		}
		try {
			this.archivist.add(this.tidying);
			return null;
		}
		catch (OutOfMemoryError ex) {
			IOException cause = new IOException("no thread can be started to see to archives", ex);
			record(cause);
			return cause;
		}
	}

	/** The archives that are there, in the order in which they were written. */
	List<Path> archives() throws IOException {
		return (this.archives != null) ? this.archives.paths() : List.of();
	}

	@Override
	public void compressed(Path archive, long bytes) {
		this.telling.tell((listener, appender) -> listener.onArchiveCompressed(appender, archive, bytes));
	}

	@Override
	public void deleted(Path archive, long bytes) {
		this.telling.tell((listener, appender) -> listener.onArchiveDeleted(appender, archive, bytes));
	}

	@Override
	public void failed(IOException cause) {
		record(cause);
		this.telling.tell((listener, appender) -> listener.onRotationFailed(appender, cause));
	}

	@Override
	public void tidied() {
		record(null);
	}

	private void record(IOException cause) {
		this.ledger.lock.lock();
		try {
			this.ledger.archived(cause);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

}
