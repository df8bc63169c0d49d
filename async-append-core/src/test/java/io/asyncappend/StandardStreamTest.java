package io.asyncappend;

import io.asyncappend.fault.Faulty;
import io.asyncappend.support.Child;
import io.asyncappend.support.Crew;
import io.asyncappend.support.Piped;
import io.asyncappend.support.Records;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Standard output of another JVM, and what becomes of its reader. */
@Timeout(120)
class StandardStreamTest {

	@TempDir
	private Path directory;

	private Path told() {
		return this.directory.resolve("told");
	}

	/** What the program told beside its standard output; complete once it is there. */
	private static void tell(String file, Object... values) throws IOException {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < values.length; i += 2) {
			text.append(values[i]).append('=').append(values[i + 1]).append('\n');
		}
		Path path = Path.of(file);
		Path part = Files.writeString(path.resolveSibling(path.getFileName() + ".part"), text);
		Files.move(part, path);
	}

	private Map<String, String> awaitTold() throws IOException {
		Faulty.await().until(() -> Files.exists(told()));
		return readTold();
	}

	private Map<String, String> readTold() throws IOException {
		Map<String, String> values = new HashMap<>();
		for (String line : Files.readAllLines(told())) {
			values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
		}
		return values;
	}

	private List<String> output() throws IOException {
		return Files.readAllLines(this.directory.resolve("out"));
	}

	private static void awaitLine() throws IOException {
		new BufferedReader(new InputStreamReader(System.in)).readLine();
	}

	private static byte[] line(String text) {
		return (text + "\n").getBytes();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void recordsArriveWholeAndInOrder(boolean enabled) throws Exception {
		try (Piped program = Piped.start(this.directory, Appending.class, told(), enabled)) {
			assertThat(program.exitCode()).isZero();
			program.awaitReader();
		}
		Map<String, String> told = readTold();
		assertThat(told).containsEntry("engine", "stdout").containsEntry("file", "Optional.empty");
		assertThat(told).containsEntry("accepted", "8000").containsEntry("written", "8000");
		assertThat(told).containsEntry("durable", "0");
		long[] next = new long[4];
		Records.parse(Files.readAllBytes(this.directory.resolve("out")))
			.forEach((record) -> assertThat(record.sequence()).isEqualTo(next[record.producer()]++));
		assertThat(next).containsOnly(2000);
	}

	/** Four producers. */
	static final class Appending {

		public static void main(String[] arguments) throws Exception {
			try (AsyncAppendFactory factory = AsyncAppendFactory.builder()
				.enabled(Boolean.parseBoolean(arguments[1]))
				.build()) {
				AsyncAppender appender = factory.open("console", StandardStream.OUT,
						AppenderOptions.builder().bufferSize(65536).build());
				Crew crew = new Crew();
				for (int i = 0; i < 4; i++) {
					int producer = i;
					crew.addWork(() -> {
						for (int n = 0; n < 2000; n++) {
							appender.append(Records.record(producer, n, 60 + n % 200 + ((n % 50 == 0) ? 6000 : 0)));
						}
					});
				}
				crew.join();
				appender.flush();
				factory.sync();
				AppenderStatus status = appender.status();
				tell(arguments[0], "engine", status.engine(), "file", status.file(), "accepted",
						status.records().accepted(), "written", status.records().written(), "durable",
						status.positions().durable());
			}
		}

	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void linesOfOthersAndRecordsAreEachWhole(boolean stopped) throws Exception {
		try (Piped program = Piped.start(this.directory, Mixed.class)) {
			if (stopped) {
				program.stopReader();
			}
			program.say("go");
			if (stopped) {
				Faulty.await().until(() -> isBlocked(program.program().pid()));
				program.continueReader();
			}
			assertThat(program.exitCode()).isZero();
			program.awaitReader();
		}
		Map<String, Integer> found = new HashMap<>();
		for (String line : output()) {
			String kind = line.substring(0, line.indexOf(' '));
			assertThat(line).hasSizeGreaterThan(20);
			char letter = line.charAt(kind.length() + 1);
			int length = line.length() - kind.length() - 2;
			assertThat(line).isEqualTo(kind + " " + String.valueOf(letter).repeat(length) + ".");
			assertThat(length).isEqualTo(Mixed.length(letter));
			found.merge(kind, 1, Integer::sum);
		}
		assertThat(found).containsOnlyKeys("printed", "first", "second")
			.containsEntry("printed", 3 * Mixed.LINES)
			.containsEntry("first", Mixed.LINES)
			.containsEntry("second", Mixed.LINES);
	}

	private static boolean isBlocked(long pid) throws IOException {
		try (var threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
			for (Path thread : threads) {
				if (Files.readString(thread.resolve("wchan")).contains("pipe_write")
						|| Files.readString(thread.resolve("wchan")).contains("anon_pipe")) {
					return true;
				}
			}
			return false;
		}
	}

	/** Two appenders of standard output, and three threads that print. */
	static final class Mixed {

		static final int LINES = 300;

		/** From a few bytes to many times what a pipe takes at once. */
		static int length(char letter) {
			return 20 + (letter - 'a') * (letter - 'a') * 60;
		}

		private static String line(String kind, int number) {
			char letter = (char) ('a' + number % 26);
			return kind + " " + String.valueOf(letter).repeat(length(letter)) + ".";
		}

		public static void main(String[] arguments) throws Exception {
			awaitLine();
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				Crew crew = new Crew();
				for (String name : List.of("first", "second")) {
					AsyncAppender appender = factory.open(name, StandardStream.OUT,
							AppenderOptions.builder().bufferSize(65536).build());
					crew.addWork(() -> {
						for (int n = 0; n < LINES; n++) {
							appender.append(StandardStreamTest.line(line(name, n)));
						}
					});
				}
				for (int i = 0; i < 3; i++) {
					crew.addWork(() -> {
						for (int n = 0; n < LINES; n++) {
							System.out.println(line("printed", n));
						}
					});
				}
				crew.join();
			}
		}

	}

	@Test
	void aStoppedReaderHoldsUpNoCallerAndWhatIsDroppedIsExact() throws Exception {
		Path file = this.directory.resolve("file");
		try (Piped program = Piped.start(this.directory, Dropping.class, told(), file)) {
			program.stopReader();
			program.say("go");
			Map<String, String> stopped = awaitTold();
			assertThat(Long.parseLong(stopped.get("dropped"))).isPositive();
			assertThat(stopped).containsEntry("state", "OPEN").containsEntry("timeout", "true");
			// An appender of a file is not stalled by it.
			assertThat(Files.readString(file)).isEqualTo("flushed\n");
			Files.delete(told());
			program.continueReader();
			program.say("end");
			assertThat(program.exitCode()).isZero();
			program.awaitReader();
		}
		Map<String, String> told = readTold();
		List<String> lines = output();
		assertThat(Long.parseLong(told.get("dropped")) + lines.size()).isEqualTo(Dropping.RECORDS + 1);
		assertThat(lines).last().isEqualTo("last");
		long before = -1;
		for (String line : lines.subList(0, lines.size() - 1)) {
			assertThat(line).endsWith(" " + "x".repeat(80));
			long number = Long.parseLong(line.substring(0, line.indexOf(' ')));
			assertThat(number).isGreaterThan(before);
			before = number;
		}
	}

	/** Appends more than fits, while its output is not read. */
	static final class Dropping {

		static final int RECORDS = 20_000;

		public static void main(String[] arguments) throws Exception {
			BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
			input.readLine();
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				AsyncAppender console = factory.open("console", StandardStream.OUT,
						AppenderOptions.builder().bufferSize(65536).backpressure(Backpressure.drop()).build());
				AsyncAppender file = factory.open("file", Path.of(arguments[1]));
				for (int n = 0; n < RECORDS; n++) {
					console.append(line(n + " " + "x".repeat(80)));
				}
				file.append(line("flushed"));
				file.flush();
				boolean timeout = false;
				try {
					console.flush(Duration.ofMillis(50));
				}
				catch (AppendTimeoutException ex) {
					timeout = true;
				}
				tell(arguments[0], "dropped", console.status().dropped().records(), "state", console.status().state(),
						"timeout", timeout);
				input.readLine();
				console.flush();
				console.append(line("last"));
				console.flush();
				tell(arguments[0], "dropped", console.status().dropped().records());
			}
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "block", "drop" })
	void aReaderThatIsGoneFailsTheAppenderAndTheServiceLives(String backpressure) throws Exception {
		try (Piped program = Piped.start(this.directory, Left.class, told(), backpressure)) {
			program.killReader();
			program.say("go");
			assertThat(program.exitCode()).isZero();
		}
		Map<String, String> told = readTold();
		assertThat(told).containsEntry("state", "FAILED").containsEntry("kind", "Optional[WRITE]");
		assertThat(told.get("failure")).contains("Broken pipe");
		assertThat(told).containsEntry("thrown", "AppenderFailedException").containsEntry("alive", "true");
	}

	/** Appends until that fails, and goes on. */
	static final class Left {

		public static void main(String[] arguments) throws Exception {
			awaitLine();
			AsyncAppendFactory factory = AsyncAppendFactory.create();
			AsyncAppender console = factory.open("console", StandardStream.OUT,
					AppenderOptions.builder()
						.backpressure(arguments[1].equals("drop") ? Backpressure.drop() : Backpressure.block())
						.build());
			String thrown = "";
			while (thrown.isEmpty()) {
				try {
					console.append(line("x".repeat(100)));
				}
				catch (AppendException ex) {
					thrown = ex.getClass().getSimpleName();
				}
			}
			AppenderTrouble trouble = console.status().trouble();
			tell(arguments[0], "state", console.status().state(), "kind", trouble.failureKind(), "failure",
					trouble.failure(), "thrown", thrown, "alive", true);
		}

	}

	@ParameterizedTest
	@CsvSource({ "close,0", "exit,3", "term,143", "hook,143" })
	void anEndIsInTimeAlthoughItsPipeIsBlocked(String way, int code) throws Exception {
		try (Piped program = Piped.start(this.directory, Blocked.class, told(), way)) {
			program.stopReader();
			program.say("go");
			awaitTold();
			if (code == 143) {
				program.program().toHandle().destroy();
			}
			// The reader is stopped all the time.
			assertThat(program.exitCode()).isEqualTo(code);
		}
	}

	/** Leaves with a full buffer, producers that wait and a pipe that is full. */
	static final class Blocked {

		public static void main(String[] arguments) throws Exception {
			awaitLine();
			AsyncAppendFactory factory = AsyncAppendFactory.builder().exitTimeout(Duration.ofMillis(300)).build();
			AsyncAppender console = factory.open("console", StandardStream.OUT,
					AppenderOptions.builder().bufferSize(65536).build());
			List<Crew.Member<Void>> producers = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				producers.add(Crew.run(() -> {
					while (true) {
						console.append(line("x".repeat(1000)));
					}
				}));
			}
			Faulty.await().until(() -> producers.stream().allMatch(Crew.Member::isWaiting));
			if (arguments[1].equals("hook")) {
				// As a framework does that logs while it shuts down.
				Runtime.getRuntime().addShutdownHook(new Thread(() -> {
					try {
						console.append(line("x".repeat(1000)));
					}
					catch (AppenderClosedException ex) {
						// Given up.
					}
				}));
			}
			tell(arguments[0], "blocked", true);
			switch (arguments[1]) {
				case "close" -> {
					try {
						factory.close(Duration.ofMillis(300));
					}
					catch (AppendException ex) {
						System.exit((ex instanceof AppendTimeoutException) ? 0 : 1);
					}
				}
				case "exit" -> System.exit(3);
				default -> Thread.currentThread().join();
			}
		}

	}

	@Test
	void theLastLineOfASignalledProgramArrives() throws Exception {
		try (Piped program = Piped.start(this.directory, Signalled.class, told())) {
			awaitTold();
			program.program().toHandle().destroy();
			assertThat(program.exitCode()).isEqualTo(143);
			program.awaitReader();
		}
		List<String> lines = output();
		assertThat(lines).first().isEqualTo("first");
		assertThat(lines.subList(lines.size() - 500, lines.size())).allMatch((line) -> line.startsWith("hook "));
		assertThat(lines).last().isEqualTo("hook 499");
	}

	/** Appends in a shutdown hook. */
	static final class Signalled {

		public static void main(String[] arguments) throws Exception {
			AsyncAppender console = AsyncAppendFactory.create().open("console", StandardStream.OUT);
			console.append(line("first"));
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				for (int n = 0; n < 500; n++) {
					console.append(line("hook " + n));
				}
			}));
			tell(arguments[0], "running", true);
			Thread.currentThread().join();
		}

	}

	@Test
	void aThreadThatHasSystemOutMayWaitForRoom() throws Exception {
		try (Piped program = Piped.start(this.directory, Holding.class, told())) {
			assertThat(program.exitCode()).isZero();
			program.awaitReader();
		}
		assertThat(output()).hasSize(2 * Holding.RECORDS);
	}

	/** Appends more than fits, and flushes, with the lock of those who print. */
	static final class Holding {

		static final int RECORDS = 1000;

		public static void main(String[] arguments) throws Exception {
			for (boolean enabled : new boolean[] { true, false }) {
				try (AsyncAppendFactory factory = AsyncAppendFactory.builder().enabled(enabled).build()) {
					AsyncAppender console = factory.open("console", StandardStream.OUT,
							AppenderOptions.builder().bufferSize(1024).build());
					synchronized (System.out) {
						for (int n = 0; n < RECORDS; n++) {
							console.append(line("x".repeat(300)));
						}
						console.flush();
					}
				}
			}
		}

	}

	@Test
	void anInterruptDoesNotCloseTheStream() throws Exception {
		try (Piped program = Piped.start(this.directory, Interrupted.class, told())) {
			assertThat(program.exitCode()).isZero();
			program.awaitReader();
		}
		assertThat(output()).containsExactly("0", "1", "2", "3", "printed");
	}

	/** Appends with a pending interrupt, in both modes. */
	static final class Interrupted {

		public static void main(String[] arguments) throws Exception {
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				AsyncAppender console = factory.open("console", StandardStream.OUT);
				for (int n = 0; n < 4; n++) {
					if (n == 2) {
						factory.disable();
					}
					Thread.currentThread().interrupt();
					console.append(line(Integer.toString(n)));
				}
				if (!Thread.interrupted()) {
					throw new AssertionError("the interrupt is gone");
				}
				console.flush();
				System.out.println("printed");
			}
		}

	}

	private static Child start(String redirection, Class<?> main, Object... arguments) throws IOException {
		return Child.start(List.of("sh", "-c", "exec \"$@\" " + redirection, "sh"), Map.of(), main, arguments);
	}

	@Test
	void aFullDeviceBehindTheStreamIsRetried() throws Exception {
		try (Child child = start("> /dev/full", Full.class, told())) {
			assertThat(child.exitCode()).isZero();
		}
		assertThat(readTold()).containsEntry("state", "DEGRADED")
			.containsEntry("kind", "Optional[NO_SPACE]")
			.containsEntry("end", "FAILED");
	}

	/** Appends to where there is no room. */
	static final class Full {

		public static void main(String[] arguments) throws Exception {
			AsyncAppendFactory factory = AsyncAppendFactory.create();
			AsyncAppender console = factory.open("console", StandardStream.OUT,
					AppenderOptions.builder().writeRetry(Duration.ofSeconds(1)).build());
			console.append(line("x"));
			Faulty.await().until(() -> console.status().state() == AppenderStatus.State.DEGRADED);
			AppenderStatus degraded = console.status();
			Faulty.await().until(() -> console.status().state() != AppenderStatus.State.DEGRADED);
			tell(arguments[0], "state", degraded.state(), "kind", degraded.trouble().failureKind(), "end",
					console.status().state());
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { ">&-", "> /dev/null < /dev/null 1< /dev/null" })
	void aProcessThatWasStartedWithoutTheStreamIsTold(String redirection) throws Exception {
		try (Child child = start(redirection, Closed.class, told())) {
			assertThat(child.exitCode()).isZero();
		}
		assertThat(readTold().get("message")).startsWith("cannot open standard output for appender 'console'")
			.contains("closed");
	}

	/** Opens a stream that is not there. */
	static final class Closed {

		public static void main(String[] arguments) throws Exception {
			String message = "opened";
			try {
				AsyncAppendFactory.create().open("console", StandardStream.OUT);
			}
			catch (AppendException ex) {
				message = ex.getMessage();
			}
			tell(arguments[0], "message", message);
		}

	}

	@Test
	void aStreamMayLeadToAFileWithAppendersOfItsOwn() throws Exception {
		Path file = this.directory.resolve("file");
		try (Child child = start(">> '" + file + "' 2>&1", Redirected.class)) {
			assertThat(child.exitCode()).isZero();
		}
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(2000);
		for (String name : List.of("OUT", "ERR")) {
			List<String> own = lines.stream().filter((line) -> line.startsWith(name)).toList();
			for (int n = 0; n < 1000; n++) {
				assertThat(own.get(n)).isEqualTo(name + " " + n + " " + "x".repeat(5000));
			}
		}
	}

	/** Both streams at once. */
	static final class Redirected {

		public static void main(String[] arguments) throws Exception {
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				AsyncAppender out = factory.open("out", StandardStream.OUT);
				AsyncAppender err = factory.open("err", StandardStream.ERR);
				for (int n = 0; n < 1000; n++) {
					out.append(line("OUT " + n + " " + "x".repeat(5000)));
					err.append(line("ERR " + n + " " + "x".repeat(5000)));
				}
			}
		}

	}

}
