package io.asyncappend.spring.boot.accesslog.pattern;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The time of a request as {@code [10/Oct/2026:13:55:36 +0200]}. Formatted once a second:
 * thread-safe, as threads that disagree about the second only format it again.
 */
final class Timestamp {

	private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss xx']'",
			Locale.ENGLISH);

	private final ZoneId zone;

	private volatile Second last = new Second(Long.MIN_VALUE, new byte[0]);

	Timestamp(ZoneId zone) {
		this.zone = zone;
	}

	void write(long millis, LineBuffer line) {
		long second = Math.floorDiv(millis, 1000);
		Second current = this.last;
		if (current.second != second) {
			String text = FORMAT.format(Instant.ofEpochSecond(second).atZone(this.zone));
			current = new Second(second, text.getBytes(StandardCharsets.US_ASCII));
			this.last = current;
		}
		line.write(current.text);
	}

	private record Second(long second, byte[] text) {
	}

}
