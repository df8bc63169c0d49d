package io.asyncappend.harness.forwarding.application;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a record says of itself: of which producer it is, which of its records, and how
 * long.
 *
 * @param producer from 0 on
 * @param number of the record of this producer, from 0 on
 */
public record Line(int producer, long number) {

	private static final Pattern WHOLE = Pattern.compile("(\\d) (\\d{1,18}) (\\d+) x*");

	/** The bytes of a record, with the delimiter. */
	byte[] bytes() {
		return bytes(60 + (int) (this.number * 7919 % 500));
	}

	/** The same of another length. */
	byte[] bytes(int length) {
		StringBuilder text = new StringBuilder(length).append(this.producer).append(' ').append(this.number);
		text.append(' ').append(length).append(' ');
		text.append("x".repeat(length - 1 - text.length())).append('\n');
		return text.toString().getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Reads a record.
	 * @param value the bytes, without the delimiter
	 * @return what it says; {@code null} if it is not whole
	 */
	public static Line of(byte[] value) {
		Matcher matcher = WHOLE.matcher(new String(value, StandardCharsets.ISO_8859_1));
		if (!matcher.matches() || Long.parseLong(matcher.group(3)) != value.length + 1) {
			return null;
		}
		return new Line(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
	}

}
