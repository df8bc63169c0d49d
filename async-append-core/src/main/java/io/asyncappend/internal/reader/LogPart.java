package io.asyncappend.internal.reader;

import io.asyncappend.LogGap;
import java.util.Optional;

/**
 * A file of a log, or what is known of one that is not there, to be told of.
 *
 * @param name what it is called
 * @param start the position of its first byte
 * @param end the position after its last byte; {@link Long#MAX_VALUE} for the file that
 * is written
 * @param startIndex how many records come before it
 * @param missing why it is not there; empty if it is
 */
public record LogPart(String name, long start, long end, long startIndex, Optional<LogGap.Reason> missing) {

	static LogPart of(Part part) {
		return new LogPart(part.name(), part.start(), part.end(), part.startIndex(),
				Optional.ofNullable(part.missing()));
	}

	/**
	 * Whether it is the file that is written.
	 * @return whether it is
	 */
	public boolean isActive() {
		return this.end == Long.MAX_VALUE;
	}

}
