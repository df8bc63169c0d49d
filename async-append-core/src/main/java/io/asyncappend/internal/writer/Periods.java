package io.asyncappend.internal.writer;

import io.asyncappend.Rotation;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

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
			ZonedDateTime start = time.toLocalDate().plusDays(1).atStartOfDay(zone);
			return earliestAfter(moment, start, start.withLaterOffsetAtOverlap());
		}
		ZonedDateTime shown = time.toLocalDateTime().truncatedTo(ChronoUnit.HOURS).plusHours(1).atZone(zone);
		// An hour on the time line too, as clocks may show the same hour again.
		ZonedDateTime passed = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
		return earliestAfter(moment, passed, shown, shown.withLaterOffsetAtOverlap());
	}

	/** Clocks that are set back show again what was before a moment. */
	private static Instant earliestAfter(Instant moment, ZonedDateTime... times) {
		return Stream.of(times)
			.map(ZonedDateTime::toInstant)
			.filter((instant) -> instant.isAfter(moment))
			.min(Comparator.naturalOrder())
			.orElseThrow();
	}

	/** A period, for names: that in which a moment is, or without one the moment. */
	static String text(Rotation.Period period, ZoneId zone, Instant moment) {
		DateTimeFormatter format = (period == null) ? MOMENT : (period == Rotation.Period.HOUR) ? HOUR : DAY;
		return format.format(moment.atZone(zone));
	}

}
