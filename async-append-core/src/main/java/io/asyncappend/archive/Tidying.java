package io.asyncappend.archive;

import io.asyncappend.file.Look;
import io.asyncappend.file.SafeDirectory;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
		// First, so that little is compressed that is not kept; what fits shows later.
		boolean expired = attempt(() -> expire(this.archives.all(this.events), this.retention.withoutBytes(), clock));
		Set<Archive> seen = new TreeSet<>();
		boolean done = attempt(() -> seen.addAll(this.archives.all(this.events))) && compress(seen, stopped);
		if (expired && !stopped.getAsBoolean() && attempt(() -> expireAmong(seen, clock)) && done) {
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

	private void expireAmong(Set<Archive> seen, Clock clock) throws IOException {
		// What came meanwhile is not yet as small as it will be, and gets a run of its
		// own.
		expire(this.archives.all(this.events).stream().filter(seen::contains).toList(), this.retention, clock);
	}

	private void expire(List<Archive> among, Retention kept, Clock clock) throws IOException {
		List<Archive> surplus = kept.surplus(among, clock.instant());
		if (surplus.isEmpty()) {
			return;
		}
		try (SafeDirectory directory = this.archives.open()) {
			for (Archive archive : surplus) {
				delete(directory, archive.plain());
				delete(directory, archive.compressed());
			}
		}
	}

	private void delete(SafeDirectory directory, Look look) throws IOException {
		if (look != null && directory.delete(look)) {
			this.events.deleted(look.path(), look.size());
		}
	}

	/** Returns whether all is compressed that is to be. */
	private boolean compress(Set<Archive> all, BooleanSupplier stopped) {
		boolean done = true;
		List<Archive> plain = new ArrayList<>(all);
		// One that is there twice is not left so, whatever is wanted now.
		plain.removeIf((archive) -> !archive.isPlain() || !(this.compress || archive.isCompressed()));
		for (Archive archive : plain) {
			done &= !stopped.getAsBoolean() && attempt(() -> {
				try (SafeDirectory directory = this.archives.open()) {
					long bytes = new Gzip(directory, archive, stopped).compress();
					if (bytes >= 0) {
						this.events.compressed(archive.gzip(), bytes);
					}
				}
			});
		}
		return done && !stopped.getAsBoolean();
	}

	private interface Step {

		void take() throws IOException;

	}

}
