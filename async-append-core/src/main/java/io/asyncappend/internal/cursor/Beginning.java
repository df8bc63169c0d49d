package io.asyncappend.internal.cursor;

import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import java.util.Optional;

/**
 * Where a cursor begins.
 *
 * @param position up to which all is acknowledged
 * @param index how many records that are
 * @param gap what it begins with, as what was acknowledged is of no use; {@code null} for
 * nothing
 * @param isNew whether its file holds nothing
 */
record Beginning(long position, long index, LogGap gap, boolean isNew) {

	/** What a file says, and what the log says to that. */
	static Beginning of(CursorFile file, CursorLog log, LogCursor.Start start) {
		Optional<String> damage = file.damage();
		if (damage.isPresent()) {
			return withOldest(log, LogGap.Reason.DAMAGED, "the file of the cursor " + damage.get());
		}
		Optional<Acknowledged> found = file.acknowledged();
		if (found.isEmpty()) {
			return (start == LogCursor.Start.NEWEST) ? withNewest(log) : withOldest(log, null, null);
		}
		Acknowledged acknowledged = found.get();
		if (!acknowledged.log().equals(log.id())) {
			return withOldest(log, LogGap.Reason.OTHER_LOG, "position " + acknowledged.position()
					+ " was acknowledged of log " + acknowledged.log() + ", but this is log " + log.id());
		}
		long durable = log.durable().position();
		if (acknowledged.position() > durable) {
			// What comes there would be passed over.
			return withOldest(log, LogGap.Reason.OTHER_LOG, "position " + acknowledged.position()
					+ " was acknowledged, but the log is durable up to " + durable + " only");
		}
		return new Beginning(acknowledged.position(), acknowledged.index(), null, false);
	}

	/** What is appended during the call may come or not. */
	private static Beginning withNewest(CursorLog log) {
		log.sync();
		CursorLog.Durable durable = log.durable();
		return new Beginning(durable.position(), durable.index(), null, true);
	}

	private static Beginning withOldest(CursorLog log, LogGap.Reason reason, String detail) {
		CursorLog.Durable durable = log.durable();
		try (LogReader reader = log.reader().upTo(LogReader.Extent.DURABLE).open()) {
			long position = reader.position();
			long index = durable.index();
			Optional<LogEntry> entry = reader.poll();
			while (entry.isPresent()) {
				if (entry.get() instanceof LogRecord record) {
					index = record.index();
					break;
				}
				entry = reader.poll();
			}
			LogGap gap = (reason != null) ? new LogGap(position, position, reason, detail) : null;
			return new Beginning(position, index, gap, reason == null);
		}
	}

}
