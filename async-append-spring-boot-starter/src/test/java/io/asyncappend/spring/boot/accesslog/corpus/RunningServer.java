package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

	/** How many lines may be missing before it is no use to wait for the next as long. */
	private static final int PATIENCE = 3;

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

	/** What came of the conversations so far, by the port of their clients. */
	private final Map<String, Observation> earlier = new HashMap<>();

	private int missing;

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

	/**
	 * Lines that come later, but before {@link #settle}, are added to what is returned.
	 */
	Observation observe(CorpusEntry entry) throws Exception {
		Observation observation = new Observation(new ArrayList<>(), new ArrayList<>(), received(entry));
		String port = Integer.toString(this.clientPort);
		this.earlier.remove(port);
		this.racing.remove(port);
		List<Expectation> expectations = entry.expectations(this.server);
		if (expectations.size() > 1) {
			observeRace(expectations, observation);
		}
		else {
			await(LIMIT, () -> isThere(expectations.get(0)));
			try {
				observeSentinel();
			}
			catch (IOException | ConditionTimeoutException ex) {
				observation.lines().add("sentinel: " + ex);
			}
			take(observation, all().size(), ownCount());
		}
		this.earlier.put(port, observation);
		return observation;
	}

	/** That a client fails is nothing that the corpus expects. */
	private List<String> received(CorpusEntry entry) throws Exception {
		try {
			return converse(entry).stream().map(Received::toString).toList();
		}
		catch (IOException ex) {
			return List.of(ex.toString());
		}
	}

	/** Its line is behind all those that a server has made by now. */
	private void observeSentinel() throws IOException {
		try (Socket socket = (this.setup == Setup.TLS) ? this.tls.connect(this.running.port(), "http/1.1")
				: connect()) {
			Http1Client.send(socket, SENTINEL, Then.READ);
		}
		awaitSentinel(this::all);
		awaitSentinel(() -> this.own.subList(this.ownRead, this.own.size()));
	}

	/** Waits a moment for lines that come late. */
	void settle() throws IOException {
		awaitMoment(() -> ourCount() > 0 || ownCount() > 0);
		take(new Observation(new ArrayList<>(), new ArrayList<>(), List.of()), all().size(), ownCount());
	}

	/**
	 * What may come in addition is awaited for a moment, and lost then. That it is lost
	 * from both logs, or from none, must not depend on the moment.
	 */
	private void observeRace(List<Expectation> expectations, Observation observation) throws IOException {
		this.racing.add(Integer.toString(this.clientPort));
		await(LIMIT, () -> expectations.stream().anyMatch(this::isThere));
		awaitMoment(() -> expectations.stream().allMatch(this::isThere));
		int[] counts = new int[2];
		await(LIMIT, () -> {
			counts[0] = ourCount();
			counts[1] = ownCount();
			return expectations.stream()
				.anyMatch((expectation) -> counts[0] == expectation.lines().size()
						&& counts[1] == expectation.ownLines());
		});
		take(observation, counts[0], counts[1]);
	}

	private boolean isThere(Expectation expectation) {
		return ourCount() >= expectation.lines().size() && ownCount() >= expectation.ownLines();
	}

	private int ourCount() {
		return (int) this.appender.status().records().accepted() - this.linesRead;
	}

	private int ownCount() {
		return this.own.size() - this.ownRead;
	}

	/**
	 * What does not come within the time is missing then. Where much is, that is no busy
	 * machine, and a test that fails is to fail soon.
	 */
	private void await(Duration limit, Callable<Boolean> condition) {
		if (!isSoon((this.missing < PATIENCE) ? limit : SILENCE, condition)) {
			this.missing++;
		}
	}

	private static void awaitMoment(Callable<Boolean> condition) {
		isSoon(MOMENT, condition);
	}

	private static boolean isSoon(Duration limit, Callable<Boolean> condition) {
		try {
			Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(limit).until(condition);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
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
			case TLS -> this.tls.connect(this.running.port(), "http/1.1");
			case TLS_WITHOUT_ALPN -> this.tls.connect(this.running.port());
			case H2 -> this.tls.connect(this.running.port(), "h2");
			default -> connect();
		};
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), this.running.port());
		socket.setSoTimeout((int) LIMIT.toMillis());
		return socket;
	}

	private static void awaitSentinel(Callable<List<String>> lines) {
		Awaitility.await()
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> lines.call().stream().anyMatch(RunningServer::isSentinel));
	}

	private List<String> all() throws IOException {
		this.appender.flush();
		List<String> lines = Files.readAllLines(this.log, StandardCharsets.ISO_8859_1);
		return lines.subList(this.linesRead, lines.size());
	}

	private static boolean isSentinel(String line) {
		return line.contains("GET /sentinel ");
	}

	/** The next lines of both logs belong to this conversation, or to an earlier one. */
	private void take(Observation observation, int lines, int ownLines) throws IOException {
		for (String line : all().subList(0, lines)) {
			if (!isSentinel(line)) {
				String port = line.split("\t")[1];
				Observation earlier = this.earlier.get(port);
				add((earlier != null) ? earlier.lines() : observation.lines(), port,
						LineOf.ours(line, (earlier != null) ? Integer.parseInt(port) : this.clientPort));
			}
		}
		for (String line : List.copyOf(this.own.subList(this.ownRead, this.ownRead + ownLines))) {
			if (!isSentinel(line)) {
				String port = line.substring(0, line.indexOf('\t'));
				Observation earlier = this.earlier.get(port);
				add((earlier != null) ? earlier.own() : observation.own(), port, LineOf.own(line));
			}
		}
		this.linesRead += lines;
		this.ownRead += ownLines;
	}

	/** What a server that races says too late is lost, see {@link #observeRace}. */
	private void add(List<String> lines, String port, String line) {
		if (!this.earlier.containsKey(port) || !this.racing.contains(port)) {
			lines.add(line);
		}
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
