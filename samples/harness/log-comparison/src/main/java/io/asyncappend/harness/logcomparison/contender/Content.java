package io.asyncappend.harness.logcomparison.contender;

import io.asyncappend.harness.logcomparison.application.Line;
import io.asyncappend.harness.logcomparison.application.Notes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is in a log, each line of it read and checked.
 */
public final class Content {

	private static final Pattern TOLD = Pattern.compile("async-append: (\\d+) log lines? w(?:as|ere) dropped .*");

	private final BitSet[] lines = new BitSet[Notes.THREADS];

	private final long[] last = new long[Notes.THREADS];

	private int damaged;

	private long told;

	private Content() {
		for (int thread = 0; thread < Notes.THREADS; thread++) {
			this.lines[thread] = new BitSet();
			this.last[thread] = -1;
		}
	}

	/**
	 * Reads a file.
	 * @param file a log
	 * @return what is in it; of a line at the end that is not terminated, nothing
	 * @throws IOException if it cannot be read
	 */
	public static Content of(Path file) throws IOException {
		Content content = new Content();
		long left = Files.size(file);
		// A damaged line may be no UTF-8.
		try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
			for (String text = reader.readLine(); text != null; text = reader.readLine()) {
				left -= text.length() + 1;
				if (left >= 0) {
					content.add(text);
				}
			}
		}
		return content;
	}

	private void add(String text) {
		String message = Line.message(text);
		if (message == null) {
			this.damaged++;
			return;
		}
		Line line = Line.of(message);
		if (line != null) {
			add(line);
			return;
		}
		Matcher matcher = TOLD.matcher(message);
		if (matcher.matches()) {
			this.told += Long.parseLong(matcher.group(1));
		}
	}

	private void add(Line line) {
		if (line.number() <= this.last[line.thread()]) {
			this.damaged++;
		}
		this.last[line.thread()] = line.number();
		this.lines[line.thread()].set(Math.toIntExact(line.number()));
	}

	/**
	 * The lines that are not there.
	 * @param counts of the lines of each thread that could be there
	 * @return how many are missing of these
	 */
	public long missing(long[] counts) {
		long missing = 0;
		for (int thread = 0; thread < Notes.THREADS; thread++) {
			missing += counts[thread] - this.lines[thread].get(0, Math.toIntExact(counts[thread])).cardinality();
		}
		return missing;
	}

	/**
	 * The lines that are missing after a moment until one is there.
	 * @param counts of the lines of each thread before the moment
	 * @return the number of lines, of the thread that had to wait less; -1 if there never
	 * came one
	 */
	public long missingAfter(long[] counts) {
		long least = -1;
		for (int thread = 0; thread < Notes.THREADS; thread++) {
			int from = Math.toIntExact(counts[thread]);
			int next = this.lines[thread].nextSetBit(from);
			if (next >= 0 && (least < 0 || next - from < least)) {
				least = next - from;
			}
		}
		return least;
	}

	/**
	 * The lines that are cut, joined, double or not in the order of their thread.
	 * @return the number of lines
	 */
	public int damaged() {
		return this.damaged;
	}

	/**
	 * The lines that are not there, as the log itself says.
	 * @return the number of lines
	 */
	public long told() {
		return this.told;
	}

}
