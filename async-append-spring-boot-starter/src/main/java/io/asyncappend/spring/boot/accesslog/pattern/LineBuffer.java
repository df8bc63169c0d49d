package io.asyncappend.spring.boot.accesslog.pattern;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a line that is being written. Used again and again; not thread-safe.
 * <p>
 * What comes from outside is escaped as Apache httpd does ({@code ap_escape_logitem}): a
 * quote and a backslash get a backslash, everything that is not printable ASCII is
 * written as {@code \n} or {@code \xhh}. So a line has no line feed but its last byte,
 * and a quoted field no quote but its own.
 */
public final class LineBuffer {

	private static final char[] HEX = "0123456789abcdef".toCharArray();

	private byte[] bytes = new byte[512];

	private int length;

	/**
	 * Creates a buffer without a line.
	 */
	public LineBuffer() {
	}

	/**
	 * The bytes; beyond the length they mean nothing.
	 * @return the array, not a copy
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * How long the line is.
	 * @return bytes
	 */
	public int length() {
		return this.length;
	}

	/** Begins a new line. */
	public void clear() {
		this.length = 0;
	}

	/**
	 * Takes back what was written last.
	 * @param length how long the line was before
	 */
	public void truncate(int length) {
		this.length = Math.min(this.length, length);
	}

	/**
	 * Writes bytes as they are.
	 * @param literal not from outside
	 */
	public void write(byte[] literal) {
		ensure(literal.length);
		System.arraycopy(literal, 0, this.bytes, this.length, literal.length);
		this.length += literal.length;
	}

	/**
	 * Writes a character as it is.
	 * @param ascii not from outside
	 */
	public void write(char ascii) {
		ensure(1);
		this.bytes[this.length++] = (byte) ascii;
	}

	/**
	 * Writes a number. A negative one is written as 0, as counts are not negative.
	 * @param number the number
	 */
	public void write(long number) {
		ensure(19);
		long rest = Math.max(0, number);
		int end = this.length + 1;
		for (long more = rest / 10; more > 0; more /= 10) {
			end++;
		}
		for (int i = end - 1; i >= this.length; i--) {
			this.bytes[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		this.length = end;
	}

	/** Text from outside; a dash if there is none. */
	void escape(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			write('-');
		}
		else {
			escapeAll(text);
		}
	}

	/** Text of the application, of which no char is a byte; a dash if there is none. */
	void escapeText(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			write('-');
			return;
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < 0x80) {
				escapeAscii(c);
			}
			else {
				int codePoint = text.codePointAt(i);
				i += Character.charCount(codePoint) - 1;
				escapeUtf8(codePoint);
			}
		}
	}

	private void escapeAscii(char c) {
		if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
			write(c);
		}
		else {
			escape(c);
		}
	}

	void escapeAll(String text) {
		ensure(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < 0x80) {
				escapeAscii(c);
			}
			else if (c <= 0xff) {
				hex(c);
			}
			else {
				// Some servers decode UTF-8, others one char a byte.
				int codePoint = text.codePointAt(i);
				i += Character.charCount(codePoint) - 1;
				escapeUtf8(codePoint);
			}
		}
	}

	private void escape(char c) {
		switch (c) {
			case '"', '\\' -> escapeAs(c);
			case '\b' -> escapeAs('b');
			case '\n' -> escapeAs('n');
			case '\r' -> escapeAs('r');
			case '\t' -> escapeAs('t');
			case 0x0b -> escapeAs('v');
			default -> hex(c);
		}
	}

	private void escapeAs(char c) {
		write('\\');
		write(c);
	}

	private void escapeUtf8(int c) {
		if (c < 0x800) {
			hex(0xc0 | c >> 6);
		}
		else {
			if (c < 0x10000) {
				hex(0xe0 | c >> 12);
			}
			else {
				hex(0xf0 | c >> 18);
				hex(0x80 | c >> 12 & 0x3f);
			}
			hex(0x80 | c >> 6 & 0x3f);
		}
		hex(0x80 | c & 0x3f);
	}

	private void hex(int value) {
		write('\\');
		write('x');
		write(HEX[value >> 4]);
		write(HEX[value & 0xf]);
	}

	private void ensure(int more) {
		if (this.bytes.length - this.length < more) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.length + more));
		}
	}

}
