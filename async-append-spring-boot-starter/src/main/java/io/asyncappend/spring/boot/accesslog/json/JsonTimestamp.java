package io.asyncappend.spring.boot.accesslog.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.asyncappend.spring.boot.accesslog.pattern.Exchange;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;

/**
 * When a request came in, as RFC 3339 has it, with milliseconds. Formatted once a second:
 * thread-safe, as threads that disagree about the second only format it again.
 */
final class JsonTimestamp implements JsonValue {

	private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("'\"'yyyy-MM-dd'T'HH:mm:ss'.'",
			Locale.ROOT);

	private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("XXX'\"'", Locale.ROOT);

	private final ZoneId zone;

	private volatile Second last = new Second(Long.MIN_VALUE, new byte[0], new byte[0]);

	JsonTimestamp(ZoneId zone) {
		this.zone = zone;
	}

	@Override
	public boolean write(Exchange exchange, LineBuffer line) {
		long millis = exchange.startMillis();
		long number = Math.floorDiv(millis, 1000);
		Second second = this.last;
		if (second.number != number) {
			second = format(number);
			this.last = second;
		}
		line.write(second.text);
		int rest = (int) Math.floorMod(millis, 1000L);
		line.write((char) ('0' + rest / 100));
		line.write((char) ('0' + rest / 10 % 10));
		line.write((char) ('0' + rest % 10));
		line.write(second.offset);
		return true;
	}

	private Second format(long number) {
		var time = Instant.ofEpochSecond(number).atZone(this.zone);
		return new Second(number, SECOND.format(time).getBytes(StandardCharsets.US_ASCII),
				OFFSET.format(time).getBytes(StandardCharsets.US_ASCII));
	}

	private record Second(long number, byte[] text, byte[] offset) {
	}

}
