package io.asyncappend.spring.boot.accesslog.redact;

/**
 * A text in which everything that is percent-encoded is decoded, however often it was
 * encoded, and which knows of each character where it is in the text and how often it was
 * encoded. In linear time: what was decoded may complete an escape that is before it.
 */
final class DecodedText {

	private final String raw;

	private final char[] chars;

	private final int[] starts;

	private final int[] levels;

	private int length;

	DecodedText(String raw) {
		this.raw = raw;
		this.chars = new char[raw.length()];
		this.starts = new int[raw.length()];
		this.levels = new int[raw.length()];
		for (int i = 0; i < raw.length(); i++) {
			add(raw.charAt(i), i, 0);
		}
	}

	private void add(char c, int start, int level) {
		this.chars[this.length] = c;
		this.starts[this.length] = start;
		this.levels[this.length++] = level;
		while (collapse(2, 1) || collapse(5, 2)) {
			// What came of it may be a digit of another.
		}
	}

	/** Decodes <code>%hh</code>, or <code>%uhhhh</code>, if the text ends with it. */
	private boolean collapse(int behind, int digitsAt) {
		int at = this.length - 1 - behind;
		if (at < 0 || this.chars[at] != '%' || (digitsAt == 2 && (this.chars[at + 1] | 0x20) != 'u')) {
			return false;
		}
		int value = 0;
		int level = this.levels[at];
		for (int i = at + 1; i < this.length; i++) {
			level = Math.max(level, this.levels[i]);
			if (i >= at + digitsAt) {
				int digit = (this.chars[i] < 0x80) ? Character.digit(this.chars[i], 16) : -1;
				if (digit < 0) {
					return false;
				}
				value = value << 4 | digit;
			}
		}
		this.chars[at] = (char) value;
		this.levels[at] = level + 1;
		this.length = at + 1;
		return true;
	}

	int length() {
		return this.length;
	}

	char charAt(int index) {
		return this.chars[index];
	}

	/** How often the character was encoded. */
	int level(int index) {
		return this.levels[index];
	}

	/** Where the character begins in the text as it was. */
	int start(int index) {
		return (index < this.length) ? this.starts[index] : this.raw.length();
	}

	String substring(int from, int to) {
		return new String(this.chars, from, to - from);
	}

}
