package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogReader;
import io.asyncappend.harness.reliability.driver.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * When the records of a {@link ConsumedLog} were appended, by the clock of its process: a
 * reader must begin not later than with the first one after a time.
 */
final class DatedRecords {

	/** Of the records that are looked for, but for those before a clock was set back. */
	private static final int ONE_IN = 10;

	private final String name;

	private final Path file;

	private final Plan plan;

	/** Milliseconds since 1970, by where records begin. */
	private final NavigableMap<Long, Long> times = new TreeMap<>();

	DatedRecords(String name, Path file, Plan plan) {
		this.name = name;
		this.file = file;
		this.plan = plan;
	}

	String name() {
		return this.name;
	}

	/**
	 * Takes what a process has said that was killed, and gives its files the times that
	 * they had if its clock were that of the machine.
	 */
	void note(List<String> lines) throws IOException {
		for (String line : lines) {
			String[] words = line.split(" ");
			if (line.startsWith(this.name + " log ")) {
				// What was said beyond was not written.
				this.times.tailMap(Long.parseLong(words[3]), true).clear();
			}
			else if (line.startsWith(this.name + " time ")) {
				this.times.put(Long.parseLong(words[2]), Long.parseLong(words[3]));
			}
		}
		for (Map.Entry<Path, Long> end : PositionedFiles.ends(this.file).entrySet()) {
			Map.Entry<Long, Long> last = this.times.lowerEntry(end.getValue());
			if (last != null) {
				Files.setLastModifiedTime(end.getKey(), FileTime.fromMillis(last.getValue()));
			}
		}
	}

	/**
	 * Looks for some of them.
	 * @return what is wrong
	 */
	List<String> check(Random random) {
		List<String> wrong = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open(this.name, this.file, ConsumedLog.options(this.plan));
			long end = appender.status().log().orElseThrow().opened();
			for (Map.Entry<Long, Long> record : this.times.headMap(end, false).entrySet()) {
				Map.Entry<Long, Long> next = this.times.higherEntry(record.getKey());
				boolean isSetBack = next != null && next.getValue() < record.getValue();
				long found = (isSetBack || random.nextInt(ONE_IN) == 0) ? find(appender, record.getValue() - 1) : 0;
				if (found > record.getKey() && found > oldest(appender)) {
					wrong.add("at " + record.getKey() + " a record was appended at "
							+ Instant.ofEpochMilli(record.getValue()) + ", but what came after the millisecond before"
							+ " is said to begin at " + found);
				}
			}
		}
		return wrong;
	}

	private static long find(AsyncAppender appender, long time) {
		try (LogReader reader = appender.reader().after(Instant.ofEpochMilli(time)).open()) {
			return reader.position();
		}
	}

	/** What is not there any more cannot come first. */
	private static long oldest(AsyncAppender appender) {
		try (LogReader reader = appender.reader().open()) {
			return reader.position();
		}
	}

}
