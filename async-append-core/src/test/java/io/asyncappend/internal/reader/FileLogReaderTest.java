package io.asyncappend.internal.reader;

import io.asyncappend.AppendException;
import io.asyncappend.AppendInterruptedException;
import io.asyncappend.LogEntry;
import io.asyncappend.LogGap;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;
import io.asyncappend.support.Crew;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** What was appended is read, and what is missing is said. */
class FileLogReaderTest {

	private static final Duration LONG = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	private ScriptedLog log;

	@BeforeEach
	void begin() throws IOException {
		this.log = new ScriptedLog(this.directory.resolve("app.log"), 20);
	}

	@AfterEach
	void close() throws IOException {
		this.log.close();
	}

	private static List<LogEntry> rest(LogReader reader) {
		List<LogEntry> all = new ArrayList<>();
		for (Optional<LogEntry> entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
			all.add(entry.get());
		}
		return all;
	}

	private static List<LogEntry> read(LogReader.Builder builder) {
		try (LogReader reader = builder.open()) {
			return rest(reader);
		}
	}

	private static List<String> texts(List<LogEntry> entries) {
		return entries.stream()
			.map((entry) -> (entry instanceof LogRecord record) ? record.index() + ":" + record.text()
					: ((LogGap) entry).reason() + " " + entry.position() + "-" + entry.end())
			.toList();
	}

	private List<String> all() {
		return texts(read(this.log.reader()));
	}

	@Test
	void recordsHaveTheirPlacesInTheLog() throws IOException {
		this.log.append("first\nsecond\n\n");
		this.log.append("partial");
		assertThat(read(this.log.reader()))
			.extracting(LogEntry::position, LogEntry::end, (entry) -> ((LogRecord) entry).index())
			.containsExactly(tuple(0L, 6L, 0L), tuple(6L, 13L, 1L), tuple(13L, 14L, 2L));
		try (LogReader reader = this.log.reader().open()) {
			assertThat(rest(reader)).hasSize(3);
			assertThat(reader.position()).isEqualTo(14);
			this.log.append(" is whole now\n");
			assertThat(texts(rest(reader))).containsExactly("3:partial is whole now");
		}
	}

	@Test
	void aReaderGoesOnThroughRotationAndCompression() throws IOException {
		try (LogReader reader = this.log.reader().open()) {
			this.log.append("a\n");
			assertThat(texts(rest(reader))).containsExactly("0:a");
			this.log.append("b\n");
			Path first = this.log.rotate();
			this.log.append("c\n");
			ScriptedLog.compress(first);
			this.log.append("d\n");
			Path second = this.log.rotate();
			Path third = rotated("e\n");
			this.log.append("f\n");
			ScriptedLog.compress(second);
			assertThat(texts(rest(reader))).containsExactly("1:b", "2:c", "3:d", "4:e", "5:f");
			ScriptedLog.compress(third);
			assertThat(rest(reader)).isEmpty();
		}
		assertThat(all()).containsExactly("0:a", "1:b", "2:c", "3:d", "4:e", "5:f");
	}

	private Path rotated(String text) throws IOException {
		this.log.append(text);
		return this.log.rotate();
	}

	@Test
	void whatIsOpenIsReadToItsEndThoughItIsDeleted() throws IOException {
		this.log.append("a\nb\n");
		try (LogReader reader = this.log.reader().open()) {
			assertThat(reader.poll()).isPresent();
			Files.delete(this.log.rotate());
			Files.delete(rotated("c\n"));
			this.log.append("d\n");
			assertThat(texts(rest(reader))).containsExactly("1:b", "RETENTION 4-6", "3:d");
		}
		assertThat(all()).containsExactly("3:d");
	}

	@Test
	void aRecordMayBeginInOneFileAndEndInAnother() throws IOException {
		this.log.append("a\nbegun ");
		this.log.rotate();
		this.log.append("and ");
		ScriptedLog.compress(this.log.rotate());
		this.log.append("ended\nc\n");
		assertThat(all()).containsExactly("0:a", "1:begun and ended", "2:c");
		for (long position = 2; position < this.log.written() - 2; position++) {
			assertThat(texts(read(this.log.reader().from(position)))).as("from %d", position)
				.containsExactly("1:begun and ended", "2:c");
		}
		assertThat(texts(read(this.log.reader().fromIndex(1)))).containsExactly("1:begun and ended", "2:c");
	}

