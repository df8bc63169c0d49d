package io.asyncappend;

import io.asyncappend.internal.appender.FileAppenderFactory;
import io.asyncappend.support.ArchiveFiles;
import io.asyncappend.support.Crew;
import io.asyncappend.support.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an appender wrote is read back while it goes on. */
class LogReaderTest {

	private static final Duration LONG = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T09:15:00Z"));

	private AsyncAppendFactory factory = new FileAppenderFactory.Builder().clock(this.clock).build();

	@AfterEach
	void close() {
		this.factory.close();
	}

	private AsyncAppender open(Rotation rotation) {
		return this.factory.open("log", this.directory.resolve("log"),
				AppenderOptions.builder().rotation(rotation).build());
	}

	private void restart() {
		this.factory.close();
		this.factory = new FileAppenderFactory.Builder().clock(this.clock).build();
	}

	private static byte[] line(String text) {
		return (text + "\n").getBytes(StandardCharsets.UTF_8);
	}

	private static List<LogEntry> rest(LogReader reader) {
		List<LogEntry> all = new ArrayList<>();
		for (Optional<LogEntry> entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
			all.add(entry.get());
		}
		return all;
	}

	private static List<String> texts(List<LogEntry> entries) {
		return entries.stream()
			.map((entry) -> (entry instanceof LogRecord record) ? record.index() + ":" + record.text()
					: ((LogGap) entry).reason() + " " + entry.position() + "-" + entry.end())
			.toList();
	}

	private static List<String> all(LogReader.Builder builder) {
		try (LogReader reader = builder.open()) {
			return texts(rest(reader));
		}
	}

	@Test
	void positionsOfAppendAreThoseOfRecords() {
		AsyncAppender appender = open(Rotation.onDemand());
		long first = appender.append(line("a"));
		long second = appender.append(line("b"));
		appender.flush();
		appender.rotate();
		long third = appender.append(line("c"));
		appender.flush();
		try (LogReader reader = appender.reader().from(first).open()) {
			assertThat(rest(reader)).extracting(LogEntry::end).containsExactly(second, third);
		}
		restart();
		appender = open(Rotation.onDemand());
		assertThat(all(appender.reader().from(second))).containsExactly("2:c");
		assertThat(appender.append(line("d"))).isEqualTo(third + 2);
		appender.flush();
		assertThat(all(appender.reader())).containsExactly("0:a", "1:b", "2:c", "3:d");
	}

	@Test
	void anEmptyLogHasNothingUntilSomethingIsAppended() {
		AsyncAppender appender = open(Rotation.onDemand());
		List<LogReader> readers = List.of(appender.reader().open(), appender.reader().from(0).open(),
				appender.reader().fromIndex(0).open(), appender.reader().after(Instant.EPOCH).open(),
				appender.reader().fromEnd().open(), appender.reader().upTo(LogReader.Extent.DURABLE).open());
		for (LogReader reader : readers) {
			assertThat(reader.poll()).isEmpty();
			assertThat(reader.poll(Duration.ofMillis(1))).isEmpty();
			assertThat(reader.position()).isZero();
		}
		// Files without a record in between.
		appender.rotate();
		appender.rotate();
		appender.append(line("a"));
		appender.sync();
		for (LogReader reader : readers) {
			assertThat(texts(rest(reader))).containsExactly("0:a");
			reader.close();
		}
	}

	@Test
	void aPositionAmidARecordIsThatOfTheRecord() throws IOException {
		AsyncAppender appender = open(Rotation.builder().compress(true).build());
		List<String> all = new ArrayList<>();
		List<Integer> ends = new ArrayList<>();
		int end = 0;
		for (int i = 0; i < 9; i++) {
			String text = "r".repeat(i);
			appender.append(line(text));
			all.add(i + ":" + text);
			end += i + 1;
			ends.add(end);
			if (i % 3 == 2) {
				appender.rotate();
			}
		}
		appender.flush();
		for (int from = 0; from <= end; from++) {
			int first = 0;
			while (first < all.size() && ends.get(first) <= from) {
				first++;
			}
			assertThat(all(appender.reader().from(from))).as("from %d", from).isEqualTo(all.subList(first, all.size()));
		}
	}

