package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Expectation;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Setup;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Via;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;
import io.asyncappend.spring.boot.testing.TlsFiles;

/**
 * A server that has entries of the corpus sent to it, one after the other.
 */
final class RunningServer implements AutoCloseable {

	private static final String SENTINEL = "GET /sentinel HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n";

	/** For what must come; generous, as the machine may be busy. */
	private static final Duration LIMIT = Duration.ofMillis(Long.getLong("corpus.wait", 30_000));

	/** For what may come or not. */
	private static final Duration MOMENT = Duration.ofMillis(300);

	/** After which a client leaves that knows of servers that say nothing. */
	private static final Duration SILENCE = Duration.ofSeconds(3);

	private final TestServer server;

	private final Running running;

	private final Setup setup;

	private final TlsFiles tls;

	private final Path log;

	private final AsyncAppender appender;

	private final List<String> own;

	private final Set<String> racing = new HashSet<>();

	private int clientPort;

	private int linesRead;

	private int ownRead;

	RunningServer(TestServer server, Setup setup, Path directory, TlsFiles tls) throws IOException {
		Path home = Files.createDirectories(directory.resolve(server + "-" + setup));
		Path file = Files.writeString(home.resolve("file.txt"), "A file. ".repeat(20_000));
		List<String> arguments = new ArrayList<>(List.of("--async-append.directory=" + home,
				"--async-append.appenders.access.file=access.log",
				"--async-append.appenders.access.backpressure=" + ((server == TestServer.NETTY) ? "drop" : "block"),
				"--async-append.access-log.appender=access", "--async-append.access-log.pattern=" + LineOf.PATTERN,
				"--corpus.file=" + file, "--server.shutdown=immediate", "--logging.level.root=off",
				"--spring.main.banner-mode=off", "--server.compression.enabled=true"));
		switch (setup) {
			case PLAIN -> {
			}
			case PROXY -> arguments.add("--server.forward-headers-strategy=native");
			case H2C -> arguments.add("--server.http2.enabled=true");
			case TLS -> arguments.addAll(tls.arguments());
		}
		this.server = server;
		this.setup = setup;
		this.tls = tls;
		this.log = home.resolve("access.log");
		this.running = server.run(Pages.Application.class, arguments.toArray(String[]::new));
		this.appender = this.running.context().getBean("access", AsyncAppender.class);
		this.own = this.running.context().getBean(OwnLogs.class).lines();
	}

	TestServer server() {
		return this.server;
	}

	Setup setup() {
		return this.setup;
	}

	Observation observe(CorpusEntry entry) throws Exception {
		List<String> received = converse(entry).stream().map(Received::toString).toList();
		int port = this.clientPort;
		List<Expectation> expectations = entry.expectations(this.server);
		if (expectations.size() > 1) {
			return observeRace(expectations, received, port);
		}
		await(LIMIT, () -> isThere(expectations.get(0)));
		try (Socket socket = (this.setup == Setup.TLS) ? this.tls.connect(port(), "http/1.1") : connect()) {
			Http1Client.send(socket, SENTINEL, Then.READ);
		}
		return new Observation(lines(port), own(port), received);
	}

	/**
	 * What may come in addition is awaited for a moment, and lost then. That it is lost
	 * from both logs, or from none, must not depend on the moment.
	 */
	private Observation observeRace(List<Expectation> expectations, List<String> received, int port)
			throws IOException {
		this.racing.add(Integer.toString(port));
		await(LIMIT, () -> expectations.stream().anyMatch(this::isThere));
		await(MOMENT, () -> expectations.stream().allMatch(this::isThere));
		int[] counts = new int[2];
		await(LIMIT, () -> {
			counts[0] = ourCount();
			counts[1] = ownCount();
			return expectations.stream()
				.anyMatch((expectation) -> counts[0] == expectation.lines().size()
						&& counts[1] == expectation.ownLines());
		});
		List<String> lines = all().subList(0, counts[0]);
		List<String> own = List.copyOf(this.own.subList(this.ownRead, this.ownRead + counts[1]));
		this.linesRead += counts[0];
		this.ownRead += counts[1];
		return new Observation(ours(lines, port), owns(own, port), received);
	}

