package io.asyncappend.spring.boot.accesslog.json;

import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;

/**
 * Strings of JSON (RFC 8259, section 7) in UTF-8. Escaped is what Spring Boot's
 * {@code JsonWriter} escapes, and beyond that what a terminal obeys or what turns the
 * direction of the text behind it.
 */
final class JsonText {

	private static final char[] HEX = "0123456789ABCDEF".toCharArray();

	private static final int REPLACEMENT = 0xfffd;

	private JsonText() {
	}

	/** Text as a string, with its quotes. */
	static void string(String text, LineBuffer line) {
		line.write('"');
		text(text, line);
		line.write('"');
	}

	/** Text of the application. */
	static void text(String text, LineBuffer line) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < 0x80) {
				ascii(c, line);
			}
			else {
				i += other(text, i, line);
			}
		}
	}

	/**
	 * Text as it came in, of which some servers decode UTF-8, and others have a char for
	 * each byte. Bytes that are no UTF-8 are taken for ISO 8859-1.
	 */
	static void wire(String text, LineBuffer line) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < 0x80) {
				ascii(c, line);
			}
			else if (c <= 0xff) {
				int length = Utf8.sequence(text, i);
				put((length > 0) ? Utf8.codePoint(text, i, length) : c, line);
				i += Math.max(0, length - 1);
			}
			else {
				i += other(text, i, line);
			}
		}
	}

	/** Returns how many chars more than one it was. */
	private static int other(String text, int at, LineBuffer line) {
		int codePoint = text.codePointAt(at);
		put((codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) ? REPLACEMENT : codePoint,
				line);
		return Character.charCount(codePoint) - 1;
	}

	private static void ascii(char c, LineBuffer line) {
		if (c >= ' ' && c < 0x7f) {
			if (c == '"' || c == '\\') {
				line.write('\\');
			}
			line.write(c);
			return;
		}
		switch (c) {
			case '\b' -> escape('b', line);
			case '\f' -> escape('f', line);
			case '\n' -> escape('n', line);
			case '\r' -> escape('r', line);
			case '\t' -> escape('t', line);
			default -> hex(c, line);
		}
	}

	private static void escape(char c, LineBuffer line) {
		line.write('\\');
		line.write(c);
	}

	private static void put(int codePoint, LineBuffer line) {
		if (!isObeyed(codePoint)) {
			Utf8.write(codePoint, line);
			return;
		}
		if (codePoint > 0xffff) {
			hex(Character.highSurrogate(codePoint), line);
			hex(Character.lowSurrogate(codePoint), line);
		}
		else {
			hex((char) codePoint, line);
		}
	}

	private static boolean isObeyed(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
			default -> false;
		};
	}

	private static void hex(char c, LineBuffer line) {
		line.write('\\');
		line.write('u');
		for (int shift = 12; shift >= 0; shift -= 4) {
			line.write(HEX[c >> shift & 0xf]);
		}
	}

}
