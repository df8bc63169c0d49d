package io.asyncappend.internal.reader;

import io.asyncappend.LogGap;
import io.asyncappend.internal.archive.Archive;
import io.asyncappend.internal.log.Fingerprint;

/**
 * One file of a log, or what is known of one that is not there. Immutable.
 *
 * @param skipped how many of its bytes come before its start
 * @param start the position of its first byte after these
 * @param end the position after its last byte; {@link Long#MAX_VALUE} for the file that
 * is written
 * @param startIndex how many records come before it
 * @param endIndex how many records come before its end
 * @param whole whether a record ends where it ends
 * @param name what it is called, for messages
 * @param archive where it is; {@code null} for the file that is written, and for one that
 * is not there
 * @param active the file that is written, if it is that
 * @param before the last bytes of an archive; {@code null} if they are not known
 * @param missing why it is not there; {@code null} if it is
 */
record Part(long skipped, long start, long end, long startIndex, long endIndex, boolean whole, String name,
		Archive archive, LogSource.Active active, Fingerprint before, LogGap.Reason missing) {

	static Part active(LogSource.Active active) {
		return new Part(active.skipped(), active.start(), Long.MAX_VALUE, active.startIndex(), Long.MAX_VALUE, true,
				String.valueOf(active.path().getFileName()), null, active, null, null);
	}

	static Part missing(long start, long end, long startIndex, long endIndex, boolean whole, LogGap.Reason reason,
			String detail) {
		return new Part(0, start, end, startIndex, endIndex, whole, detail, null, null, null, reason);
	}

	boolean isActive() {
		return this.active != null;
	}

	boolean isMissing() {
		return this.missing != null;
	}

	/** Whether what is open of another part is of the same file. */
	boolean isOf(Part opened) {
		return this.start == opened.start
				&& (!isActive() || (opened.isActive() && this.active.number() == opened.active.number()));
	}

	/** How many bytes of its file come before a position. */
	long offset(long position) {
		return this.skipped + position - this.start;
	}

	/** The same, not there for another reason. */
	Part missing(LogGap.Reason reason) {
		return missing(this.start, this.end, this.startIndex, this.endIndex, this.whole, reason, this.name);
	}

}
