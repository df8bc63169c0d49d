package io.asyncappend.spring.boot.actuate.endpoint;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppendException;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;

/**
 * A cursor that is open, or that retention waits for.
 *
 * @param name the name of the cursor
 * @param acknowledgedPosition up to where all is acknowledged, in bytes since the log
 * began
 * @param acknowledgedIndex how many records that are
 * @param lagBytes durable bytes that are not acknowledged
 * @param lagRecords durable records that are not acknowledged
 * @param lagAgeMillis how long ago the oldest of them became durable, at least; 0 if
 * there is none
 * @param gaps how many gaps were handed out since it was opened
 * @param gapBytes how many bytes they had
 */
public record CursorDescriptor(String name, long acknowledgedPosition, long acknowledgedIndex, long lagBytes,
		long lagRecords, long lagAgeMillis, long gaps, long gapBytes) {

	static CursorDescriptor of(LogCursor.Status cursor) {
		LogCursor.Lag lag = cursor.lag();
		return new CursorDescriptor(cursor.name(), cursor.acknowledged(), cursor.acknowledgedIndex(), lag.bytes(),
				lag.records(), lag.oldest().orElse(Duration.ZERO).toMillis(), cursor.gaps(), cursor.gapBytes());
	}

	/** {@code null} if how far they are cannot be read. */
	static @Nullable List<CursorDescriptor> of(AsyncAppender appender) {
		try {
			return appender.cursors().stream().map(CursorDescriptor::of).toList();
		}
		catch (AppendException ex) {
			return null;
		}
	}

}
