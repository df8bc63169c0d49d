package io.asyncappend;

import io.asyncappend.support.ArchiveFiles;
import io.asyncappend.support.Recorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The sparse index beside a file that is written for long, and what others do to it. */
class IndexLifeTest {

	private static final int MARK = 1 << 20;

	@TempDir
	private Path temporary;

	private Path directory;

	private final Recorder recorder = new Recorder();

	private AsyncAppendFactory factory;

	@BeforeEach
	void openFactory() throws IOException {
		this.directory = this.temporary.toRealPath();
		this.factory = AsyncAppendFactory.builder().listener(this.recorder).build();
	}

	@AfterEach
	void closeFactory() {
		this.factory.close();
	}

	private AsyncAppender open(Rotation rotation) {
		return this.factory.open("app", this.directory.resolve("app.log"),
				AppenderOptions.builder().rotation(rotation).build());
	}

	private Path index() {
		return this.directory.resolve(".app.log.index");
	}

	/** Enough for a mark. */
	private static void appendMuch(AsyncAppender appender) {
		byte[] record = new byte[1 << 16];
		Arrays.fill(record, (byte) 'x');
		record[record.length - 1] = '\n';
		for (int i = 0; i <= MARK / record.length; i++) {
			appender.append(record);
		}
		appender.flush();
	}

	private static void append(AsyncAppender appender, String text) {
		appender.append((text + "\n").getBytes(StandardCharsets.UTF_8));
		appender.flush();
	}

	private static List<String> read(LogReader.Builder builder) {
		List<String> all = new ArrayList<>();
		try (LogReader reader = builder.open()) {
			for (Optional<LogEntry> entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
				all.add((entry.get() instanceof LogRecord record) ? record.index() + ":" + record.text()
						: ((LogGap) entry.get()).reason() + " " + entry.get().position() + "-" + entry.get().end());
			}
		}
		return all;
	}

	@Test
	void whatRetentionDeletesLeavesTheIndex() throws IOException {
		AsyncAppender appender = open(Rotation.builder().keepFiles(3).build());
		int rotations = 700;
		long largest = 0;
		for (int i = 0; i < rotations; i++) {
			append(appender, String.format("record %04d", i));
			appender.rotate();
			largest = Math.max(largest, Files.size(index()));
		}
		append(appender, "last");
		assertThat(largest).as("the index of %d files that ended", rotations).isLessThan(rotations * 2 * 64L);
		assertThat(Files.size(index())).isLessThan(largest / 2);
		Awaitility.await().until(() -> ArchiveFiles.of(this.directory.resolve("app.log")).size() <= 3);
		assertThat(read(appender.reader().from(0))).containsExactly("RETENTION 0-" + 12 * 697, "697:record 0697",
				"698:record 0698", "699:record 0699", "700:last");
		assertThat(read(appender.reader().fromIndex(698))).startsWith("698:record 0698");
		appender.close();
		appender = open(Rotation.builder().keepFiles(3).build());
		assertThat(read(appender.reader())).hasSize(4).first().isEqualTo("697:record 0697");
		assertThat(this.recorder.logFailures).isEmpty();
	}

	@Test
	void anIndexThatIsTakenAwayComesBackAndNoRecordIsMissing() throws IOException {
		AsyncAppender appender = open(Rotation.onDemand());
		List<String> records = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			append(appender, "r" + i);
			records.add(i + ":r" + i);
			appender.rotate();
			if (i == 2) {
				Files.delete(index());
			}
			if (i == 3) {
				assertThat(index()).exists();
			}
		}
		assertThat(read(appender.reader().from(0))).isEqualTo(records);
		appender.close();
		Files.delete(index());
		appender = open(Rotation.onDemand());
		assertThat(read(appender.reader().from(0))).isEqualTo(records);
		append(appender, "r6");
		records.add("6:r6");
		appender.rotate();
		assertThat(read(appender.reader().from(0))).isEqualTo(records);
	}

	@Test
	void aFileOfOthersWithTheNameOfTheIndexIsKeptAndTold() throws IOException {
		Files.writeString(index(), "what an administrator noted");
		AsyncAppender appender = open(Rotation.onDemand());
		appendMuch(appender);
		Path aside = this.directory.resolve(".app.log.index.damaged");
		assertThat(aside).hasContent("what an administrator noted");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.recorder.logFailures).singleElement()
				.asString()
				.contains(".app.log.index", "is kept as .app.log.index.damaged"));
		appender.rotate();
		append(appender, "after");
		assertThat(appender.status().trouble().logFailure()).isEmpty();
		assertThat(read(appender.reader().from(0))).hasSize(18).endsWith("17:after");
	}

	@Test
	void whatIsInTheWayOfTheIndexIsToldAndDisturbsNothing() throws IOException {
		Files.createDirectory(index());
		AsyncAppender appender = open(Rotation.onDemand());
		append(appender, "first");
		appender.rotate();
		append(appender, "second");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.recorder.logFailures).singleElement()
				.asString()
				.contains("is in the way: it is a directory"));
		assertThat(read(appender.reader().from(0))).containsExactly("0:first", "1:second");
		Files.delete(index());
		appender.rotate();
		append(appender, "third");
		assertThat(appender.status().trouble().logFailure()).isEmpty();
		assertThat(read(appender.reader().from(0))).containsExactly("0:first", "1:second", "2:third");
	}

}
