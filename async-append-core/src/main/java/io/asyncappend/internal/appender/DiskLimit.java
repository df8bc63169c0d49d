package io.asyncappend.internal.appender;

import io.asyncappend.ForwardOptions;
import io.asyncappend.Rotation;
import io.asyncappend.internal.state.ForwardBacklog;

/**
 * What the limit of that which is not forwarded means for an appender: less room for
 * records, or fewer archives.
 */
final class DiskLimit {

	private final ForwardOptions options;

	private final Rotation rotation;

	/**
	 * Checks whether it can be kept to.
	 * @param appender its name, for messages
	 * @throws IllegalArgumentException if the rotation has nothing to drop
	 */
	DiskLimit(String appender, ForwardOptions options, Rotation rotation) {
		this.options = options;
		this.rotation = rotation;
		String missing = isDropped() ? missing() : "";
		if (!missing.isEmpty()) {
			throw new IllegalArgumentException("appender '" + appender + "' cannot drop the oldest archives when "
					+ options.diskLimit() + " bytes are not forwarded (disk limit): " + missing);
		}
	}

	private boolean isDropped() {
		return this.options.diskLimit() > 0 && this.options.onDiskLimit() == ForwardOptions.OnDiskLimit.DROP_OLDEST;
	}

	private String missing() {
		long size = this.rotation.maxSize();
		if (size == 0) {
			return "its rotation has no maximum size, so the file alone may be larger";
		}
		if (!this.rotation.isRetentionLimited()) {
			return "its rotation deletes no archive, as neither their number nor their age or size is limited";
		}
		// The file, and the archives that are never deleted.
		return (this.options.diskLimit() / size > this.rotation.keepAtLeast()) ? ""
				: "its file of up to " + size + " bytes and the " + this.rotation.keepAtLeast()
						+ " archives of which the rotation keeps at least so many may be larger";
	}

	/** How many bytes of archives are kept for forwarding: the file takes the rest. */
	long bytesOfArchives() {
		return isDropped() ? this.options.diskLimit() - this.rotation.maxSize() : Long.MAX_VALUE;
	}

	/**
	 * What appends have to keep to; {@code null} if there is nothing.
	 * @param forwarded the position up to which all is forwarded
	 */
	ForwardBacklog backlog(long forwarded) {
		return (this.options.diskLimit() == 0 || isDropped()) ? null : new ForwardBacklog(this.options.diskLimit(),
				this.options.onDiskLimit() == ForwardOptions.OnDiskLimit.FAIL, forwarded);
	}

}
