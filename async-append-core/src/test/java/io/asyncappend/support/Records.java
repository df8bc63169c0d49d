package io.asyncappend.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Records that tell whose they are, and files of them: {@code #producer,sequence,length,}
 * filling, checksum and a line end. Whatever is torn, mixed, doubled or out of order does
 * not parse or does not check.
 */
public final class Records {

	/** The shortest record that can carry its own description. */
	public static final int MIN_LENGTH = 48;

	/** A record as it was found in a file. */
	public record Found(int producer, long sequence, long end) {
	}

	private Records() {
	}

	/** A record of exactly that many bytes. */
	public static byte[] record(int producer, long sequence, int length) {
		if (length < MIN_LENGTH) {
			throw new IllegalArgumentException("too short: " + length);
		}
		StringBuilder text = new StringBuilder(length);
		text.append('#').append(producer).append(',').append(sequence).append(',').append(length).append(',');
		int filling = length - 10 - text.length();
		for (int i = 0; i < filling; i++) {
			text.append((char) ('a' + (producer + sequence + i) % 26));
		}
		text.append('!').append(checksum(text.toString())).append('\n');
		return text.toString().getBytes(StandardCharsets.US_ASCII);
	}

	private static String checksum(String text) {
		CRC32 crc = new CRC32();
		crc.update(text.getBytes(StandardCharsets.US_ASCII));
		return String.format("%08x", crc.getValue());
	}

	/** The records of a file, all of them whole and each producer's in order. */
	public static List<Found> read(Path... files) throws IOException {
		List<Found> all = new ArrayList<>();
		Map<Integer, Long> last = new HashMap<>();
		for (Path file : files) {
			for (Found found : parse(Files.readAllBytes(file))) {
				Long before = last.put(found.producer(), found.sequence());
				if (before != null && before >= found.sequence()) {
					throw new AssertionError(
							file + ": producer " + found.producer() + " has " + found.sequence() + " after " + before);
				}
				all.add(found);
			}
		}
		return all;
	}

	/** Likewise, and each producer's records are all there, from 0 to a count. */
	public static void requireAll(long[] counts, Path... files) throws IOException {
		long[] next = new long[counts.length];
		for (Found found : read(files)) {
			if (found.sequence() != next[found.producer()]++) {
				throw new AssertionError("producer " + found.producer() + " misses record "
						+ (next[found.producer()] - 1) + ", found " + found.sequence());
			}
		}
		for (int i = 0; i < counts.length; i++) {
			if (next[i] != counts[i]) {
				throw new AssertionError(
						"producer " + i + " has " + next[i] + " records in the file, not " + counts[i]);
			}
		}
	}

	public static List<Found> parse(byte[] bytes) {
		List<Found> all = new ArrayList<>();
		int start = 0;
		while (start < bytes.length) {
			int end = start;
			while (end < bytes.length && bytes[end] != '\n') {
				end++;
			}
			if (end == bytes.length) {
				throw new AssertionError(
						"torn record at the end of " + bytes.length + " bytes: " + text(bytes, start, end));
			}
			all.add(parse(text(bytes, start, end), end + 1L));
			start = end + 1;
		}
		return all;
	}

	private static Found parse(String line, long end) {
		String[] parts = line.split(",", 4);
		int mark = line.length() - 9;
		if (parts.length != 4 || line.charAt(0) != '#' || mark < 0 || line.charAt(mark) != '!'
				|| Integer.parseInt(parts[2]) != line.length() + 1
				|| !line.substring(mark + 1).equals(checksum(line.substring(0, mark + 1)))) {
			throw new AssertionError("not a whole record before byte " + end + ": " + line);
		}
		return new Found(Integer.parseInt(parts[0].substring(1)), Long.parseLong(parts[1]), end);
	}

	private static String text(byte[] bytes, int start, int end) {
		return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
	}

}
