package io.asyncappend.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What is to be done about the archives of one file, again and again until all is done:
 * finish what a process that died has begun, compress, and delete what is too much.
 */
public final class Tidying {

	private final Archives archives;

	private final boolean compress;

	private final Retention retention;

	private final ArchiveEvents events;

	/**
	 * Does nothing yet.
	 * @param archives the archives
	 * @param compress whether to compress them
	 * @param retention which to keep
	 * @param events told of what is done
	 */
	public Tidying(Archives archives, boolean compress, Retention retention, ArchiveEvents events) {
		this.archives = archives;
		this.compress = compress;
		this.retention = retention;
		this.events = events;
	}

	/** Does what is to be done, on the thread that has time for it. */
	void run(Clock clock, BooleanSupplier stopped) {
		if (!attempt(this.archives::settle)) {
			return;
		}
		// First, so that nothing is compressed that is not kept.
		boolean expired = attempt(() -> expire(clock));
		boolean compressed = compress(stopped);
		if (expired && attempt(() -> expire(clock)) && compressed) {
			this.events.tidied();
		}
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

	/** Something went wrong that nobody expects. */
	void failed(Throwable cause) {
		this.events.failed(new IOException("archiving ended with " + cause, cause));
	}

	private void expire(Clock clock) throws IOException {
		for (Archive archive : this.retention.surplus(this.archives.all(), clock.instant())) {
			if (archive.plain()) {
				delete(archive.path());
			}
			if (archive.compressed()) {
				delete(archive.gzip());
			}
		}
	}

	private void delete(Path file) throws IOException {
		long bytes = Archives.size(file);
		if (Files.deleteIfExists(file)) {
			this.events.deleted(file, bytes);
		}
	}

	/** Returns whether all is compressed that is to be. */
	private boolean compress(BooleanSupplier stopped) {
		List<Archive> plain = new ArrayList<>();
		boolean done = attempt(() -> plain.addAll(this.archives.all()));
		// One that is there twice is not left so, whatever is wanted now.
		plain.removeIf((archive) -> !archive.plain() || !(this.compress || archive.compressed()));
		for (Archive archive : plain) {
			done &= !stopped.getAsBoolean() && attempt(() -> {
				if (Gzip.compress(archive, stopped)) {
					this.events.compressed(archive.gzip(), Archives.size(archive.gzip()));
				}
			});
		}
		return done && !stopped.getAsBoolean();
	}

	private interface Step {

		void take() throws IOException;

	}

}
