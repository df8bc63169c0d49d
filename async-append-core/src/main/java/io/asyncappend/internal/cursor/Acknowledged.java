package io.asyncappend.internal.cursor;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a log was acknowledged, as the file of a cursor holds it.
 *
 * @param log the identity of the log
 * @param position up to which all is acknowledged, in bytes since the log began
 * @param index how many records that are
 * @param time when it was acknowledged, in milliseconds since 1970
 */
record Acknowledged(UUID log, long position, long index, long time) {

	private static final int LENGTH = 5 * Long.BYTES;

	/** Finds it in what a file holds; empty if it is none. */
	static Optional<Acknowledged> of(ByteBuffer content) {
		if (content.remaining() < LENGTH) {
			return Optional.empty();
		}
		UUID log = new UUID(content.getLong(), content.getLong());
		Acknowledged found = new Acknowledged(log, content.getLong(), content.getLong(), content.getLong());
		return (found.position >= 0 && found.index >= 0) ? Optional.of(found) : Optional.empty();
	}

	ByteBuffer bytes() {
		return ByteBuffer.allocate(LENGTH)
			.putLong(this.log.getMostSignificantBits())
			.putLong(this.log.getLeastSignificantBits())
			.putLong(this.position)
			.putLong(this.index)
			.putLong(this.time)
			.flip();
	}

}
