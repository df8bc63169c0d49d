package io.asyncappend.internal.tool;

import io.asyncappend.AppenderOptions;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogStatus;
import io.asyncappend.Rotation;
import io.asyncappend.internal.file.ProcessUser;
import io.asyncappend.support.Child;
import io.asyncappend.support.Crew;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The tool reads beside an appender, and changes nothing. */
class MainTest {

	@TempDir
	private Path directory;

	private AsyncAppendFactory factory;

	private AsyncAppender appender;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@BeforeEach
	void open() {
		this.factory = AsyncAppendFactory.create();
		this.appender = this.factory.open("app", this.directory.resolve("app.log"),
				AppenderOptions.builder().rotation(Rotation.builder().compress(true).build()).build());
	}

	@AfterEach
	void close() {
		this.factory.close();
	}

	private void append(String... lines) {
		for (String line : lines) {
			this.appender.append((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
		this.appender.flush();
	}

	private int run(String command, String... arguments) {
		this.out.reset();
		this.err.reset();
		List<String> line = new ArrayList<>(List.of(command, this.directory.resolve("app.log").toString()));
		line.addAll(Arrays.asList(arguments));
		return Main.run(line, new PrintStream(this.out, true), new PrintStream(this.err, true));
	}

	private Path archive() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith("app.log-"))
				.findFirst()
				.orElseThrow();
		}
	}

	@Test
	void catWritesAllRecordsOfArchivesAndFile() throws IOException {
		append("first", "second");
		this.appender.rotate();
		append("third");
		assertThat(run("cat")).isZero();
		assertThat(this.out).hasToString("first\nsecond\nthird\n");
		assertThat(run("cat", "--from", "6")).isZero();
		assertThat(this.out).hasToString("second\nthird\n");
		assertThat(run("cat", "--from-index=2")).isZero();
		assertThat(this.out).hasToString("third\n");
		assertThat(run("cat", "--to", "13", "--positions")).isZero();
		assertThat(this.out).hasToString("0 6 0 first\n6 13 1 second\n");
		assertThat(run("cat", "--after", "PT1H")).isZero();
		assertThat(this.out.toString()).endsWith("third\n");
		assertThat(run("cat", "--after", "2100-01-01T00:00:00Z")).isZero();
		assertThat(this.err.size()).isZero();
	}

	@Test
	void jsonHasPlacesAndAnyBytes() {
		append("a \"quoted\" \u00e9");
		this.appender.append(new byte[] { (byte) 0xff, 0, '\n' });
		this.appender.flush();
		assertThat(run("cat", "--json")).isZero();
		assertThat(this.out)
			.hasToString("{\"position\":0,\"end\":14,\"index\":0,\"text\":\"a \\\"quoted\\\" \\u00e9\"}\n"
					+ "{\"position\":14,\"end\":17,\"index\":1,\"base64\":\"/wA=\"}\n");
	}

	@Test
	void onlyWhatIsKnownToBeDurableIsThereIfThatIsAskedFor() {
		append("a");
		assertThat(run("cat", "--durable")).isZero();
		assertThat(this.out.size()).isZero();
		this.appender.sync();
		this.appender.close();
		assertThat(run("cat", "--durable")).isZero();
		assertThat(this.out).hasToString("a\n");
	}

	@Test
	void aGapIsToldBesideTheRecordsAndByTheExitCode() throws IOException {
		append("first");
		this.appender.rotate();
		append("second");
		Path archive = archive();
		Awaitility.await().until(() -> archive().toString().endsWith(".gz"));
		Files.delete(archive());
		assertThat(run("cat")).isZero();
		assertThat(this.out).hasToString("second\n");
		assertThat(run("cat", "--from", "0")).isEqualTo(Main.GAPS);
		assertThat(this.out).hasToString("second\n");
		assertThat(this.err.toString()).startsWith("gap of 6 bytes from 0 to 6: retention deleted it (app.log-");
		assertThat(run("cat", "--from", "0", "--json")).isEqualTo(Main.GAPS);
		assertThat(this.out.toString())
			.startsWith("{\"position\":0,\"end\":6,\"gap\":\"RETENTION\",\"detail\":\"app.log-");
		assertThat(archive).isNotNull();
	}

	@Test
	void tailHasTheLastRecords() {
		for (int i = 0; i < 30; i++) {
			append("record " + i);
			if (i == 25) {
				this.appender.rotate();
			}
		}
		assertThat(run("tail")).isZero();
		assertThat(this.out.toString().lines()).hasSize(10).first().isEqualTo("record 20");
		assertThat(run("tail", "-n", "2")).isZero();
		assertThat(this.out).hasToString("record 28\nrecord 29\n");
		this.appender.close();
		assertThat(run("tail", "-n", "1")).isZero();
		assertThat(this.out).hasToString("record 29\n");
	}

