package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.AccessLog;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever head a client sends: each answer of a server has one line, which is one line
 * of the file, whose fields can be told apart, and has the status of the answer and no
 * target that was not sent. {@code -Dfuzz.seed} and {@code -Dfuzz.heads} try others, and
 * more.
 */
class HeadFuzzTests {

	private static final long SEED = Long.getLong("fuzz.seed", 20261128L);

	private static final int HEADS = Integer.getInteger("fuzz.heads", 1500);

	private static final int CLIENTS = 8;

	/** After which a client leaves a server that waits for more. */
	private static final int SILENCE_MILLIS = 250;

	private static final Pattern ANSWER = Pattern
		.compile("HTTP/[0-9]\\.[0-9] ([2-5][0-9]{2}|101)[^\\r\\n]*\\r\\n[A-Za-z-]+:");

	/** Of an answer without a status line, which Tomcat gives to what has no protocol. */
	private static final String UNTOLD = "-";

	/** What is written of text from outside. */
	private static final String TEXT = "(?:[ !#-\\[\\]-~]|\\\\[\"\\\\bnrtv]|\\\\x[0-9a-f]{2})*";

	private static final Pattern LINE = Pattern.compile("([^\\t]*)\\t([0-9]+)\\t(" + TEXT + ")\\t(" + TEXT + ")\\t("
			+ TEXT + ")\\t(" + TEXT + ")\\t\"(" + TEXT + ")\" ([1-5][0-9]{2}|-) ([0-9]+|-)");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void eachAnswerHasOneLineWhoseFieldsParse(TestServer server) throws Exception {
		List<String> heads = new FuzzedHeads(SEED).next(HEADS);
		try (Running running = run(server)) {
			Map<Integer, List<Conversation>> byPort = converse(running, heads);
			AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
			List<String> faults = awaitLines(access, byPort);
			assertThat(faults.stream().limit(20)).as("%d faults of seed %d", faults.size(), SEED).isEmpty();
			AppenderStatus status = access.status();
			assertThat(status.dropped().records()).isZero();
			assertThat(running.context().getBean(AccessLog.class).lostLines()).isZero();
			assertThat(byPort.values().stream().flatMap(List::stream).mapToInt((said) -> said.statuses().size()).sum())
				.as("answers")
				.isGreaterThan(HEADS / 2);
		}
	}

	private Running run(TestServer server) throws IOException {
		Path file = Files.writeString(this.directory.resolve("file.txt"), "A file.");
		return server.run(Pages.Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.appenders.access.backpressure=" + ((server == TestServer.NETTY) ? "drop" : "block"),
				"--async-append.access-log.pattern=%h\t%{remote}p\t%{X-In}i\t%m\t%U\t%q\t\"%r\" %s %b",
				"--corpus.file=" + file, "--server.shutdown=immediate", "--logging.level.root=off",
				"--spring.main.banner-mode=off");
	}

	/**
	 * One connection.
	 *
	 * @param begun when, in the order of a port that several have one after the other
	 * @param head what the client sent
	 * @param statuses of what it received
	 * @param ended whether the server ended it, and said all that it had to say
	 */
	private record Conversation(long begun, String head, List<String> statuses, boolean ended) {

		/**
		 * The statuses that lines may have. A client that left, or was cut off, need not
		 * have received each answer; nor one that received nothing, as an answer without
		 * a status line may be empty.
		 */
		String expected() {
			String told = statuses().stream()
				.map((status) -> status.equals(UNTOLD) ? "[0-9]{3} " : status + " ")
				.collect(Collectors.joining());
			if (!ended()) {
				return told + "([0-9]{3} |- )*";
			}
			return told + ((statuses().isEmpty() || isFollowed()) ? "([0-9]{3} |- )?" : "");
		}

		/** By another request, whose answer may have no status line. */
		private boolean isFollowed() {
			int end = head().indexOf("\r\n\r\n");
			return !head().substring(end).isBlank();
		}

		@Override
		public String toString() {
			return statuses() + " for " + head().replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
		}

	}

	private static Map<Integer, List<Conversation>> converse(Running running, List<String> heads) throws Exception {
		int port = running.port();
		ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
		try {
			Map<Integer, List<Conversation>> byPort = new HashMap<>();
			List<Callable<Map.Entry<Integer, Conversation>>> all = new ArrayList<>();
			heads.forEach((head) -> all.add(() -> converse(port, head)));
			for (Future<Map.Entry<Integer, Conversation>> one : clients.invokeAll(all)) {
				byPort.computeIfAbsent(one.get().getKey(), (client) -> new ArrayList<>()).add(one.get().getValue());
			}
			byPort.values().forEach((said) -> said.sort(Comparator.comparingLong(Conversation::begun)));
			return byPort;
		}
		finally {
			clients.shutdown();
		}
	}

