package io.asyncappend.harness.forwarding.application;

import io.asyncappend.LogGap;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an application has appended, what it got acknowledged, how far it knew itself to
 * be forwarded, and what it was told is missing, in files that survive its kill. On a
 * disk that nothing happens to.
 */
public final class Notes {

	static final int PRODUCERS = 2;

	private static final int KEPT = 2 * PRODUCERS * Long.BYTES;

	/**
	 * How far it was.
	 *
	 * @param millis a moment
	 * @param forwarded a position up to which the broker had acknowledged by then
	 */
	public record Forwarded(long millis, long forwarded) {

		static Forwarded of(String line) {
			String[] words = line.split(" ");
			return new Forwarded(Long.parseLong(words[0]), Long.parseLong(words[1]));
		}

	}

	private final MappedByteBuffer numbers;

	private final Path history;

	private final Path gaps;

	Notes(Path file) throws IOException {
		this.history = file.resolveSibling(file.getFileName() + ".history");
		this.gaps = file.resolveSibling(file.getFileName() + ".gaps");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			this.numbers = channel.map(FileChannel.MapMode.READ_WRITE, 0, (2L * PRODUCERS + 1) * Long.BYTES);
		}
	}

	/** Where a producer goes on. */
	void begin(int producer, long number) {
		offered(producer, number);
		this.numbers.putLong(acknowledgedAt(producer), number);
	}

	void offered(int producer, long next) {
		this.numbers.putLong(producer * Long.BYTES, next);
	}

	/** A record is durable, and with it all of the same producer before it. */
	synchronized void acknowledged(int producer, long number) {
		if (number >= acknowledged(producer)) {
			this.numbers.putLong(acknowledgedAt(producer), number + 1);
		}
	}

	private static int acknowledgedAt(int producer) {
		return (PRODUCERS + producer) * Long.BYTES;
	}

	long offered(int producer) {
		return this.numbers.getLong(producer * Long.BYTES);
	}

	/** Up to which record all are acknowledged. */
	long acknowledged(int producer) {
		return this.numbers.getLong(acknowledgedAt(producer));
	}

	/** For the application, which adds lines. */
	OutputStream writeHistory() throws IOException {
		return Files.newOutputStream(this.history, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	/**
	 * The process has come to its end: what it knew to be forwarded at a moment before
	 * that must be kept.
	 */
	void ended(long millis) throws IOException {
		this.numbers.putLong(KEPT, Math.max(kept(), forwardedBefore(millis)));
	}

	/** From where on a process may forward, whatever it finds. */
	long kept() {
		return this.numbers.getLong(KEPT);
	}

	/** What it knew at a moment. */
	private long forwardedBefore(long millis) throws IOException {
		long forwarded = 0;
		for (Forwarded known : history()) {
			forwarded = (known.millis() <= millis) ? Math.max(forwarded, known.forwarded()) : forwarded;
		}
		return forwarded;
	}

	/** What it knew, in order. */
	List<Forwarded> history() throws IOException {
		return lines(this.history).stream().map(Forwarded::of).toList();
	}

	/** Forwarding has passed over something that is missing. */
	void missing(LogGap gap) throws IOException {
		Files.writeString(this.gaps, gap.reason() + " " + gap.position() + " " + gap.end() + "\n",
				StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	/** Where records end that a crash has cut, by where they begin. */
	Map<Long, Long> cut() throws IOException {
		Map<Long, Long> cut = new HashMap<>();
		for (String line : lines(this.gaps)) {
			String[] words = line.split(" ");
			if (words[0].equals(LogGap.Reason.CUT.name())) {
				cut.put(Long.valueOf(words[1]), Long.valueOf(words[2]));
			}
		}
		return cut;
	}

	/** Of a line that was cut by a kill, nothing. */
	private static List<String> lines(Path file) throws IOException {
		try {
			String text = Files.readString(file, StandardCharsets.US_ASCII);
			return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
	}

}
