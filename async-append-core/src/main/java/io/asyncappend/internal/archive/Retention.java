package io.asyncappend.internal.archive;

import io.asyncappend.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which archives are kept. */
final class Retention {

	private final Rotation rotation;

	private final boolean counting;

	private Retention(Rotation rotation, boolean counting) {
		this.rotation = rotation;
		this.counting = counting;
	}

	/**
	 * What becomes of archives.
	 *
	 * @param surplus those to delete, the oldest first
	 * @param heldBytes bytes of those that are kept only as they are needed
	 */
	record Verdict(List<Archive> surplus, long heldBytes) {
	}

	static Retention of(Rotation rotation) {
		return new Retention(rotation, true);
	}

	/** Whether any archive is deleted. */
	boolean isLimited() {
		return this.rotation.isRetentionLimited();
	}

	/**
	 * Whether the bytes of archives count, all of them or those that are held.
	 * @param isAnyHeld whether any may be
	 */
	boolean limitsBytes(boolean isAnyHeld) {
		return this.counting && isLimited() && (this.rotation.keepSize() > 0 || isAnyHeld);
	}

	private boolean limitsHeld() {
		return this.counting && this.rotation.keepUntilSize() > 0;
	}

	/** The same without a limit of bytes. */
	Retention withoutBytes() {
		return new Retention(this.rotation, false);
	}

	/**
	 * Those to delete of archives in their order.
	 * @param free how many of the oldest are not needed
	 */
	Verdict surplus(List<Archive> archives, Instant now, int free) {
		List<Archive> surplus = new ArrayList<>();
		long kept = 0;
		long keptBytes = 0;
		long heldBytes = 0;
		boolean tooMuch = false;
		for (int i = archives.size() - 1; i >= 0 && isLimited(); i--) {
			Archive archive = archives.get(i);
			Instant modified = archive.first().modified().toInstant();
			kept++;
			keptBytes += archive.bytes();
			// What is older than one that is too much is too much as well: no gaps.
			tooMuch = kept > this.rotation.keepAtLeast() && (tooMuch || isTooMuch(kept, keptBytes, modified, now));
			if (!tooMuch) {
				continue;
			}
			boolean needed = i >= free;
			if (needed && !(limitsHeld() && keptBytes > this.rotation.keepUntilSize())) {
				heldBytes += archive.bytes();
				continue;
			}
			surplus.add(0, archive);
		}
		return new Verdict(surplus, heldBytes);
	}

	private boolean isTooMuch(long kept, long keptBytes, Instant modified, Instant now) {
		int files = this.rotation.keepFiles();
		Duration age = this.rotation.keepFor();
		long bytes = this.counting ? this.rotation.keepSize() : 0;
		return (files > 0 && kept > files) || (bytes > 0 && keptBytes > bytes)
				|| (!age.isZero() && Duration.between(modified, now).compareTo(age) > 0);
	}

}
