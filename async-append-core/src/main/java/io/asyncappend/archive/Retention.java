package io.asyncappend.archive;

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
	List<Archive> surplus(List<Archive> archives, Instant now) {
		List<Archive> surplus = new ArrayList<>();
		if (!isLimited()) {
			return surplus;
		}
		long kept = 0;
		long keptBytes = 0;
		for (int i = archives.size() - 1; i >= 0; i--) {
			Archive archive = archives.get(i);
			Instant modified = archive.first().modified().toInstant();
			kept++;
			keptBytes += archive.bytes();
			// What is older than one that is too much is too much as well: no gaps.
			if (kept > this.atLeast && (!surplus.isEmpty() || isTooMuch(kept, keptBytes, modified, now))) {
				surplus.add(0, archive);
			}
		}
		return surplus;
	}

	private boolean isTooMuch(long kept, long keptBytes, Instant modified, Instant now) {
		return (this.files > 0 && kept > this.files) || (this.bytes > 0 && keptBytes > this.bytes)
				|| (!this.age.isZero() && Duration.between(modified, now).compareTo(this.age) > 0);
	}

}
