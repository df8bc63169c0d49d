package io.asyncappend.internal.tool;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;
import io.asyncappend.LogEntry;
import io.asyncappend.Rotation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code status} tells of cursors, whatever has the name of one. */
class StatusCommandTest {

	private static final Duration NOW = Duration.ZERO;

	@TempDir
	private Path directory;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@BeforeEach
	void open() {
		this.factory = AsyncAppendFactory.create();
		this.appender = open("app.log");
	}

	private AsyncAppender open(String name) {
		return this.factory.open(name, this.directory.resolve(name),
				AppenderOptions.builder().rotation(Rotation.builder().maxSize(1 << 20).build()).build());
	}

	@AfterEach
	void close() {
		this.factory.close();
	}

	private void append(AsyncAppender to, String... lines) {
		for (String line : lines) {
			to.append((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
		to.sync();
	}

	/** Opens a cursor, and acknowledges some entries. */
	private LogCursor acknowledge(AsyncAppender of, String name, int count) {
		LogCursor cursor = of.cursor(name, new LogCursor.Options(LogCursor.Start.OLDEST, NOW));
		List<LogEntry> entries = cursor.poll(count, NOW);
		if (!entries.isEmpty()) {
			cursor.acknowledge(entries.get(entries.size() - 1).end());
		}
		return cursor;
	}

	private int run(String name, String... arguments) {
		this.out.reset();
		this.err.reset();
		List<String> line = new ArrayList<>(List.of("status", this.directory.resolve(name).toString()));
		line.addAll(Arrays.asList(arguments));
		return Main.run(line, new PrintStream(this.out, true), new PrintStream(this.err, true));
	}

	/** What is told of a cursor, when all else was told too. */
	private String cursor(String name) {
		assertThat(run("app.log")).isEqualTo(Main.DONE);
		assertThat(this.out.toString()).contains("file      0 to 20, records from 0: app.log\n");
		String begin = "cursor    " + name + ": ";
		return this.out.toString()
			.lines()
			.filter((line) -> line.startsWith(begin))
			.map((line) -> line.substring(begin.length()))
			.findFirst()
			.orElse("nothing in " + this.out);
	}

	private Path file(String cursor) {
		return this.directory.resolve(".app.log.cursor." + cursor);
	}

	@Test
	void cursorsAreToldBesideTheServiceThatHasThemOpen() {
		append(this.appender, "first", "second", "third+");
		acknowledge(this.appender, "billing", 1);
		acknowledge(this.appender, "search", 3);
		acknowledge(this.appender, "a b/\u00fc%".replace("/", ""), 2).close();
		assertThat(cursor("billing")).startsWith("acknowledged 6, records up to 1, at 20")
			.contains("; behind by 14 bytes, 2 records, the oldest of PT")
			.endsWith(" ago at least");
		assertThat(cursor("search")).startsWith("acknowledged 20, records up to 3, at 20")
			.endsWith("; behind by 0 bytes, 0 records");
		assertThat(cursor("a b\u00fc%")).startsWith("acknowledged 13, records up to 2, at 20");
		assertThat(run("app.log", "--json")).isEqualTo(Main.DONE);
		UUID log = this.appender.status().log().orElseThrow().id();
		assertThat(this.out.toString()).contains(
				"\"cursors\":[{\"name\":\"a b\\u00fc%\",\"log\":\"" + log
						+ "\",\"position\":13,\"index\":2,\"time\":\"20",
				"\"lagBytes\":14,\"lagRecords\":2,\"oldestMillis\":", "\"missingBytes\":0},{\"name\":\"search\"",
				"\"lagBytes\":0,\"lagRecords\":0,\"missingBytes\":0}],\"cursorsLeftOut\":0}");
	}

	@Test
	void aLogWithoutCursorsHasNone() {
		assertThat(run("app.log", "--json")).isEqualTo(Main.DONE);
		assertThat(this.out.toString()).endsWith("\"cursors\":[],\"cursorsLeftOut\":0}\n");
	}

	@Test
	void whatACursorMissesIsAGapOfIt() throws IOException {
		append(this.appender, "first", "second");
		acknowledge(this.appender, "billing", 1);
		this.appender.rotate();
		append(this.appender, "third");
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.filter((one) -> one.getFileName().toString().startsWith("app.log-")).toList()) {
				Files.delete(file);
			}
		}
		assertThat(run("app.log")).isEqualTo(Main.DONE);
		assertThat(this.out.toString()).contains("missing   0 to 13, records from 0: app.log-", "(RETENTION)\n")
			.containsPattern("cursor    billing: acknowledged 6, .*; behind by 13 bytes, 2 records, the oldest of PT.*"
					+ " ago at least; gap of 7 of these bytes\n");
		assertThat(run("app.log", "--json")).isEqualTo(Main.DONE);
		assertThat(this.out.toString()).contains("\"missingBytes\":7}");
	}

	@Test
	void aDamagedCursorIsToldAndDisturbsNothing() throws IOException {
		append(this.appender, "first", "second", "third+");
		acknowledge(this.appender, "good", 1);
		Files.write(file("damaged"), new byte[] { 1, 2, 3 });
		Files.write(file("empty"), new byte[0]);
		Files.write(file("zeros"), new byte[8192]);
		Files.write(file("large"), new byte[1 << 20]);
		for (String name : List.of("damaged", "empty", "zeros", "large")) {
			assertThat(cursor(name)).isEqualTo("holds no position: it is damaged, or was never opened");
		}
		assertThat(cursor("good")).startsWith("acknowledged 6");
		byte[] halfDamaged = Files.readAllBytes(file("good"));
		halfDamaged[30] ^= 1;
		halfDamaged[4096 + 30] ^= 1;
		Files.write(file("both"), halfDamaged);
		assertThat(cursor("both")).startsWith("holds no position");
		assertThat(run("app.log", "--json")).isEqualTo(Main.DONE);
		assertThat(this.out.toString())
			.contains("{\"name\":\"empty\",\"problem\":\"holds no position: it is damaged, or was never opened\"}");
	}

	@Test
	void aCursorOfALaterVersionIsToldAsSuch() throws IOException {
		append(this.appender, "first", "second", "third+");
		try (var in = getClass().getResourceAsStream("/formats/app.log.cursor")) {
			byte[] later = in.readAllBytes();
			for (int slot : new int[] { 0, 4096 }) {
				later[slot + 7] = 2;
				CRC32C checksum = new CRC32C();
				checksum.update(later, slot, 68);
				ByteBuffer.wrap(later).putInt(slot + 68, (int) checksum.getValue());
			}
			Files.write(file("later"), later);
		}
		assertThat(cursor("later")).contains("format 2 of a later version of this library");
	}

	@Test
	void aCursorOfAnotherLogOrAheadOfItHasNoLag() throws IOException {
		AsyncAppender other = open("other.log");
		append(other, "first");
		acknowledge(other, "c", 1).close();
		append(this.appender, "first", "second", "third+");
		Files.copy(this.directory.resolve(".other.log.cursor.c"), file("c"));
		UUID otherLog = other.status().log().orElseThrow().id();
		assertThat(cursor("c")).startsWith("acknowledged 6").endsWith("; that is of another log, " + otherLog);
		assertThat(run("app.log", "--json")).isEqualTo(Main.DONE);
		assertThat(this.out.toString()).contains("{\"name\":\"c\",\"log\":\"" + otherLog + "\",\"position\":6,")
			.contains("\"problem\":\"that is of another log, " + otherLog + "\"}");
		acknowledge(this.appender, "ahead", 3).close();
		this.factory.close();
		try (var file = new RandomAccessFile(this.directory.resolve("app.log").toFile(), "rw")) {
			file.setLength(15);
		}
		assertThat(run("app.log")).isEqualTo(Main.DONE);
		assertThat(this.out.toString())
			.containsPattern("cursor    ahead: acknowledged 20, .*; that is ahead of the log\n");
	}

	@Test
	@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void nothingButAFileOfOursIsOpened() throws Exception {
		append(this.appender, "first", "second", "third+");
		acknowledge(this.appender, "good", 1).close();
		Files.createDirectory(file("directory"));
		Files.createSymbolicLink(file("link"), file("good"));
		assertThat(cursor("directory")).isEqualTo("is not believed: it is a directory");
		assertThat(cursor("link")).isEqualTo("is not believed: it is a symbolic link");
		if (FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
			assertThat(new ProcessBuilder("mkfifo", file("fifo").toString()).start().waitFor()).isZero();
			assertThat(cursor("fifo")).isEqualTo("is not believed: it is a device, a FIFO or a socket");
			Files.createLink(file("linked"), file("good"));
			assertThat(cursor("linked")).isEqualTo("is not believed: it has 2 names");
		}
	}

	@Test
	void aNameThatOthersGaveIsToldWithoutItsControls() throws IOException {
		append(this.appender, "first", "second", "third+");
		Files.write(file("x\nfile      0 to 99"), new byte[1]);
		Files.write(file("%61"), new byte[1]);
		acknowledge(this.appender, "a", 1);
		assertThat(cursor("a")).startsWith("acknowledged 6");
		assertThat(cursor("%61")).startsWith("holds no position");
		assertThat(this.out.toString().lines().filter((line) -> line.startsWith("file      "))).hasSize(2);
	}

	@Test
	void cursorsWithoutEndAreCountedOnly() throws IOException {
		for (int i = 0; i < 1010; i++) {
			Files.createFile(file(String.format("%04d", i)));
		}
		assertThat(run("app.log")).isEqualTo(Main.DONE);
		assertThat(this.out.toString()).contains("cursor    0999: ", "cursors   10 more, which are not looked at\n")
			.doesNotContain("cursor    1000");
	}

	@Test
	void longNamesOfFilesAndCursorsAreFound() {
		String name = "n".repeat(180);
		AsyncAppender appender = open(name);
		append(appender, "first");
		acknowledge(appender, "c".repeat(90), 1).close();
		acknowledge(appender, "d".repeat(150), 1).close();
		acknowledge(appender, "short", 1).close();
		assertThat(run(name)).isEqualTo(Main.DONE);
		assertThat(this.out.toString())
			.contains("cursor    " + "c".repeat(90) + ": acknowledged 6", "cursor    short: ")
			.containsPattern("cursor    %[0-9a-f]{40}: acknowledged 6");
	}

}
