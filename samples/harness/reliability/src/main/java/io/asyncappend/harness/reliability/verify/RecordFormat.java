package io.asyncappend.harness.reliability.verify;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A record: producer, sequence, length and checksum in hexadecimal, then letters that
 * follow from the first three, then a newline. As all of it is known from the head, a
 * record that was cut can be told from one that never was. <pre>
 * 0003 000000000000002a 00000080 5f3a99c1 kQz…
 * </pre>
 */
public final class RecordFormat {

	/** The shortest record. */
	public static final int MIN_LENGTH = 48;

	/** The longest record. */
	public static final int MAX_LENGTH = 1 << 26;

	private static final int PRODUCER = 0;

	private static final int SEQUENCE = 5;

	private static final int LENGTH = 22;

	private static final int CHECKSUM = 31;

	private static final int LETTERS = 40;

	private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
		.getBytes(StandardCharsets.US_ASCII);

	/**
	 * What a record says of itself.
	 *
	 * @param producer that appended it
	 * @param sequence its number among the producer's records, from 0
	 * @param length its bytes, with the newline
	 */
	public record Head(int producer, long sequence, int length) {
	}

	private RecordFormat() {
	}

	/**
	 * Makes a record.
	 * @param producer that appends it, from 0 to 65535
	 * @param sequence its number
	 * @param length its bytes, with the newline
	 * @return the record
	 */
	public static byte[] record(int producer, long sequence, int length) {
		byte[] bytes = new byte[length];
		write(bytes, producer, sequence, length);
		return bytes;
	}

	/**
	 * Makes a record at the start of an array.
	 * @param bytes takes the record
	 * @param producer that appends it, from 0 to 65535
	 * @param sequence its number
	 * @param length its bytes, with the newline
	 */
	public static void write(byte[] bytes, int producer, long sequence, int length) {
		if (length < MIN_LENGTH || length > MAX_LENGTH || producer < 0 || producer > 0xffff || sequence < 0) {
			throw new IllegalArgumentException("no record: " + new Head(producer, sequence, length));
		}
		hex(bytes, PRODUCER, 4, producer);
		hex(bytes, SEQUENCE, 16, sequence);
		hex(bytes, LENGTH, 8, length);
		long letters = sequence * 0x9E3779B97F4A7C15L + producer;
		for (int i = LETTERS; i < length - 1; i++) {
			letters = letters * 6364136223846793005L + 1442695040888963407L;
			bytes[i] = ALPHABET[(int) (letters >>> 58)];
		}
		bytes[length - 1] = '\n';
		hex(bytes, CHECKSUM, 8, checksum(bytes, 0, length));
	}

	private static void hex(byte[] bytes, int offset, int digits, long value) {
		for (int i = digits - 1; i >= 0; i--) {
			bytes[offset + i] = DIGITS[(int) (value & 15)];
			value >>>= 4;
		}
		bytes[offset + digits] = ' ';
	}

	private static long checksum(byte[] bytes, int offset, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, offset, CHECKSUM);
		crc.update(bytes, offset + LETTERS, length - LETTERS);
		return crc.getValue();
	}

	/**
	 * Reads a record.
	 * @param bytes where it is
	 * @param offset its first byte
	 * @param length up to its newline, with it
	 * @return its head, or {@code null} if this is not exactly one whole record
	 */
	public static Head read(byte[] bytes, int offset, int length) {
		if (length < MIN_LENGTH || bytes[offset + length - 1] != '\n') {
			return null;
		}
		Head head = head(bytes, offset);
		if (head == null || head.length() != length
				|| parse(bytes, offset + CHECKSUM, 8) != checksum(bytes, offset, length)) {
			return null;
		}
		return head;
	}

	/**
	 * Whether bytes are the beginning of a record, but not all of it.
	 * @param bytes where they are
	 * @param offset the first
	 * @param length how many
	 * @return whether a record that begins like that was cut after them
	 */
	public static boolean isBeginning(byte[] bytes, int offset, int length) {
		if (length >= LETTERS) {
			Head head = head(bytes, offset);
			return head != null && length < head.length() && head.length() <= MAX_LENGTH && Arrays.equals(
					record(head.producer(), head.sequence(), head.length()), 0, length, bytes, offset, offset + length);
		}
		for (int i = 0; i < length; i++) {
			boolean space = i == SEQUENCE - 1 || i == LENGTH - 1 || i == CHECKSUM - 1 || i == LETTERS - 1;
			if (space ? bytes[offset + i] != ' ' : digit(bytes[offset + i]) < 0) {
				return false;
			}
		}
		return true;
	}

	private static Head head(byte[] bytes, int offset) {
		long producer = parse(bytes, offset + PRODUCER, 4);
		long sequence = parse(bytes, offset + SEQUENCE, 16);
		long length = parse(bytes, offset + LENGTH, 8);
		if (producer < 0 || sequence < 0 || length < MIN_LENGTH || length > MAX_LENGTH
				|| parse(bytes, offset + CHECKSUM, 8) < 0) {
			return null;
		}
		return new Head((int) producer, sequence, (int) length);
	}

	/** The number before a space, or less than 0 if there is none. */
	private static long parse(byte[] bytes, int offset, int digits) {
		long value = 0;
		for (int i = 0; i < digits; i++) {
			int digit = digit(bytes[offset + i]);
			if (digit < 0) {
				return -1;
			}
			value = (value << 4) | digit;
		}
		return (bytes[offset + digits] == ' ') ? value : -1;
	}

	private static int digit(byte character) {
		if (character >= '0' && character <= '9') {
			return character - '0';
		}
		return (character >= 'a' && character <= 'f') ? character - 'a' + 10 : -1;
	}

}
