package io.asyncappend;

import io.asyncappend.archive.ArchiveEvents;
import io.asyncappend.archive.Archives;
import io.asyncappend.archive.Archivist;
import io.asyncappend.archive.Tidying;
import io.asyncappend.file.AppendFile;
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
	private volatile Archives archives;

	private volatile Tidying tidying;

	private final Rotation rotation;

	private final Ledger ledger;

	private final Telling telling;

	Archiving(Rotation rotation, AppendFile file, Archivist archivist, Ledger ledger, Telling telling) {
		this.archivist = archivist;
		this.rotation = rotation;
		this.ledger = ledger;
		this.telling = telling;
		follow(file);
	}

	/**
	 * Sees to the archives of this file from now on; returns whether they lie elsewhere
	 * than before.
	 */
	boolean follow(AppendFile file) {
		Path path = file.archivable().orElse(null);
		if (path == null || (this.archives != null && this.archives.areOf(path))) {
			return false;
		}
		this.archives = new Archives(path, file.owner(), this.rotation.naming(), this.archivist.clock());
		this.tidying = new Tidying(this.archives, this.rotation, this);
		return true;
	}

	/** Names the archives; {@code null} for a file that cannot be rotated. */
	Archives current() {
		return this.archives;
	}

	/** Finishes what an earlier run has left. */
	void opened() {
		// Who never asked for a rotation pays nothing for it, be there thousands of
		// files.
		if (this.rotation.isAutomatic()) {
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
	public void leftOut(Path path, String reason) {
		this.telling.tell((listener, appender) -> listener.onArchiveLeftOut(appender, path, reason));
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