	/** A pipe whose reader is gone, which ends a tail that follows. */
	private static final class Output extends ByteArrayOutputStream {

		private volatile boolean broken;

		@Override
		public void flush() throws IOException {
			if (this.broken) {
				throw new IOException("Broken pipe");
			}
		}

	}

	@Test
	void tailFollowsThroughRotationsUntilNothingTakesItsOutput() throws Exception {
		append("first");
		Output followed = new Output();
		Crew.Member<Integer> tail = Crew
			.start(() -> Main.run(List.of("tail", "-f", this.directory.resolve("app.log").toString()),
					new PrintStream(followed, true), new PrintStream(this.err, true)));
		for (int i = 0; i < 5; i++) {
			append("record " + i);
			this.appender.rotate();
		}
		Awaitility.await().until(() -> followed.toString().endsWith("record 4\n"));
		assertThat(followed.toString()).isEqualTo("first\nrecord 0\nrecord 1\nrecord 2\nrecord 3\nrecord 4\n");
		followed.broken = true;
		assertThat(tail.join()).isEqualTo(Main.FAILED);
	}

	@Test
	void statusTellsIdentityPositionsAndFiles() throws IOException {
		append("first");
		this.appender.rotate();
		append("second");
		Awaitility.await().until(() -> archive().toString().endsWith(".gz"));
		LogStatus log = this.appender.status().log().orElseThrow();
		assertThat(run("status")).isZero();
		assertThat(this.out.toString().lines())
			.contains("written   13", "durable   6 at least", "state     open, or not closed in order",
					"file      6 to 13, records from 1: app.log")
			.anyMatch((line) -> line.startsWith("log       " + log.id() + ", since 20"))
			.anyMatch((line) -> line.startsWith("archive   0 to 6, records from 0: app.log-"));
		Files.delete(archive());
		assertThat(run("status", "--json")).isZero();
		assertThat(this.out.toString()).contains("\"log\":\"" + log.id() + "\"",
				"\"written\":13,\"durable\":6,\"closed\":false",
				"\"position\":0,\"end\":6,\"index\":0,\"gap\":\"RETENTION\"},{\"name\":\"app.log\",\"position\":6,\"end\":13,\"index\":1}");
	}

