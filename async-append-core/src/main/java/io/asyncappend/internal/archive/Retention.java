package io.asyncappend.internal.archive;

import io.asyncappend.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which archives are kept. */
final class Retention {

	private final Rotation rotation;

	/** Bytes of archives in all; 0 without a limit. */
	private final long bytes;

	private Retention(Rotation rotation, long bytes) {
		this.rotation = rotation;
		this.bytes = bytes;
	}

	static Retention of(Rotation rotation) {
		return new Retention(rotation, rotation.keepSize());
	}

	/** Whether the bytes of all archives count. */
	boolean limitsBytes() {
		return this.bytes > 0;
	}

	/** The same without a limit of bytes. */
	Retention withoutBytes() {
		return new Retention(this.rotation, 0);
	}

	/** Those to delete of archives in their order. */
	List<Archive> surplus(List<Archive> archives, Instant now) {
		List<Archive> surplus = new ArrayList<>();
		if (!this.rotation.isRetentionLimited()) {
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
			if (kept > this.rotation.keepAtLeast()
					&& (!surplus.isEmpty() || isTooMuch(kept, keptBytes, modified, now))) {
				surplus.add(0, archive);
			}
		}
		return surplus;
	}

	private boolean isTooMuch(long kept, long keptBytes, Instant modified, Instant now) {
		int files = this.rotation.keepFiles();
		Duration age = this.rotation.keepFor();
		return (files > 0 && kept > files) || (this.bytes > 0 && keptBytes > this.bytes)
				|| (!age.isZero() && Duration.between(modified, now).compareTo(age) > 0);
	}

}
