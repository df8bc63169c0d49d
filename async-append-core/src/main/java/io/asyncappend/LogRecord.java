package io.asyncappend;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A record as it was read from a log: the bytes from one delimiter to the next. What was
 * appended with delimiters inside is several records here.
 *
 * @param position of its first byte, in bytes since the log began
 * @param end the position after its delimiter
 * @param index how many records come before it, since the log began
 * @param bytes the record without its delimiter; not copied
 */
public record LogRecord(long position, long end, long index, byte[] bytes) implements LogEntry {

	/**
	 * Checks the values.
	 * @throws NullPointerException if there are no bytes
	 * @throws IllegalArgumentException if the positions or the index are negative or not
	 * in order
	 */
	public LogRecord {
		Objects.requireNonNull(bytes, "bytes");
		if (position < 0 || end < position + bytes.length || index < 0) {
			throw new IllegalArgumentException("a record of " + bytes.length + " bytes cannot lie from " + position
					+ " to " + end + " with index " + index);
		}
	}

	/**
	 * The record as text.
	 * @return its bytes decoded as UTF-8
	 */
	public String text() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

}
