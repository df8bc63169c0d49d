package io.asyncappend.spring.boot.accesslog.json;

import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;

/**
 * UTF-8 (RFC 3629) of which each char is a byte, and characters as bytes of it.
 */
final class Utf8 {

	private Utf8() {
	}

	/** How long the sequence at an index is, or 0 if there is no valid one. */
	static int sequence(String bytes, int at) {
		int length = length(bytes.charAt(at));
		if (length == 0 || at + length > bytes.length()) {
			return 0;
		}
		for (int i = at + 1; i < at + length; i++) {
			if (bytes.charAt(i) < 0x80 || bytes.charAt(i) > 0xbf) {
				return 0;
			}
		}
		int codePoint = codePoint(bytes, at, length);
		boolean shortest = codePoint >= ((length == 2) ? 0x80 : (length == 3) ? 0x800 : 0x10000);
		boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
		return (shortest && !surrogate && codePoint <= Character.MAX_CODE_POINT) ? length : 0;
	}

	private static int length(char first) {
		if (first >= 0xc2 && first <= 0xdf) {
			return 2;
		}
		if (first >= 0xe0 && first <= 0xef) {
			return 3;
		}
		return (first >= 0xf0 && first <= 0xf4) ? 4 : 0;
	}

	static int codePoint(String bytes, int at, int length) {
		int codePoint = bytes.charAt(at) & (0x7f >> length);
		for (int i = at + 1; i < at + length; i++) {
			codePoint = codePoint << 6 | bytes.charAt(i) & 0x3f;
		}
		return codePoint;
	}

	/** Writes a character that is not of ASCII. */
	static void write(int codePoint, LineBuffer line) {
		if (codePoint < 0x800) {
			line.write((char) (0xc0 | codePoint >> 6));
		}
		else {
			if (codePoint < 0x10000) {
				line.write((char) (0xe0 | codePoint >> 12));
			}
			else {
				line.write((char) (0xf0 | codePoint >> 18));
				line.write((char) (0x80 | codePoint >> 12 & 0x3f));
			}
			line.write((char) (0x80 | codePoint >> 6 & 0x3f));
		}
		line.write((char) (0x80 | codePoint & 0x3f));
	}

}