	@Test
	void aRecordWhoseBeginningOrEndIsMissingIsAGap() throws IOException {
		this.log.append("a\nbegun ");
		this.log.rotate();
		Path gone = rotated("and ");
		this.log.append("ended\nc\n");
		Files.delete(gone);
		assertThat(all()).containsExactly("0:a", "DELETED 2-12", "CUT 12-18", "2:c");
	}

	@Test
	void whatRetentionTookIsSaidWhereItIsAskedFor() throws IOException {
		Path first = rotated("a\n");
		Path second = rotated("b\n");
		this.log.append("c\n");
		Files.delete(first);
		Files.delete(second);
		assertThat(all()).containsExactly("2:c");
		assertThat(read(this.log.reader().from(0))).first()
			.isEqualTo(new LogGap(0, 4, LogGap.Reason.RETENTION,
					"2 files: " + first.getFileName() + " to " + second.getFileName()));
		assertThat(texts(read(this.log.reader().from(1)))).containsExactly("RETENTION 1-4", "2:c");
		assertThat(texts(read(this.log.reader().fromIndex(1)))).containsExactly("RETENTION 2-4", "2:c");
		assertThat(texts(read(this.log.reader().from(4)))).containsExactly("2:c");
	}

	@Test
	void aFileThatIsMissingInTheMiddleIsNoWorkOfRetention() throws IOException {
		rotated("a\n");
		Path second = rotated("b\n");
		rotated("c\n");
		this.log.append("d\n");
		Files.delete(second);
		assertThat(all()).containsExactly("0:a", "DELETED 2-4", "2:c", "3:d");
		assertThat(texts(read(this.log.reader().from(3)))).containsExactly("DELETED 3-4", "2:c", "3:d");
	}

	@Test
	void aFileThatOthersTookIsAGap() throws IOException {
		this.log.append("a\n");
		this.log.lose(this.directory.resolve("elsewhere"));
		this.log.append("b\n");
		this.log.lose(null);
		this.log.append("c\n");
		assertThat(read(this.log.reader().from(0))).element(0)
			.isEqualTo(new LogGap(0, 4, LogGap.Reason.DELETED,
					"2 files: a file that others renamed to a file that others deleted or cut"));
	}

	@Test
	void aReaderFinishesAFileThatOthersRenamed() throws IOException {
		this.log.append("a\n");
		try (LogReader reader = this.log.reader().open()) {
			rest(reader);
			this.log.append("b\n");
			this.log.lose(this.directory.resolve("elsewhere"));
			this.log.append("c\n");
			assertThat(texts(rest(reader))).containsExactly("1:b", "2:c");
		}
	}

	@Test
	void afterOthersCutAFilePositionsNameTheRightRecords() throws IOException {
		this.log.append("aaaa\nbbbb\ncccc\n");
		try (LogReader reader = this.log.reader().open()) {
			assertThat(reader.poll()).isPresent();
			this.log.cut(5);
			this.log.append("d\n");
			assertThat(texts(rest(reader))).last().isEqualTo("3:d");
			assertThat(texts(read(this.log.reader().from(15)))).containsExactly("3:d");
			assertThat(texts(read(this.log.reader().from(3)))).containsExactly("DELETED 3-15", "3:d");
		}
	}

	@Test
	void aTornRecordIsAGap() throws IOException {
		this.log.append("a\nto");
		this.log.append("\n");
		this.log.torn(2);
		this.log.append("c\n");
		assertThat(all()).containsExactly("0:a", "CUT 2-5", "2:c");
		assertThat(texts(read(this.log.reader().from(3)))).containsExactly("CUT 2-5", "2:c");
	}