	private boolean isThere(Expectation expectation) {
		return ourCount() >= expectation.lines().size() && ownCount() >= expectation.ownLines();
	}

	private int ourCount() {
		return (int) this.appender.status().acceptedRecords() - this.linesRead;
	}

	private int ownCount() {
		return this.own.size() - this.ownRead;
	}

	/** What does not come within the time is missing then. */
	private static void await(Duration limit, Callable<Boolean> condition) {
		try {
			Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(limit).until(condition);
		}
		catch (ConditionTimeoutException ex) {
			// The comparison says what is missing.
		}
	}

	private List<Received> converse(CorpusEntry entry) throws Exception {
		try (Socket socket = connect(entry.via())) {
			if (entry.then() == Then.LEAVE) {
				socket.setSoTimeout((int) SILENCE.toMillis());
			}
			this.clientPort = socket.getLocalPort();
			return switch (entry.via()) {
				case H2, H2C -> Http2Client.send(socket, scheme(entry), entry.then());
				case H2C_UPGRADE -> Http2Client.upgrade(socket, entry.request(), entry.then());
				default -> Http1Client.send(socket, entry.request(), entry.then());
			};
		}
	}

	private static String scheme(CorpusEntry entry) {
		return entry.request().replace("{scheme}", (entry.via() == Via.H2) ? "https" : "http");
	}

	private Socket connect(Via via) throws IOException {
		return switch (via) {
			case TLS -> this.tls.connect(port(), "http/1.1");
			case TLS_WITHOUT_ALPN -> this.tls.connect(port());
			case H2 -> this.tls.connect(port(), "h2");
			default -> connect();
		};
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port());
		socket.setSoTimeout((int) LIMIT.toMillis());
		return socket;
	}

	private int port() {
		return this.running.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/** The lines up to that of the sentinel. */
	private List<String> lines(int port) throws IOException {
		Awaitility.await()
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> all().stream().anyMatch(this::isSentinel));
		List<String> lines = all();
		this.linesRead += lines.size();
		return ours(lines, port);
	}

	private List<String> all() throws IOException {
		this.appender.flush();
		List<String> lines = Files.readAllLines(this.log, StandardCharsets.ISO_8859_1);
		return lines.subList(this.linesRead, lines.size());
	}

	private boolean isSentinel(String line) {
		return line.contains("GET /sentinel ");
	}

	private List<String> own(int port) {
		Awaitility.await()
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.own.subList(this.ownRead, this.own.size()).stream().anyMatch(this::isSentinel));
		List<String> lines = List.copyOf(this.own.subList(this.ownRead, this.own.size()));
		this.ownRead += lines.size();
		return owns(lines, port);
	}

	private List<String> ours(List<String> lines, int port) {
		return lines.stream()
			.filter((line) -> !isSentinel(line) && !isLate(line.split("\t")[1], port))
			.map((line) -> LineOf.ours(line, port))
			.toList();
	}

	private List<String> owns(List<String> lines, int port) {
		return lines.stream()
			.filter((line) -> !isSentinel(line) && !isLate(line.substring(0, line.indexOf('\t')), port))
			.map(LineOf::own)
			.toList();
	}

	/** What a server that raced has said too late. */
	private boolean isLate(String portOfLine, int port) {
		return !portOfLine.equals(Integer.toString(port)) && this.racing.contains(portOfLine);
	}

	@Override
	public void close() {
		this.running.close();
	}

	/**
	 * What came of an entry.
	 *
	 * @param lines our lines
	 * @param own those of the server's own log
	 * @param received what the client received
	 */
	record Observation(List<String> lines, List<String> own, List<String> received) {
	}

}
