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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The files of a log of {@link PositionedRecords}, read without the library.
 */
final class PositionedFiles {

	private static final Pattern RECORD = Pattern.compile("(\\d+) (\\d+) x*");

	private PositionedFiles() {
	}

	/**
	 * Opens the file, so that no archive is compressed meanwhile, and compares what is
	 * said of it with what its records say.
	 * @return what is wrong, or {@code null}
	 */
	static String check(Path file, UUID id, long durable) throws IOException {
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
			for (Path each : files(appender, file)) {
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

	private static List<Path> files(AsyncAppender appender, Path file) {
		List<Path> all = new ArrayList<>(appender.archives());
		all.add(file);
		return all;
	}

	private static String[] lines(Path file) throws IOException {
		try (InputStream raw = Files.newInputStream(file);
				InputStream stream = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
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
	 * A record that is there though it is said to be gone, from a position to another.
	 */
	static Optional<String> find(AsyncAppender appender, Path file, long from, long to) throws IOException {
		for (Path each : files(appender, file)) {
			try {
				for (String line : lines(each)) {
					Matcher record = RECORD.matcher(line.strip());
					if (record.matches() && Long.parseLong(record.group(1)) >= from
							&& Long.parseLong(record.group(1)) < to) {
						return Optional.of(line.strip() + " of " + each.getFileName());
					}
				}
			}
			catch (NoSuchFileException ex) {
				// Deleted or compressed by now: what was compressed comes first.
			}
		}
		return Optional.empty();
	}

}