	@Test
	void aDamagedArchiveIsReadAsFarAsItCan() throws IOException {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 20_000; i++) {
			text.append(i * 2654435761L).append('\n');
		}
		Path first = rotated(text.toString());
		this.log.append("behind\n");
		ScriptedLog.compress(first);
		Path gzip = ScriptedLog.gzip(first);
		byte[] bytes = Files.readAllBytes(gzip);
		Files.write(gzip, Arrays.copyOf(bytes, bytes.length / 2));
		List<LogEntry> cut = read(this.log.reader());
		assertThat(cut).hasSizeBetween(5000, 19_000);
		assertThat(cut.get(cut.size() - 2)).isInstanceOfSatisfying(LogGap.class, (gap) -> {
			assertThat(gap.reason()).isEqualTo(LogGap.Reason.DAMAGED);
			assertThat(gap.position()).isEqualTo(cut.get(cut.size() - 3).end());
			assertThat(gap.end()).isEqualTo(text.length());
			assertThat(gap.detail()).contains(first.getFileName().toString());
		});
		assertThat(texts(cut)).last().isEqualTo("20000:behind");
		Files.write(gzip, Arrays.copyOf(bytes, 5));
		assertThat(all()).containsExactly("DAMAGED 0-" + text.length(), "20000:behind");
		bytes[bytes.length - 6] ^= 1;
		Files.write(gzip, bytes);
		assertThat(all()).as("a wrong checksum").contains("20000:behind").anyMatch((one) -> one.startsWith("DAMAGED"));
		Files.write(gzip, new byte[0]);
		assertThat(all()).last().isEqualTo("20000:behind");
	}

	@Test
	void anArchiveThatWasCutOrExchangedIsDamaged() throws IOException {
		Path first = rotated("aaaa\nbbbb\ncccc\n");
		this.log.append("d\n");
		Files.writeString(first, "aaaa\nbb");
		assertThat(all()).containsExactly("0:aaaa", "DAMAGED 5-15", "3:d");
		Files.writeString(first, "xxxx\nyyyy\nzzzz\n");
		assertThat(all()).containsExactly("DAMAGED 0-15", "3:d");
		Files.writeString(first, "aaaa\nbbbb\ncccc\nmore\n");
		assertThat(all()).as("appended to").containsExactly("0:aaaa", "1:bbbb", "2:cccc", "3:d");
	}

	@Test
	void archivesThatOthersPutThereAreNotRead() throws IOException {
		Path first = rotated("a\n");
		this.log.append("b\n");
		Path elsewhere = this.directory.resolve("elsewhere");
		Files.move(first, elsewhere);
		Files.createSymbolicLink(first, elsewhere);
		assertThat(read(this.log.reader().from(0))).first()
			.isEqualTo(new LogGap(0, 2, LogGap.Reason.DAMAGED, first.getFileName() + " is a symbolic link"));
		Files.delete(first);
		Files.createLink(first, elsewhere);
		assertThat(texts(read(this.log.reader().from(0)))).containsExactly("DAMAGED 0-2", "1:b");
	}

	@Test
	void aBombIsReadNoFurtherThanItShouldBe() throws IOException {
		Path first = rotated("a\nb\n");
		this.log.append("c\n");
		try (var out = new GZIPOutputStream(Files.newOutputStream(ScriptedLog.gzip(first)))) {
			out.write("a\nb\n".getBytes(StandardCharsets.UTF_8));
			byte[] zeros = new byte[1 << 20];
			for (int i = 0; i < 200; i++) {
				out.write(zeros);
			}
		}
		Files.delete(first);
		assertThat(all()).containsExactly("0:a", "1:b", "2:c");
	}

	@Test
	void aRecordThatIsTooLongIsAGap() throws IOException {
		this.log.append("a\n" + "x".repeat(300_000) + "\nb\n" + "y".repeat(200_000) + "\n");
		assertThat(texts(read(this.log.reader().maxRecord(200_000)))).containsExactly("0:a", "TOO_LONG 2-300003", "2:b",
				"3:" + "y".repeat(200_000));
		assertThat(texts(read(this.log.reader()))).element(1).isEqualTo("1:" + "x".repeat(300_000));
		assertThatThrownBy(() -> this.log.reader().maxRecord(0)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("1 to 1073741824 bytes but is to have 0");
	}

	@Test
	void aReaderBeginsWhereItIsTold() throws IOException {
		for (int i = 0; i < 100; i++) {
			this.log.append("record " + i + "\n");
			if (i % 10 == 9) {
				Path archive = this.log.rotate();
				if (i % 20 == 9) {
					ScriptedLog.compress(archive);
				}
			}
		}
		List<LogEntry> all = read(this.log.reader());
		assertThat(all).hasSize(100);
		for (int i = 0; i < 100; i++) {
			LogEntry entry = all.get(i);
			List<LogEntry> rest = all.subList(i, 100);
			assertThat(texts(read(this.log.reader().from(entry.position())))).isEqualTo(texts(rest));
			assertThat(texts(read(this.log.reader().from(entry.end() - 1)))).isEqualTo(texts(rest));
			assertThat(texts(read(this.log.reader().fromIndex(i)))).isEqualTo(texts(rest));
		}
		assertThat(read(this.log.reader().fromIndex(100))).isEmpty();
		assertThat(read(this.log.reader().from(10_000))).isEmpty();
		assertThatThrownBy(() -> this.log.reader().from(-1)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("position must not be negative but is -1");
		assertThatThrownBy(() -> this.log.reader().fromIndex(-2)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("index must not be negative but is -2");
	}

	@Test
	void aReaderMayWaitForAPositionThatIsNotWrittenYet() throws IOException {
		this.log.append("a\n");
		try (LogReader reader = this.log.reader().from(4).open()) {
			assertThat(rest(reader)).isEmpty();
			assertThat(reader.position()).isEqualTo(4);
			this.log.append("b\nc\n");
			assertThat(texts(rest(reader))).containsExactly("2:c");
		}
	}

	@Test
	void afterATimeNothingIsLeftOut() throws IOException {
		List<Long> times = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			times.add(this.log.time + 10);
			this.log.append("record " + i + "\n");
			if (i % 10 == 9) {
				this.log.rotate();
			}
		}
		for (int i = 0; i < 100; i++) {
			List<String> found = texts(read(this.log.reader().after(Instant.ofEpochMilli(times.get(i) - 1))));
			assertThat(found).endsWith("99:record 99").contains(i + ":record " + i);
			assertThat(found).as("no more than from the mark before").hasSizeLessThanOrEqualTo(100 - i + 4);
		}
		assertThat(read(this.log.reader().after(Instant.MIN))).hasSize(100);
		assertThat(read(this.log.reader().after(Instant.MAX))).hasSizeLessThan(10);
	}

	@Test
	void fromTheEndComesWhatIsAppendedNext() throws IOException {
		this.log.append("a\n");
		this.log.rotate();
		this.log.append("b\n");
		try (LogReader reader = this.log.reader().fromEnd().open()) {
			assertThat(reader.position()).isEqualTo(4);
			assertThat(rest(reader)).isEmpty();
			this.log.append("c\n");
			assertThat(texts(rest(reader))).containsExactly("2:c");
		}
	}

	@Test
	void onlyWhatIsDurableIsReadIfThatIsAskedFor() throws IOException {
		this.log.append("a\nb\n");
		this.log.durable = 3;
		try (LogReader reader = this.log.reader().upTo(LogReader.Extent.DURABLE).open()) {
			assertThat(texts(rest(reader))).containsExactly("0:a");
			this.log.durable = 4;
			assertThat(texts(rest(reader))).containsExactly("1:b");
		}
	}

	@Test
	void withoutAnIndexLengthsSayWhereArchivesAre() throws IOException {
		Path first = rotated("a\nb\n");
		ScriptedLog.compress(first);
		rotated("c\n");
		this.log.append("d\n");
		this.log.dropIndex();
		assertThat(all()).containsExactly("0:a", "1:b", "2:c", "3:d");
		assertThat(texts(read(this.log.reader().from(3)))).containsExactly("1:b", "2:c", "3:d");
		assertThat(texts(read(this.log.reader().fromIndex(2)))).containsExactly("2:c", "3:d");
		Files.write(ScriptedLog.gzip(first), new byte[] { 1, 2 });
		assertThat(texts(read(this.log.reader().from(0)))).containsExactly("RETENTION 0-4", "2:c", "3:d");
	}

	@Test
	void whatTheIndexMissesIsFoundWhereItFits() throws IOException {
		rotated("a\n");
		this.log.isIndexed = false;
		Path second = rotated("b\n");
		Path third = rotated("c\n");
		this.log.isIndexed = true;
		rotated("d\n");
		this.log.append("e\n");
		assertThat(all()).containsExactly("0:a", "1:b", "2:c", "3:d", "4:e");
		Files.writeString(second, "more\n", StandardOpenOption.APPEND);
		assertThat(all()).containsExactly("0:a", "DELETED 2-6", "3:d", "4:e");
		Files.delete(second);
		Files.delete(third);
		assertThat(all()).containsExactly("0:a", "DELETED 2-6", "3:d", "4:e");
	}

	/** The clock was set back since, which is at 12 o'clock on the 28th. */
	@Test
	void archivesDatedAheadOfTheClockAreReadIfTheyAreOfTheLog() throws IOException {
		rotated("a\n");
		this.log.append("b\n");
		Path second = this.log.rotate("2026-12-01T09-15-00");
		this.log.append("c\n");
		ScriptedLog.compress(this.log.rotate("2026-12-02T09-15-00"));
		rotated("d\n");
		this.log.append("e\n");
		this.log.forget();
		Files.writeString(this.directory.resolve("app.log-2026-12-03T09-15-00.1"), "another\n");
		assertThat(all()).containsExactly("0:a", "1:b", "2:c", "3:d", "4:e");
		Files.writeString(second, "x\n");
		assertThat(all()).containsExactly("0:a", "DAMAGED 2-4", "2:c", "3:d", "4:e");
	}

	@Test
	void archivesOfBeforeTheLogBeganAreNotOfIt() throws IOException {
		Files.writeString(this.directory.resolve("app.log-2026-11-27.1"), "old\nolder\n");
		this.log.forget();
		rotated("a\n");
		this.log.append("b\n");
		assertThat(all()).containsExactly("0:a", "1:b");
		this.log.dropIndex();
		assertThat(all()).containsExactly("0:a", "1:b");
	}

	@Test
	void marksThatTheFileDoesNotAgreeWithAreNotBelieved() throws IOException {
		for (int i = 0; i < 50; i++) {
			this.log.append("record " + i + "\n");
		}
		Path file = this.directory.resolve("app.log");
		byte[] bytes = Files.readAllBytes(file);
		bytes[300] = 'X';
		Files.write(file, bytes);
		for (int i = 0; i < 50; i++) {
			assertThat(texts(read(this.log.reader().fromIndex(i)))).hasSize(50 - i)
				.first()
				.asString()
				.startsWith(i + ":");
		}
	}

	@Test
	void aReaderWaitsForTheNextRecord() throws Exception {
		try (LogReader reader = this.log.reader().open()) {
			assertThat(reader.poll(Duration.ZERO)).isEmpty();
			assertThat(reader.poll(Duration.ofMillis(1))).isEmpty();
			Crew.Member<Optional<LogEntry>> waiting = Crew.start(() -> reader.poll(LONG));
			this.log.append("a");
			this.log.append("\n");
			assertThat(waiting.join())
				.hasValueSatisfying((entry) -> assertThat(((LogRecord) entry).text()).isEqualTo("a"));
			this.log.rotate();
			waiting = Crew.start(() -> reader.poll(LONG));
			this.log.append("b\n");
			assertThat(waiting.join())
				.hasValueSatisfying((entry) -> assertThat(((LogRecord) entry).text()).isEqualTo("b"));
			waiting = Crew.start(() -> reader.poll(LONG));
			this.log.end();
			assertThat(waiting.join()).isEmpty();
			assertThat(reader.poll(LONG)).isEmpty();
			assertThatThrownBy(() -> reader.poll(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
		}
	}

	@Test
	void anInterruptEndsAWaitAndNoReading() throws Exception {
		try (LogReader reader = this.log.reader().open()) {
			Thread.currentThread().interrupt();
			this.log.append("a\n");
			assertThat(reader.poll(LONG)).as("there is one").isPresent();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			assertThatThrownBy(() -> reader.poll(LONG)).isInstanceOf(AppendInterruptedException.class);
			this.log.append("b\n");
			assertThat(texts(rest(reader))).containsExactly("1:b");
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	void aFileThatIsGoneIsWaitedFor() throws IOException {
		this.log.append("a\n");
		try (LogReader reader = this.log.reader().open()) {
			Files.delete(this.directory.resolve("app.log"));
			assertThat(reader.poll()).as("the appender has not noticed").isEmpty();
			assertThat(reader.poll(Duration.ofMillis(1))).isEmpty();
			Files.createFile(this.directory.resolve("app.log"));
			this.log.lose(null);
			this.log.append("b\n");
			assertThat(texts(rest(reader))).containsExactly("DELETED 0-2", "1:b");
		}
	}

	@Test
	void aNameThatIsUsedAgainIsThatOfTheLaterArchive() throws IOException {
		Path first = rotated("a\n");
		try (LogReader reader = this.log.reader().from(0).open()) {
			ScriptedLog.compress(first);
			Files.delete(ScriptedLog.gzip(first));
			this.log.forget();
			assertThat(rotated("b\n")).isEqualTo(first);
			ScriptedLog.compress(first);
			this.log.append("c\n");
			assertThat(texts(rest(reader))).containsExactly("RETENTION 0-2", "1:b", "2:c");
		}
	}

	@Test
	void aReaderThatIsClosedReadsNoMore() throws IOException {
		this.log.append("a\n");
		LogReader reader = this.log.reader().open();
		reader.poll();
		reader.close();
		reader.close();
		assertThatThrownBy(reader::poll).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
		assertThatThrownBy(() -> reader.poll(LONG)).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void aDirectoryThatCannotBeReadIsAnException() throws IOException {
		this.log.append("a\n");
		this.log.rotate();
		Path moved = this.directory.resolveSibling(this.directory.getFileName() + "-moved");
		Files.move(this.directory, moved);
		try {
			assertThatThrownBy(() -> this.log.reader().open()).isInstanceOf(AppendException.class)
				.hasMessageContaining("cannot be read");
		}
		finally {
			Files.move(moved, this.directory);
		}
	}

}
