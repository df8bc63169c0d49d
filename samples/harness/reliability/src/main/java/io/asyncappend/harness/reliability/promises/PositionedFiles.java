package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The files of a log of {@link PositionedRecords}, read without the library.
 */
final class PositionedFiles {

	private static final Pattern RECORD = Pattern.compile("(\\d+) (\\d+) x*");

	private static final String GZIP = ".gz";

	private static final int MAX_ATTEMPTS = 100;

	private PositionedFiles() {
	}

	/**
	 * Opens the file, so that no archive is compressed meanwhile, and compares what is
	 * said of it with what its records say.
	 * @return what is wrong, or {@code null}
	 */
	static String check(Path file, UUID id, long durable) throws IOException {
		for (int attempt = 1;; attempt++) {
			try {
				return checkOnce(file, id, durable);
			}
			catch (NoSuchFileException ex) {
				// Compressed meanwhile.
				if (attempt == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static String checkOnce(Path file, UUID id, long durable) throws IOException {
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("positions", file, PositionedRecords.options(0));
			AppenderStatus status = appender.status();
			if (status.log().isEmpty()) {
				return "there is no log: " + status.trouble();
			}
			LogStatus log = status.log().get();
			if (!log.id().equals(id)) {
				return "the log was " + id + " and is " + log;
			}
			if (log.opened() < durable) {
				return "durable was " + durable + ", and the log goes on with " + log;
			}
			long[] place = { -1, -1 };
			for (Path each : files(file)) {
				String wrong = read(each, place);
				if (wrong != null) {
					return wrong;
				}
			}
			boolean isRight = place[0] < 0 || (place[0] == log.opened() && place[1] == log.openedIndex());
			return isRight ? null
					: "the records end at " + place[0] + " with index " + place[1] + ", and the log is " + log;
		}
	}

	/**
	 * In the order of their records, whatever their names say; of one that is there twice
	 * that which is compressed is whole.
	 */
	private static List<Path> files(Path file) throws IOException {
		Map<Long, Path> sorted = new TreeMap<>();
		for (Path path : named(file)) {
			for (String line : lines(path)) {
				Matcher record = RECORD.matcher(line.strip());
				if (record.matches()) {
					sorted.put(Long.parseLong(record.group(1)), path);
					break;
				}
			}
		}
		return List.copyOf(sorted.values());
	}

	/** In the order of their names, so that what is compressed comes after the same. */
	private static List<Path> named(Path file) throws IOException {
		try (Stream<Path> entries = Files.list(file.getParent())) {
			return entries.filter((path) -> isOf(path, file)).sorted().toList();
		}
	}

	private static boolean isCompressed(Path path) {
		return path.toString().endsWith(GZIP);
	}

	private static boolean isOf(Path path, Path file) {
		String name = path.getFileName().toString();
		String own = file.getFileName().toString();
		return name.equals(own) || name.startsWith(own + ".") || name.startsWith(own + "-");
	}

	private static String[] lines(Path file) throws IOException {
		try (InputStream raw = Files.newInputStream(file);
				InputStream stream = isCompressed(file) ? new GZIPInputStream(raw) : raw) {
			return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).split("(?<=\n)");
		}
	}

	/** Each record is where it says; a torn one says nothing. */
	private static String read(Path file, long[] place) throws IOException {
		for (String line : lines(file)) {
			Matcher record = RECORD.matcher(line.strip());
			if (record.matches() && line.endsWith("\n")) {
				long position = Long.parseLong(record.group(1));
				long index = Long.parseLong(record.group(2));
				if (place[0] >= 0 && (position != place[0] || index != place[1])) {
					return "the record '" + record.group(1) + " " + record.group(2) + "' of " + file.getFileName()
							+ " is at " + place[0] + " with index " + place[1];
				}
				place[0] = position;
				place[1] = index;
			}
			if (place[0] >= 0) {
				place[0] += line.length();
				place[1] += line.endsWith("\n") ? 1 : 0;
			}
		}
		return null;
	}

	/**
	 * Where the files of a log end that are not compressed, as their records say.
	 * @return positions, by their paths
	 */
	static Map<Path, Long> ends(Path file) throws IOException {
		Map<Path, Long> ends = new HashMap<>();
		for (Path each : named(file)) {
			if (isCompressed(each) || Files.exists(Path.of(each + GZIP))) {
				// Nothing is asked of it, and it takes the longest to read.
				continue;
			}
			OptionalLong end = end(each);
			if (end.isPresent()) {
				ends.put(each, end.getAsLong());
			}
		}
		return ends;
	}

	/** Empty if it holds no record. */
	private static OptionalLong end(Path file) throws IOException {
		long length = 0;
		OptionalLong start = OptionalLong.empty();
		for (String line : lines(file)) {
			Matcher record = RECORD.matcher(line.strip());
			if (start.isEmpty() && record.matches()) {
				start = OptionalLong.of(Long.parseLong(record.group(1)) - length);
			}
			length += line.length();
		}
		return start.isPresent() ? OptionalLong.of(start.getAsLong() + length) : start;
	}

	/**
	 * A record that is there though it is said to be gone, from a position to another.
	 */
	static Optional<String> find(Path file, long from, long to) throws IOException {
		for (int attempt = 1;; attempt++) {
			try {
				return findOnce(file, from, to);
			}
			catch (NoSuchFileException ex) {
				// Compressed or deleted meanwhile.
				if (attempt == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static Optional<String> findOnce(Path file, long from, long to) throws IOException {
		for (Path each : files(file)) {
			for (String line : lines(each)) {
				Matcher record = RECORD.matcher(line.strip());
				if (record.matches() && Long.parseLong(record.group(1)) >= from
						&& Long.parseLong(record.group(1)) < to) {
					return Optional.of(line.strip() + " of " + each.getFileName());
				}
			}
		}
		return Optional.empty();
	}

}
