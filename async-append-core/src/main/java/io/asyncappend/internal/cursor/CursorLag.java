package io.asyncappend.internal.cursor;

import io.asyncappend.LogCursor;
import java.util.Optional;

/** What a cursor has yet to acknowledge. */
final class CursorLag {

	private CursorLag() {
	}

	/**
	 * Compares two positions.
	 * @param durable how far the log was, maybe a moment before
	 * @param position up to which all is acknowledged
	 * @param index how many records that are
	 */
	static LogCursor.Lag of(CursorLog log, CursorLog.Durable durable, long position, long index) {
		// More may have been acknowledged since the log was asked.
		long bytes = Math.max(0, durable.position() - position);
		long records = Math.max(0, durable.index() - index);
		return new LogCursor.Lag(bytes, records, (bytes > 0) ? Optional.of(log.age(position)) : Optional.empty());
	}

}