	private static Map.Entry<Integer, Conversation> converse(int port, String head) throws IOException {
		try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
			long begun = System.nanoTime();
			ByteArrayOutputStream received = new ByteArrayOutputStream();
			boolean ended = false;
			try {
				socket.setSoTimeout(SILENCE_MILLIS);
				socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
				InputStream in = socket.getInputStream();
				byte[] buffer = new byte[8192];
				for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
					received.write(buffer, 0, read);
				}
				ended = true;
			}
			catch (SocketTimeoutException ex) {
				// It waits for more.
			}
			catch (IOException ex) {
				// A connection that is reset takes with it what was not read by then.
			}
			return Map.entry(socket.getLocalPort(),
					new Conversation(begun, head, statuses(received.toString(StandardCharsets.ISO_8859_1)), ended));
		}
	}

	private static List<String> statuses(String received) {
		if (!received.isEmpty() && !received.startsWith("HTTP/")) {
			return List.of(UNTOLD);
		}
		return ANSWER.matcher(received).results().map((answer) -> answer.group(1)).toList();
	}

	/** What is wrong at last, as a line may come after the answer. */
	private List<String> awaitLines(AsyncAppender access, Map<Integer, List<Conversation>> byPort) throws IOException {
		List<String> faults = new ArrayList<>();
		try {
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
				faults.clear();
				faults.addAll(faults(access, byPort));
				return faults.isEmpty();
			});
		}
		catch (ConditionTimeoutException ex) {
			// What is wrong stays so.
		}
		return faults;
	}

	private List<String> faults(AsyncAppender access, Map<Integer, List<Conversation>> byPort) throws IOException {
		access.flush();
		List<String> faults = new ArrayList<>();
		Map<Integer, List<Matcher>> lines = new HashMap<>();
		String log = Files.readString(this.directory.resolve("access.log"), StandardCharsets.ISO_8859_1);
		for (String line : log.split("\n")) {
			Matcher matcher = LINE.matcher(line);
			if (matcher.matches()) {
				lines.computeIfAbsent(Integer.valueOf(matcher.group(2)), (port) -> new ArrayList<>()).add(matcher);
			}
			else {
				faults.add("not of the pattern: " + line);
			}
		}
		byPort.forEach((port, said) -> faults.addAll(faults(said, lines.getOrDefault(port, List.of()))));
		return faults;
	}

	/** All that had one port, one after the other. */
	private static List<String> faults(List<Conversation> said, List<Matcher> lines) {
		List<String> faults = new ArrayList<>();
		String logged = lines.stream().map((line) -> line.group(8) + " ").collect(Collectors.joining());
		if (!logged.matches(said.stream().map(Conversation::expected).collect(Collectors.joining()))) {
			faults.add("lines " + lines.stream().map(Matcher::group).toList() + " of " + said);
		}
		for (Matcher line : lines) {
			if (said.stream().noneMatch((one) -> isOf(one.head(), line))) {
				faults.add("line " + line.group() + " was not sent by " + said);
			}
		}
		return faults;
	}

	/**
	 * An absolute form without a path gets a slash. Jetty decodes UTF-8, and has
	 * something else for what is none.
	 */
	private static boolean isOf(String head, Matcher line) {
		String decoded = new String(head.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
		String replaced = new String(decoded.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		return List.of(4, 5, 6)
			.stream()
			.map((field) -> unescaped(line.group(field)))
			.allMatch((text) -> text.equals("-") || Stream.of(text, text.replaceFirst("^/", ""))
				.anyMatch((part) -> contains(head, part) || contains(replaced, part)));
	}

	/** What is before a host is hidden, whatever it was. */
	private static boolean contains(String head, String part) {
		String sent = Stream.of(part.split(Pattern.quote("***@"), -1))
			.map(Pattern::quote)
			.collect(Collectors.joining("[^/]*@"));
		return Pattern.compile(sent).matcher(head).find();
	}

	private static String unescaped(String text) {
		return ESCAPE.matcher(text).replaceAll((match) -> {
			String escape = match.group(1);
			return Matcher.quoteReplacement(switch (escape.charAt(0)) {
				case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
				case 'b' -> "\b";
				case 'n' -> "\n";
				case 'r' -> "\r";
				case 't' -> "\t";
				case 'v' -> "\u000b";
				default -> escape;
			});
		});
	}

}
