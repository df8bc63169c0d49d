package io.asyncappend.internal.archive;

import io.asyncappend.AppenderStorage;
import io.asyncappend.Rotation;
import io.asyncappend.internal.file.Look;
import io.asyncappend.internal.file.SafeDirectory;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What is to be done about the archives of one file, again and again until all is done:
 * finish what a process that died has begun, compress, and delete what is too much.
 */
public final class ArchiveMaintenance {

	private final ArchiveDirectory archives;

	private final boolean compress;

	private final Retention retention;

	private final Supplier<ArchiveHolds> holds;

	private final ArchiveEvents events;

	/** Archives that are there; for the thread that runs this. */
	private long files;

	/** Their bytes. */
	private long bytes;

	/** Those of archives that are there for cursors only. */
	private long heldBytes;

	/** Archives that were deleted though a cursor needed them. */
	private long overruns;

	/**
	 * Does nothing yet.
	 * @param archives the archives
	 * @param rotation whether to compress them, and which to keep
	 * @param holds says at the moment which are to be kept although they are too much
	 * @param events told of what is done
	 */
	public ArchiveMaintenance(ArchiveDirectory archives, Rotation rotation, Supplier<ArchiveHolds> holds,
			ArchiveEvents events) {
		this.archives = archives;
		this.compress = rotation.compress();
		this.retention = Retention.of(rotation);
		this.holds = holds;
		this.events = events;
	}

	/** Does what is to be done, on the thread that has time for it. */
	void run(Clock clock, BooleanSupplier stopped) {
		if (!attempt(this.archives::settle)) {
			return;
		}
		// Looked for once, as each look asks for all of them; what comes meanwhile gets a
		// run of its own.
		List<Archive> found;
		boolean expired;
		try (SafeDirectory directory = this.archives.open()) {
			found = new ArrayList<>(this.archives.all(directory, this.events));
			count(found);
			// First, so that little is compressed that is not kept; what fits shows
			// later.
			expired = attempt(() -> expire(directory, found, this.retention.withoutBytes(), clock));
		}
		catch (IOException ex) {
			this.events.failed(ex);
			return;
		}
		boolean done = compress(found, stopped);
		if (expired && !stopped.getAsBoolean() && attempt(() -> expireBytes(found, clock)) && done) {
			this.events.maintained();
		}
		this.events.counted(new AppenderStorage.Archives(this.files, this.bytes, Math.min(this.heldBytes, this.bytes),
				this.overruns));
	}

	private void count(List<Archive> found) {
		this.files = found.size();
		this.bytes = found.stream().mapToLong(Archive::bytes).sum();
	}

	private boolean attempt(Step step) {
		try {
			step.take();
			return true;
		}
		catch (IOException ex) {
			this.events.failed(ex);
			return false;
		}
	}

	/** An error ended it. */
	void failed(Throwable cause) {
		this.events.failed(new IOException("archiving ended with " + cause, cause));
	}

	/** What all of them take shows once they are compressed, and is looked for then. */
	private void expireBytes(List<Archive> found, Clock clock) throws IOException {
		if (!this.retention.limitsBytes(this.holds.get().isAny())) {
			return;
		}
		try (SafeDirectory directory = this.archives.open()) {
			List<Archive> among = found;
			if (found.stream().anyMatch(this::isToCompress)) {
				Set<Archive> seen = new TreeSet<>(found);
				among = new ArrayList<>(this.archives.all(directory, this.events));
				// What came meanwhile is not yet as small as it will be.
				among.removeIf((archive) -> !seen.contains(archive));
			}
			expire(directory, among, this.retention, clock);
		}
	}

	/** Takes away what it deletes, so that what is left is there still if this throws. */
	private void expire(SafeDirectory directory, List<Archive> among, Retention kept, Clock clock) throws IOException {
		if (!kept.isLimited()) {
			return;
		}
		int free = this.holds.get().free(among.stream().map(Archive::path).toList());
		Retention.Verdict verdict = kept.surplus(among, clock.instant(), free);
		this.heldBytes = verdict.heldBytes();
		for (Archive archive : verdict.surplus()) {
			delete(directory, archive.plain());
			delete(directory, archive.compressed());
			this.files--;
			// Not by equals: see LockFile.isUntouched.
			among.removeIf((other) -> other == archive);
			if (this.holds.get().overrun(archive.path())) {
				this.overruns++;
			}
		}
	}

	private void delete(SafeDirectory directory, Look look) throws IOException {
		if (look == null) {
			return;
		}
		boolean deleted = directory.delete(look);
		// By others, if not by us.
		this.bytes -= look.size();
		if (deleted) {
			this.events.deleted(look.path(), look.size());
		}
	}

	/** One that is there twice is not left so, whatever is wanted now. */
	private boolean isToCompress(Archive archive) {
		return archive.isPlain() && (this.compress || archive.isCompressed());
	}

	/** Returns whether all is compressed that is to be. */
	private boolean compress(List<Archive> all, BooleanSupplier stopped) {
		boolean done = true;
		List<Archive> plain = all.stream().filter(this::isToCompress).toList();
		for (Archive archive : plain) {
			done &= !stopped.getAsBoolean() && attempt(() -> {
				try (SafeDirectory directory = this.archives.open()) {
					new GzipCompressor(directory, archive, stopped).compress()
						.ifPresent((size) -> compressed(archive, size));
				}
			});
		}
		return done && !stopped.getAsBoolean();
	}

	private void compressed(Archive archive, long size) {
		this.bytes += size - archive.bytes();
		this.events.compressed(archive.gzip(), size);
	}

	private interface Step {

		void take() throws IOException;

	}

}
