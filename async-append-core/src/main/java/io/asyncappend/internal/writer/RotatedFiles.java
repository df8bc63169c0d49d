package io.asyncappend.internal.writer;

import io.asyncappend.AppenderStorage;
import io.asyncappend.Rotation;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.archive.ArchiveEvents;
import io.asyncappend.internal.archive.ArchiveExecutor;
import io.asyncappend.internal.archive.ArchiveHolds;
import io.asyncappend.internal.archive.ArchiveMaintenance;
import io.asyncappend.internal.concurrent.OomSafeLock;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * What becomes of the archives of an appender once they are there: has them maintained,
 * and tells of it.
 */
public final class RotatedFiles implements ArchiveEvents {

	private final ArchiveExecutor archiveExecutor;

	/** {@code null} for a file that cannot be rotated. */
	private volatile ArchiveDirectory archives;

	/** {@code null} until it is needed: most files are never rotated. */
	private volatile ArchiveMaintenance maintenance;

	private final Lock making = new OomSafeLock();

	private final Rotation rotation;

	private final AppenderState state;

	private final Notifier notifier;

	/** {@code null} while nothing needs archives. */
	private volatile ArchiveHolds holds;

	public RotatedFiles(Rotation rotation, AppendFile file, ArchiveExecutor archiveExecutor, AppenderState state,
			Notifier notifier) {
		this.archiveExecutor = archiveExecutor;
		this.rotation = rotation;
		this.state = state;
		this.notifier = notifier;
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
		this.archives = new ArchiveDirectory(path, file.owner(), this.rotation.naming(), this.archiveExecutor.clock());
		this.maintenance = null;
		return true;
	}

	/** Names the archives; {@code null} for a file that cannot be rotated. */
	public ArchiveDirectory current() {
		return this.archives;
	}

	/** Finishes what an earlier run has left. */
	public void opened() {
		// Without rotation nothing is paid for it, be there thousands of files.
		if (this.rotation.isAutomatic()) {
			rotated();
		}
	}

	/**
	 * From now on retention waits for what needs archives.
	 * @param holds says which
	 */
	public void keepFor(ArchiveHolds holds) {
		this.holds = holds;
	}

	private ArchiveHolds holds() {
		ArchiveHolds known = this.holds;
		return (known != null) ? known : ArchiveHolds.NONE;
	}

	/** Cursors need less than before, so that some archives may go. */
	public void released() {
		rotated();
	}

	/** There is another archive; returns why it cannot be seen to, or {@code null}. */
	IOException rotated() {
		if (this.archives == null) {
			return null;
		}
		try {
			this.archiveExecutor.add(maintenance());
			return null;
		}
		catch (OutOfMemoryError ex) {
			IOException cause = new IOException("no thread can be started to see to archives", ex);
			record(cause);
			return cause;
		}
	}

	/** One for all threads that may ask, as it counts. */
	private ArchiveMaintenance maintenance() {
		this.making.lock();
		try {
			if (this.maintenance == null) {
				this.maintenance = new ArchiveMaintenance(this.archives, this.rotation, this::holds, this);
			}
			return this.maintenance;
		}
		finally {
			this.making.unlock();
		}
	}

	/** The archives that are there, in the order in which they were written. */
	public List<Path> archives() throws IOException {
		return (this.archives != null) ? this.archives.paths() : List.of();
	}

	@Override
	public void compressed(Path archive, long bytes) {
		this.notifier.tell((listener, appender) -> listener.onArchiveCompressed(appender, archive, bytes));
	}

	@Override
	public void deleted(Path archive, long bytes) {
		this.notifier.tell((listener, appender) -> listener.onArchiveDeleted(appender, archive, bytes));
	}

	@Override
	public void leftOut(Path path, String reason) {
		this.notifier.tell((listener, appender) -> listener.onArchiveLeftOut(appender, path, reason));
	}

	@Override
	public void failed(IOException cause) {
		record(cause);
		this.notifier.tell((listener, appender) -> listener.onRotationFailed(appender, cause));
	}

	@Override
	public void maintained() {
		record(null);
	}

	@Override
	public void counted(AppenderStorage.Archives counted) {
		this.state.lock.lock();
		try {
			this.state.archives(counted);
		}
		finally {
			this.state.lock.unlock();
		}
	}

	private void record(IOException cause) {
		this.state.lock.lock();
		try {
			this.state.archived(cause);
		}
		finally {
			this.state.lock.unlock();
		}
	}

}