	@Test
	void aReaderKeepsUpWithRotationCompressionAndRetention() throws Exception {
		AsyncAppender appender = open(Rotation.builder().maxSize(5000).compress(true).build());
		Crew.Member<Void> writing = Crew.run(() -> {
			for (int i = 0; i < 20_000; i++) {
				appender.append(line("record number " + i));
			}
			appender.close();
		});
		try (LogReader reader = appender.reader().open()) {
			for (int i = 0; i < 20_000; i++) {
				int number = i;
				assertThat(reader.poll(LONG)).hasValueSatisfying((entry) -> {
					assertThat(((LogRecord) entry).text()).isEqualTo("record number " + number);
					assertThat(((LogRecord) entry).index()).isEqualTo(number);
				});
			}
			assertThat(reader.poll(LONG)).as("the appender is closed").isEmpty();
		}
		writing.join();
	}

	@Test
	void aReaderThatWaitsIsWokenByARecordAndByTheEnd() throws Exception {
		AsyncAppender appender = open(Rotation.onDemand());
		try (LogReader reader = appender.reader().open()) {
			for (int i = 0; i < 50; i++) {
				Crew.Member<Optional<LogEntry>> waiting = Crew.start(() -> reader.poll(LONG));
				appender.append(line("a"));
				assertThat(waiting.join()).isPresent();
			}
			Crew.Member<Optional<LogEntry>> waiting = Crew.start(() -> reader.poll(LONG));
			Awaitility.await().until(() -> waiting.thread().getState() == Thread.State.TIMED_WAITING);
			appender.close();
			assertThat(waiting.join()).isEmpty();
		}
	}

	@Test
	void onlyADurableRecordIsReadIfThatIsAskedFor() throws Exception {
		AsyncAppender appender = open(Rotation.onDemand());
		appender.append(line("a"));
		appender.flush();
		try (LogReader reader = appender.reader().upTo(LogReader.Extent.DURABLE).open()) {
			assertThat(reader.poll()).isEmpty();
			Crew.Member<Optional<LogEntry>> waiting = Crew.start(() -> reader.poll(LONG));
			appender.sync();
			assertThat(waiting.join()).isPresent();
		}
	}

	@Test
	void aRecordThatACrashCutIsAGap() throws IOException {
		AsyncAppender appender = open(Rotation.onDemand());
		appender.append(line("a"));
		restart();
		Files.writeString(this.directory.resolve("log"), "torn", StandardOpenOption.APPEND);
		appender = open(Rotation.onDemand());
		appender.append(line("c"));
		appender.flush();
		assertThat(all(appender.reader())).containsExactly("0:a", "CUT 2-7", "2:c");
	}

	@Test
	void whatOthersTookAwayIsAGap() throws IOException {
		Path file = this.directory.resolve("log");
		AsyncAppender appender = this.factory.open("log", file, AppenderOptions.builder().recreate(true).build());
		appender.append(line("a"));
		appender.sync();
		Files.delete(file);
		appender.reopen();
		appender.append(line("b"));
		appender.flush();
		assertThat(all(appender.reader().from(0))).containsExactly("DELETED 0-2", "1:b");
		Files.move(file, this.directory.resolve("elsewhere"));
		appender.reopen();
		appender.append(line("c"));
		appender.flush();
		assertThat(all(appender.reader().from(2))).containsExactly("DELETED 2-4", "2:c");
	}

