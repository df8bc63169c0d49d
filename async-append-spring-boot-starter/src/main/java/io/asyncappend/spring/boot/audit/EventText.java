package io.asyncappend.spring.boot.audit;

/**
 * Texts of audit events: their size as JSON, where they are cut, and which of their
 * characters no terminal or viewer is to see raw.
 */
final class EventText {

	private EventText() {
	}

	/**
	 * Escapes what could end a line, move a cursor, turn the direction of the text or
	 * hide: control characters (C0, DEL, C1), line and paragraph separators, format
	 * characters (those that turn the direction among them; Unicode categories Cc, Zl, Zp
	 * and Cf), and halves of surrogate pairs, which have no UTF-8: two names that differ
	 * in one would be the same. Within a JSON string the text remains the same.
	 */
	static String escape(String text) {
		int start = firstToEscape(text);
		if (start < 0) {
			return text;
		}
		StringBuilder escaped = new StringBuilder(text.length() + 32).append(text, 0, start);
		int codePoint;
		for (int i = start; i < text.length(); i += Character.charCount(codePoint)) {
			codePoint = text.codePointAt(i);
			if (isHarmless(codePoint)) {
				escaped.appendCodePoint(codePoint);
			}
			else {
				for (char unit : Character.toChars(codePoint)) {
					escaped.append(String.format("\\u%04x", (int) unit));
				}
			}
		}
		return escaped.toString();
	}

	private static int firstToEscape(String text) {
		int codePoint;
		for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
			codePoint = text.codePointAt(i);
			if (!isHarmless(codePoint)) {
				return i;
			}
		}
		return -1;
	}

	private static boolean isHarmless(int codePoint) {
		if (codePoint < 0x7f) {
			return codePoint >= ' ';
		}
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

	/** Bytes of a code point in a line of JSON; at most. */
	private static int size(int codePoint) {
		if (codePoint == '"' || codePoint == '\\' || codePoint == '/') {
			return 2;
		}
		if (!isHarmless(codePoint)) {
			return 6 * Character.charCount(codePoint);
		}
		return (codePoint < 0x80) ? 1 : (codePoint < 0x800) ? 2 : (codePoint < 0x10000) ? 3 : 4;
	}

	/**
	 * The text, cut with a mark that says how long it was if it takes more bytes in a
	 * line of JSON, quotes not counted.
	 */
	static String cut(String text, int maxBytes) {
		if (text.length() <= maxBytes / 6 || end(text, maxBytes) == text.length()) {
			return text;
		}
		String mark = " ...[cut, of " + text.length() + " characters]";
		return text.substring(0, end(text, Math.max(0, maxBytes - mark.length()))) + mark;
	}

	/** Where the part of a text ends that takes no more bytes. */
	private static int end(String text, int maxBytes) {
		int bytes = 0;
		int end = 0;
		while (end < text.length()) {
			int codePoint = text.codePointAt(end);
			bytes += size(codePoint);
			if (bytes > maxBytes) {
				return end;
			}
			end += Character.charCount(codePoint);
		}
		return end;
	}

	/** Bytes of a text in a line of JSON, quotes not counted. */
	static int size(String text) {
		int bytes = 0;
		int codePoint;
		for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
			codePoint = text.codePointAt(i);
			bytes += size(codePoint);
		}
		return bytes;
	}

}
