package io.asyncappend.harness.forwarding.application;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What an application has appended, what it got acknowledged, and how far it knew itself
 * to be forwarded, in files that survive its kill. On a disk that nothing happens to.
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

	Notes(Path file) throws IOException {
		this.history = file.resolveSibling(file.getFileName() + ".history");
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

	/** What it knew, in order; of a line that was cut by a kill, nothing. */
	List<Forwarded> history() throws IOException {
		try {
			String text = Files.readString(this.history, StandardCharsets.US_ASCII);
			return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Forwarded::of).toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
	}

}
