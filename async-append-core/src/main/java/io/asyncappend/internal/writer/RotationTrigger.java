package io.asyncappend.internal.writer;

import io.asyncappend.Rotation;
import io.asyncappend.internal.archive.ArchiveDirectory;
import io.asyncappend.internal.file.AppendFile;
import io.asyncappend.internal.state.AppenderState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * When the file of an appender is full, and how another takes its place. Only the owner
 * of the file calls this.
 */
public final class RotationTrigger {

	private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);

	/** How many names that others have taken are passed over. */
	private static final int MAX_TAKEN = 100;

	private final Rotation rotation;

	private ArchiveDirectory archives;

	private final Clock clock;

	/** The file that the period is of. */
	private AppendFile current;

	private Instant periodStart = Instant.MIN;

	/** In milliseconds of the clock, which is asked with each write. */
	private long periodEnd = Long.MIN_VALUE;

	/** The name that the file has got while nothing could take its place. */
	private Path pending;

	/** A file is rotated when it is full, or has its name to get back. */
	boolean mayLimit;

	private boolean failing;

	private long pause;

	private long nextTry;

	/**
	 * Creates a rotator.
	 * @param rotation when to rotate
	 * @param archives names the archives; {@code null} if the file cannot be rotated
	 * @param clock tells the time
	 */
	public RotationTrigger(Rotation rotation, ArchiveDirectory archives, Clock clock) {
		this.rotation = rotation;
		this.archives = archives;
		this.clock = clock;
		this.mayLimit = isLimited();
	}

	private boolean isLimited() {
		return this.rotation.maxSize() > 0 || this.rotation.period().isPresent();
	}

	private void pending(Path name) {
		this.pending = name;
		this.mayLimit = name != null || isLimited();
	}

	/**
	 * Up to where the file may be written: to the end of a record. It is to be rotated
	 * there if that is less than asked for. Called with the lock of the state held.
	 */
	long limit(AppenderState state, AppendFile file, long target) {
		if (this.archives == null) {
			return target;
		}
		long written = state.written();
		if (written >= target || (this.failing && this.nextTry - System.nanoTime() > 0)) {
			return target;
		}
		if (state.partialRecordBytes() > 0) {
			// A record is never in two files.
			return Math.min(target, state.nextBoundary());
		}
		long length = file.length();
		if (this.pending != null || isPeriodOver(file, length)) {
			return written;
		}
		long room = this.rotation.maxSize() - length;
		if (this.rotation.maxSize() == 0 || target - written <= room) {
			return target;
		}
		long end = state.boundary(written + Math.max(0, room));
		return (end == written && length == 0) ? state.nextBoundary() : end;
	}

	private boolean isPeriodOver(AppendFile file, long length) {
		if (this.rotation.period().isEmpty()) {
			return false;
		}
		long now = this.clock.millis();
		if (length == 0) {
			if (now >= this.periodEnd || this.current != file) {
				begin(file, Instant.ofEpochMilli(now));
			}
			return false;
		}
		if (this.current != file) {
			Instant modified = file.modified();
			begin(file, (modified.toEpochMilli() < now) ? modified : Instant.ofEpochMilli(now));
		}
		return now >= this.periodEnd;
	}

	private void begin(AppendFile file, Instant moment) {
		this.current = file;
		this.periodStart = moment;
		this.periodEnd = Periods.next(this.rotation.period().orElseThrow(), this.rotation.zone(), moment)
			.toEpochMilli();
	}

	/** Whether there is something to rotate. */
	boolean isNeeded(AppendFile file) {
		return file.length() > 0 || this.pending != null;
	}

	/**
	 * Lets another file take the place of this one, which must be forced; it stays open.
	 * @return where the old file is now; {@code null} if others have taken it away
	 * @throws IOException if that cannot be done; the old file can be written then, under
	 * whatever name it has
	 */
	Path archive(AppendFile file) throws IOException {
		if (this.pending == null) {
			pending(rename(file));
		}
		return this.pending;
	}

	private Path rename(AppendFile file) throws IOException {
		String time = time(file);
		for (int taken = 0;; taken++) {
			Path name = this.archives.reserve(time, taken);
			boolean named = false;
			try {
				named = file.archive(name);
				return named ? name : null;
			}
			catch (IOException ex) {
				if (!(ex instanceof FileAlreadyExistsException) || taken == MAX_TAKEN) {
					throw ex;
				}
			}
			finally {
				if (!named) {
					this.archives.release();
				}
			}
		}
	}

	/** Of the period that the file was written in, or of now. */
	private String time(AppendFile file) {
		Rotation.Period period = this.rotation.period().orElse(null);
		if (period != null) {
			isPeriodOver(file, file.length());
		}
		return Periods.text(period, this.rotation.zone(), (period != null) ? this.periodStart : this.clock.instant());
	}

	/**
	 * Another file has taken the place; the old one is closed. Whether it is an archive.
	 */
	boolean succeeded() {
		this.failing = false;
		if (this.pending == null) {
			return false;
		}
		pending(null);
		this.archives.release();
		return true;
	}

	/** The file has the name of its path again, if it ever lost it. */
	void restored() {
		if (this.pending != null) {
			pending(null);
			this.archives.release();
		}
	}

	/** From now on archives are named by others, as the file lies elsewhere. */
	void moved(ArchiveDirectory others) {
		this.archives = others;
	}

	/** That is tried again after a while, not with each record. */
	void failed() {
		this.pause = this.failing ? Math.min(2 * this.pause, LONGEST_PAUSE) : FIRST_PAUSE;
		this.failing = true;
		this.nextTry = System.nanoTime() + this.pause;
	}

}