	@Test
	void whereThereAreNoLastingPositionsThatIsSaid() throws IOException {
		AsyncAppender without = this.factory.open("without", this.directory.resolve("without"),
				AppenderOptions.builder().lastingPositions(false).build());
		assertThatThrownBy(without::reader).isInstanceOf(UnsupportedOperationException.class)
			.hasMessage("appender 'without' cannot be read back: its options say that its positions do not last"
					+ " (lastingPositions)");
		AsyncAppender shared = this.factory.open("shared", this.directory.resolve("shared"),
				AppenderOptions.builder().shared(true).build());
		assertThatThrownBy(shared::reader).isInstanceOf(UnsupportedOperationException.class)
			.hasMessageContaining("its file is shared");
		try (FileChannel channel = FileChannel.open(this.directory.resolve("channel"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
			AsyncAppender borrowed = this.factory.create("borrowed", channel, AppenderOptions.defaults());
			assertThatThrownBy(borrowed::reader).isInstanceOf(UnsupportedOperationException.class)
				.hasMessageContaining("borrows its channel");
			borrowed.close();
		}
	}

	/** A trail of some days, of which the index knows from the second run on. */
	@Test
	void filesSinceATimeHaveAllThatWasWrittenAfterIt() throws IOException {
		Random random = new Random(16);
		List<Instant> times = new ArrayList<>();
		AppenderOptions.Builder options = AppenderOptions.builder()
			.rotation(Rotation.builder().maxSize(4000).compress(true).build());
		for (int run = 0; run < 6; run++) {
			AsyncAppender appender = this.factory.open("log", this.directory.resolve("log"),
					options.lastingPositions(run > 0).build());
			for (int i = 0; i < 60; i++) {
				this.clock.now = this.clock.now.plusSeconds(random.nextInt(600));
				times.add(this.clock.instant());
				appender.append(line(times.size() - 1 + " " + "x".repeat(random.nextInt(150))));
				appender.flush();
				if (random.nextInt(40) == 0) {
					this.clock.now = this.clock.now.minusSeconds(3600);
				}
			}
			requireAllAfter(appender, times, random);
			restart();
			// The log that the next run begins is dated by what it finds.
			Files.setLastModifiedTime(this.directory.resolve("log"), FileTime.from(this.clock.now));
		}
	}

	private static void requireAllAfter(AsyncAppender appender, List<Instant> times, Random random) throws IOException {
		for (int i = 0; i < 20; i++) {
			Instant after = times.get(random.nextInt(times.size())).plusMillis(random.nextInt(2000) - 1000);
			List<Integer> found = numbers(appender, after);
			for (int number = 0; number < times.size(); number++) {
				if (times.get(number).isAfter(after)) {
					assertThat(found).as("after %s", after).contains(number);
				}
			}
			assertThat(found).isSorted().doesNotHaveDuplicates();
		}
		assertThat(numbers(appender, Instant.MIN)).hasSameSizeAs(times);
		if (times.size() > 200) {
			assertThat(numbers(appender, times.get(times.size() - 1))).as("little is read")
				.hasSizeLessThan(times.size() / 2);
		}
	}

	private static List<Integer> numbers(AsyncAppender appender, Instant after) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		try (AppendedFiles files = appender.files(after)) {
			for (AppendedFiles.Readable file : files.all()) {
				try (InputStream in = file.open()) {
					byte[] bytes = in.readAllBytes();
					if (!file.path().toString().endsWith(".gz")) {
						assertThat(bytes).hasSize((int) file.size());
					}
					all.write(bytes);
				}
			}
		}
		return all.toString(StandardCharsets.UTF_8)
			.lines()
			.map((line) -> Integer.valueOf(line.substring(0, line.indexOf(' '))))
			.toList();
	}

	@Test
	void aReaderOfManyRestartsHasEveryRecordOnce() throws IOException {
		Random random = new Random(17);
		int appended = 0;
		for (int run = 0; run < 30; run++) {
			AsyncAppender appender = open(Rotation.builder().maxSize(300).compress(run % 2 == 0).build());
			for (int i = random.nextInt(20); i > 0; i--) {
				appender.append(line("r" + appended++));
			}
			appender.flush();
			try (LogReader reader = appender.reader().open()) {
				List<LogEntry> all = rest(reader);
				assertThat(all).hasSize(appended).allMatch(LogRecord.class::isInstance);
			}
			restart();
		}
		assertThat(new String(ArchiveFiles.readAll(this.directory.resolve("log")), StandardCharsets.UTF_8).lines())
			.hasSize(appended);
	}

}