	@Test
	void whatIsWrongIsToldByName() throws IOException {
		assertThat(run("cut")).isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).startsWith("unknown command 'cut': say cat, tail, status or help");
		assertThat(run("cat", "--from", "-1")).isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).startsWith("--from must be a number that is not negative but is '-1'");
		assertThat(run("cat", "--after", "yesterday")).isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).contains("--after must be a moment", "but is 'yesterday'");
		assertThat(run("cat", "--from", "1", "--after=PT1H")).isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).contains("only one of --from, --from-index and --after");
		assertThat(run("cat", "--to")).isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).contains("--to needs a value");
		assertThat(run("cat", "-f")).isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).contains("cat has no option '-f'");
		assertThat(run("status", "--json=yes")).isEqualTo(Main.WRONG);
		assertThat(run("cat", "another")).isEqualTo(Main.WRONG);
		assertThat(run("cat", "--naming", "{name}")).isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).contains("--naming '{name}'");
		assertThat(Main.run(List.of(), new PrintStream(this.out), new PrintStream(this.err))).isEqualTo(Main.WRONG);
		assertThat(Main.run(List.of("cat"), new PrintStream(this.out), new PrintStream(this.err)))
			.isEqualTo(Main.WRONG);
		assertThat(this.err.toString()).contains("cat needs the path of the file");
		assertThat(Main.run(List.of("help"), new PrintStream(this.out, true), new PrintStream(this.err))).isZero();
		assertThat(this.out.toString()).contains("cat FILE", "tail FILE", "status FILE");
	}

	@Test
	void aFileWithoutALogIsNoLog() throws IOException {
		Path plain = Files.writeString(this.directory.resolve("plain"), "text\n");
		assertThat(Main.run(List.of("cat", plain.toString()), new PrintStream(this.out, true),
				new PrintStream(this.err, true)))
			.isEqualTo(Main.FAILED);
		assertThat(this.err.toString()).contains("plain has no positions that last: there is no .plain.positions");
		this.err.reset();
		assertThat(Main.run(List.of("status", this.directory.resolve("no\nsuch").toString()),
				new PrintStream(this.out, true), new PrintStream(this.err, true)))
			.isEqualTo(Main.FAILED);
		assertThat(this.err.toString().lines()).hasSize(1);
		this.appender.close();
		Files.copy(this.directory.resolve("app.log"), this.directory.resolve("copy"));
		Files.copy(this.directory.resolve(".app.log.positions"), this.directory.resolve(".copy.positions"));
		this.err.reset();
		assertThat(Main.run(List.of("cat", this.directory.resolve("copy").toString()), new PrintStream(this.out, true),
				new PrintStream(this.err, true)))
			.isEqualTo(Main.FAILED);
		assertThat(this.err.toString()).contains("is not the file that its positions are of");
	}

	/** Of another user than the one that the tool runs as. */
	private static void giveAway(Path link) throws IOException {
		Assumptions.assumeTrue(ProcessUser.get() == 0, "only root can give a link to another user");
		Files.setAttribute(link, "unix:uid", 54_321, LinkOption.NOFOLLOW_LINKS);
	}

	@Test
	void aLinkOfAnotherUserIsFollowedToThatUsersFilesAlone() throws IOException {
		append("first");
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory.resolve("app.log"));
		assertThat(runOn(link)).isZero();
		assertThat(this.out).hasToString("first\n");
		giveAway(link);
		assertThat(runOn(link)).isEqualTo(Main.FAILED);
		assertThat(this.out.size()).isZero();
		assertThat(this.err.toString()).contains("is a symbolic link that belongs to user 54321", "app.log");
		this.appender.close();
		for (String name : List.of("app.log", ".app.log.positions")) {
			Files.setAttribute(this.directory.resolve(name), "unix:uid", 54_321);
		}
		assertThat(runOn(link)).isZero();
		assertThat(this.out).hasToString("first\n");
		Path loop = Files.createSymbolicLink(this.directory.resolve("loop"), this.directory.resolve("loop"));
		assertThat(runOn(loop)).isEqualTo(Main.FAILED);
		assertThat(this.err.toString()).contains("leads in a circle");
	}

	private int runOn(Path path) {
		this.out.reset();
		this.err.reset();
		return Main.run(List.of("cat", path.toString()), new PrintStream(this.out, true),
				new PrintStream(this.err, true));
	}

	@Test
	void whatOthersPutInTheWayIsNeitherReadNorWaitedFor() throws Exception {
		append("first");
		this.appender.rotate();
		append("second");
		Awaitility.await().until(() -> archive().toString().endsWith(".gz"));
		Path archive = archive();
		Path secret = Files.writeString(this.directory.resolve("secret"), "SECRET\n");
		Files.delete(archive);
		for (String kind : List.of("link", "fifo", "directory", "hard link")) {
			switch (kind) {
				case "link" -> Files.createSymbolicLink(archive, secret);
				case "fifo" -> assertThat(new ProcessBuilder("mkfifo", archive.toString()).start().waitFor()).isZero();
				case "directory" -> Files.createDirectory(archive);
				default -> Files.createLink(archive, secret);
			}
			assertThat(run("cat", "--from", "0")).as(kind).isEqualTo(Main.GAPS);
			assertThat(this.out).hasToString("second\n");
			assertThat(this.err.toString())
				.contains("it is damaged (" + archive.getFileName().toString().replace(".gz", ""));
			assertThat(run("status")).isZero();
			Files.delete(archive);
		}
		for (String name : List.of(".app.log.positions", ".app.log.index")) {
			Path side = this.directory.resolve(name);
			byte[] before = Files.readAllBytes(side);
			Files.delete(side);
			assertThat(new ProcessBuilder("mkfifo", side.toString()).start().waitFor()).isZero();
			assertThat(run("cat")).as(name).isEqualTo(name.endsWith("index") ? Main.DONE : Main.FAILED);
			Files.delete(side);
			Files.createSymbolicLink(side, secret);
			assertThat(run("cat")).as(name).isEqualTo(name.endsWith("index") ? Main.DONE : Main.FAILED);
			Files.delete(side);
			Files.write(side, before);
		}
	}

	@Test
	void nothingIsChanged() throws IOException {
		append("first");
		this.appender.rotate();
		append("second");
		Awaitility.await().until(() -> archive().toString().endsWith(".gz"));
		this.appender.close();
		// What an appender would tidy up.
		Files.createFile(this.directory.resolve("app.log-2026-11-28T09-15-00.99"));
		Files.createFile(this.directory.resolve(".app.log-2026-11-28T09-15-00.98.gz-0123456789abcdef.tmp"));
		Map<String, String> before = content();
		assertThat(run("cat", "--from", "0")).isZero();
		assertThat(run("tail")).isZero();
		assertThat(run("status")).isZero();
		assertThat(content()).isEqualTo(before);
	}

	private Map<String, String> content() throws IOException {
		Map<String, String> content = new TreeMap<>();
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.toList()) {
				content.put(file.getFileName().toString(),
						new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
								+ Files.getLastModifiedTime(file) + Files.getPosixFilePermissions(file));
			}
		}
		return content;
	}

	@Test
	void theToolRunsInAProcessOfItsOwn() throws Exception {
		append("first");
		Process process = new ProcessBuilder(Child.java(), "-cp", System.getProperty("java.class.path"),
				Main.class.getName(), "cat", this.directory.resolve("app.log").toString())
			.redirectErrorStream(true)
			.start();
		assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("first\n");
		assertThat(process.waitFor()).isZero();
	}

}
