package io.asyncappend.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which archives are kept; 0 is without a limit.
 *
 * @param files how many
 * @param age for how long after the last record in them
 * @param bytes how many bytes of them together
 * @param atLeast how many of the newest whatever the limits
 */
public record Retention(int files, Duration age, long bytes, int atLeast) {

	/** What one archive counts for. */
	private record Weight(long bytes, Instant modified) {

		static Weight of(Archive archive) throws IOException {
			long bytes = (archive.plain() ? Archives.size(archive.path()) : 0)
					+ (archive.compressed() ? Archives.size(archive.gzip()) : 0);
			try {
				Path path = archive.plain() ? archive.path() : archive.gzip();
				return new Weight(bytes, Files.getLastModifiedTime(path).toInstant());
			}
			catch (NoSuchFileException ex) {
				// Somebody was faster: there is nothing to delete.
				return new Weight(0, Instant.MAX);
			}
		}

	}

	/**
	 * Whether there is a limit at all.
	 * @return whether archives are deleted
	 */
	public boolean isLimited() {
		return this.files > 0 || this.bytes > 0 || !this.age.isZero();
	}

	/** The same without a limit of bytes. */
	Retention withoutBytes() {
		return new Retention(this.files, this.age, 0, this.atLeast);
	}

	/** Those to delete of archives in their order. */
	List<Archive> surplus(List<Archive> archives, Instant now) throws IOException {
		List<Archive> surplus = new ArrayList<>();
		if (!isLimited()) {
			return surplus;
		}
		long kept = 0;
		long keptBytes = 0;
		for (int i = archives.size() - 1; i >= 0; i--) {
			Weight weight = Weight.of(archives.get(i));
			kept++;
			keptBytes += weight.bytes();
			// What is older than one that is too much is too much as well: no gaps.
			if (kept > this.atLeast && (!surplus.isEmpty() || isTooMuch(kept, keptBytes, weight.modified(), now))) {
				surplus.add(0, archives.get(i));
			}
		}
		return surplus;
	}

	private boolean isTooMuch(long kept, long keptBytes, Instant modified, Instant now) {
		return (this.files > 0 && kept > this.files) || (this.bytes > 0 && keptBytes > this.bytes)
				|| (!this.age.isZero() && Duration.between(modified, now).compareTo(this.age) > 0);
	}

}
