package io.asyncappend.spring.boot.accesslog.corpus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Setup;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Then;
import io.asyncappend.spring.boot.accesslog.corpus.CorpusEntry.Via;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

/**
 * A server that has entries of the corpus sent to it, one after the other.
 */
final class RunningServer implements AutoCloseable {

	private static final String SENTINEL = "GET /sentinel HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n";

	private final Running running;

	private final Setup setup;

	private final TlsFiles tls;

	private final Path log;

	private final AsyncAppender appender;

	private final List<String> own;

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
				"--corpus.file=" + file, "--logging.level.root=off", "--spring.main.banner-mode=off",
				"--server.compression.enabled=true"));
		switch (setup) {
			case PLAIN -> {
			}
			case PROXY -> arguments.add("--server.forward-headers-strategy=native");
			case H2C -> arguments.add("--server.http2.enabled=true");
			case TLS -> arguments.addAll(tls.arguments());
		}
		this.setup = setup;
		this.tls = tls;
		this.log = home.resolve("access.log");
		this.running = server.run(Pages.Application.class, arguments.toArray(String[]::new));
		this.appender = this.running.context().getBean("access", AsyncAppender.class);
		this.own = this.running.context().getBean(OwnLogs.class).lines();
	}

	Observation observe(CorpusEntry entry, int expectedLines, int expectedOwn) throws Exception {
		List<Received> received = converse(entry);
		int port = this.clientPort;
		await(expectedLines, expectedOwn);
		Http1Client.send((this.setup == Setup.TLS) ? this.tls.connect(port(), "http/1.1") : connect(), SENTINEL,
				Then.READ);
		return new Observation(lines(port), own(), received.stream().map(Received::toString).toList());
	}

	/** What does not come within the time is missing then. */
	private void await(int lines, int own) {
		try {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(2))
				.atMost(Duration.ofMillis(Long.getLong("corpus.wait", 10_000)))
				.until(() -> this.appender.status().acceptedRecords() >= this.linesRead + lines
						&& this.own.size() >= this.ownRead + own);
		}
		catch (ConditionTimeoutException ex) {
			// The comparison says what is missing.
		}
	}

	private List<Received> converse(CorpusEntry entry) throws Exception {
		try (Socket socket = connect(entry.via())) {
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
		socket.setSoTimeout(2_000);
		return socket;
	}

	private int port() {
		return this.running.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/** The lines up to that of the sentinel. */
	private List<String> lines(int port) throws IOException {
		Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> all().stream().anyMatch(this::isSentinel));
		List<String> lines = all();
		this.linesRead += lines.size();
		return lines.stream().filter((line) -> !isSentinel(line)).map((line) -> LineOf.ours(line, port)).toList();
	}

	private List<String> all() throws IOException {
		this.appender.flush();
		List<String> lines = Files.readAllLines(this.log, StandardCharsets.ISO_8859_1);
		return lines.subList(this.linesRead, lines.size());
	}

	private boolean isSentinel(String line) {
		return line.contains("GET /sentinel ");
	}

	private List<String> own() {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.own.subList(this.ownRead, this.own.size()).stream().anyMatch(this::isSentinel));
		List<String> lines = List.copyOf(this.own.subList(this.ownRead, this.own.size()));
		this.ownRead += lines.size();
		return lines.stream().filter((line) -> !isSentinel(line)).map(LineOf::own).toList();
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
