package io.asyncappend.internal.reader;

import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is appended, rotated, compressed and deleted while it is read: entries follow
 * each other without a hole, a record has the bytes and the index that stand at its
 * position, and a gap is where something was deleted.
 */
class ReaderPropertiesTest {

	private final List<Reading> readings = new ArrayList<>();

	/**
	 * Whether the index has all files: what it does not know may be missed with others.
	 */
	private boolean indexed;

	/** Ranges that were in a file when it was deleted, by their beginning. */
	private final TreeMap<Long, Long> deleted = new TreeMap<>();

	/** Where archives begin and end that are there. */
	private final TreeMap<Long, Long> archives = new TreeMap<>();

	private final TreeMap<Long, Path> paths = new TreeMap<>();

	/** A reader and where it is. */
	private static final class Reading {

		private final LogReader reader;

		private long position;

		private boolean afterGap = true;

		Reading(LogReader reader) {
			this.reader = reader;
			this.position = -1;
		}

	}

	@Property(tries = 60, shrinking = ShrinkingMode.OFF)
	void entriesAreWhatWasAppended(@ForAll long seed, @ForAll boolean indexed) throws Exception {
		Random random = new Random(seed);
		Path directory = Files.createTempDirectory("async-append");
		this.indexed = indexed;
		this.readings.clear();
		this.deleted.clear();
		this.archives.clear();
		this.paths.clear();
		try (ScriptedLog log = new ScriptedLog(directory.resolve("log"), random.nextInt(1, 300))) {
			long start = 0;
			for (int step = 0; step < 120; step++) {
				switch (random.nextInt(12)) {
					case 0, 1, 2, 3 -> log.append(text(random));
					case 4 -> start = rotate(log, start);
					case 5 -> compress(random);
					case 6 -> delete(random);
					case 7 -> this.readings.add(open(log, random));
					case 8 -> log.isIndexed = indexed || random.nextInt(5) > 0;
					case 9 -> log.forget();
					default -> read(log, random, random.nextInt(10));
				}
			}
			log.append("\n");
			log.end();
			for (Reading reading : this.readings) {
				readAll(log, reading);
			}
			Reading whole = new Reading(log.reader().from(0).open());
			readAll(log, whole);
			this.readings.add(whole);
			for (Reading reading : this.readings) {
				reading.reader.close();
			}
		}
		deleteAll(directory);
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		int parts = random.nextInt(1, 5);
		for (int i = 0; i < parts; i++) {
			text.append(Integer.toString(random.nextInt(), 36).repeat(random.nextInt(1, (i == 0) ? 40 : 5)));
			if (random.nextInt(6) > 0) {
				text.append('\n');
			}
		}
		return text.toString();
	}

	private long rotate(ScriptedLog log, long start) throws IOException {
		if (log.written() == start) {
			return start;
		}
		Path archive = log.rotate();
		this.archives.put(start, log.written());
		this.paths.put(start, archive);
		return log.written();
	}

	private void compress(Random random) throws IOException {
		List<Long> plain = this.paths.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().toString().endsWith(".gz"))
			.map(Map.Entry::getKey)
			.toList();
		if (!plain.isEmpty()) {
			long start = plain.get(random.nextInt(plain.size()));
			ScriptedLog.compress(this.paths.get(start));
			this.paths.put(start, ScriptedLog.gzip(this.paths.get(start)));
		}
	}

	/** Where no file is named, one that is gone from the middle cannot be told. */
	private void delete(Random random) throws IOException {
		if (this.paths.size() < 2) {
			return;
		}
		long start = (random.nextInt(3) > 0 || !this.indexed) ? this.paths.firstKey()
				: new ArrayList<>(this.paths.keySet()).get(random.nextInt(this.paths.size()));
		Files.delete(this.paths.remove(start));
		this.deleted.put(start, this.archives.remove(start));
	}

	private Reading open(ScriptedLog log, Random random) {
		LogReader.Builder builder = log.reader();
		return new Reading(switch (random.nextInt(4)) {
			case 0 -> builder.from(random.nextLong(log.written() + 1)).open();
			case 1 -> builder.fromIndex(random.nextLong(log.records() + 1)).open();
			case 2 -> builder.fromEnd().open();
			default -> builder.open();
		});
	}

	private void read(ScriptedLog log, Random random, int count) {
		if (this.readings.isEmpty()) {
			return;
		}
		Reading reading = this.readings.get(random.nextInt(this.readings.size()));
		for (int i = 0; i < count; i++) {
			Optional<LogEntry> entry = reading.reader.poll();
			entry.ifPresent((one) -> check(log, reading, one));
		}
	}

	private void readAll(ScriptedLog log, Reading reading) {
		for (Optional<LogEntry> entry = reading.reader.poll(); entry.isPresent(); entry = reading.reader.poll()) {
			check(log, reading, entry.get());
		}
		assertThat(reading.reader.position()).isEqualTo(log.written());
	}

	private void check(ScriptedLog log, Reading reading, LogEntry entry) {
		if (reading.position >= 0) {
			assertThat(entry.position()).as("%s follows", entry).isEqualTo(reading.position);
		}
		assertThat(entry.end()).isGreaterThan(entry.position());
		reading.position = entry.end();
		byte[] all = log.all();
		if (entry instanceof LogRecord record) {
			int from = (int) record.position();
			int to = (int) record.end() - 1;
			assertThat(record.bytes()).isEqualTo(Arrays.copyOfRange(all, from, to));
			assertThat(all[to]).isEqualTo((byte) '\n');
			// Of a file that nothing is known of it is not known how it ended.
			assertThat(from == 0 || all[from - 1] == '\n' || (reading.afterGap && !this.indexed))
				.as("%d is the beginning of a record", from)
				.isTrue();
			long before = 0;
			for (int i = 0; i < from; i++) {
				before += (all[i] == '\n') ? 1 : 0;
			}
			assertThat(record.index()).isEqualTo(before);
			reading.afterGap = false;
		}
		else {
			assertThat(this.indexed ? isDeleted(all, (LogGap) entry) : !this.deleted.isEmpty())
				.as("%s of what was deleted: %s", entry, this.deleted)
				.isTrue();
			reading.afterGap = true;
		}
	}

	/** Where what was deleted begins, it may begin earlier, with a record cut by that. */
	private boolean isDeleted(byte[] all, LogGap gap) {
		if (gap.reason() == LogGap.Reason.CUT) {
			return this.deleted.containsValue(gap.position()) && hasNoEnd(all, gap.position(), gap.end() - 1);
		}
		long position = gap.position();
		Map.Entry<Long, Long> range = this.deleted.floorEntry(position);
		if (range == null || range.getValue() <= position) {
			range = this.deleted.higherEntry(position);
			if (range == null || !hasNoEnd(all, position, range.getKey())) {
				return false;
			}
			position = range.getKey();
		}
		while (position < gap.end()) {
			range = this.deleted.floorEntry(position);
			if (range == null || range.getValue() <= position) {
				return false;
			}
			position = range.getValue();
		}
		return position == gap.end();
	}

	private static boolean hasNoEnd(byte[] all, long from, long to) {
		for (int i = (int) from; i < to; i++) {
			if (all[i] == '\n') {
				return false;
			}
		}
		return true;
	}

	private static void deleteAll(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}

}
