package io.asyncappend;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Where the hours and days of a zone begin, whatever its clocks do. As text their order
 * is that of time.
 */
final class Periods {

	private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss", Locale.ROOT);

	private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH", Locale.ROOT);

	private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);

	private Periods() {
	}

	/** When the period after that of a moment begins: always later than the moment. */
	static Instant next(Rotation.Period period, ZoneId zone, Instant moment) {
		ZonedDateTime time = moment.atZone(zone);
		if (period == Rotation.Period.DAY) {
			return time.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
		}
		// One hour later on the time line, as clocks may show the same hour again.
		Instant next = time.truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant();
		if (next.isAfter(moment)) {
			return next;
		}
		// Clocks were set back by less than an hour in between.
		return time.toLocalDateTime()
			.truncatedTo(ChronoUnit.HOURS)
			.plusHours(1)
			.atZone(zone)
			.withLaterOffsetAtOverlap()
			.toInstant();
	}

	/** A period, for names: that in which a moment is, or without one the moment. */
	static String text(Rotation.Period period, ZoneId zone, Instant moment) {
		DateTimeFormatter format = (period == null) ? MOMENT : (period == Rotation.Period.HOUR) ? HOUR : DAY;
		return format.format(moment.atZone(zone));
	}

}
