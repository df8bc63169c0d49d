package io.asyncappend.spring.boot.accesslog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.asyncappend.AsyncAppender;
import io.asyncappend.Backpressure;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same requests on each server.
 */
class AccessLogOverHttpTests {

	private static final String PATTERN = "%h %l %u \"%r\" %s %B \"%{Referer}i\" \"%{User-Agent}i\" %m %U %q %H %v"
			+ " \"%{X-Out}o\" \"%{X-Two}o\" \"%{X-Two}i\"";

	private static final String END = "\nHost: example.org\nConnection: close\n\n";

	@TempDir
	Path directory;

	private Running run(TestServer server, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=" + server + ".log", "--async-append.access-log.appender=access",
				"--spring.web.error.include-message=never", "--logging.level.root=error"));
		all.addAll(List.of(arguments));
		return server.run(Answers.Application.class, all.toArray(String[]::new));
	}

	private List<String> lines(Running running, TestServer server, int expected) {
		AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
		Awaitility.await().until(() -> access.status().records().accepted() >= expected);
		access.flush();
		return read(server);
	}

	private List<String> read(TestServer server) {
		try {
			return Files.readAllLines(this.directory.resolve(server + ".log"));
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	@Test
	void theLinesAreTheSameOnEachServer() throws Exception {
		List<String> requests = List.of("GET /hello HTTP/1.1" + END, "GET /hello?a=b%20c&d=%0A%22 HTTP/1.1" + END,
				"HEAD /hello HTTP/1.1" + END, "GET /nothing HTTP/1.1" + END, "GET /large HTTP/1.1" + END,
				"GET /async HTTP/1.1" + END, "GET /events HTTP/1.1" + END,
				"POST /echo HTTP/1.1\nContent-Type: text/plain\nContent-Length: 4" + END + "body",
				"GET http://example.org/hello?x HTTP/1.1" + END,
				"GET /hello HTTP/1.1\nReferer: https://example.org/?q=\"x\"\nUser-Agent: a\\b\"\t\u00e9\u00ff" + END,
				"GET /hello HTTP/1.1\nX-Two: 1\nX-Two: 2" + END, "GET /hello HTTP/1.0" + END,
				"GET /h%65llo HTTP/1.1" + END, "GET /hello;x=y HTTP/1.1" + END,
				"GET /hello HTTP/1.1\nHost: example.org\n\nGET /hello?2 HTTP/1.1" + END);
		Map<TestServer, List<String>> lines = new EnumMap<>(TestServer.class);
		for (TestServer server : TestServer.values()) {
			try (Running running = run(server, "--async-append.access-log.pattern=" + PATTERN)) {
				assertThat(server.isServerOf(running)).isTrue();
				for (int i = 0; i < requests.size(); i++) {
					assertThat(Raw.send(running, requests.get(i))).startsWith("HTTP/1.");
					lines(running, server, i + 1);
				}
				lines.put(server, lines(running, server, requests.size() + 1));
			}
		}
		assertThat(lines.get(TestServer.TOMCAT)).hasSize(requests.size() + 1)
			.startsWith("127.0.0.1 - - \"GET /hello HTTP/1.1\" 200 5 \"-\" \"-\" GET /hello  HTTP/1.1 example.org"
					+ " \"say \\\"hi\\\"\" \"1, 2\" \"-\"");
		assertThat(lines.get(TestServer.JETTY)).isEqualTo(lines.get(TestServer.TOMCAT));
		assertThat(lines.get(TestServer.NETTY)).isEqualTo(lines.get(TestServer.TOMCAT));
	}

	@ParameterizedTest
	@EnumSource
	void errorsAreLogged(TestServer server) throws Exception {
		try (Running running = run(server, "--async-append.access-log.pattern=\"%r\" %s")) {
			assertThat(Raw.send(running, "GET /missing HTTP/1.1" + END)).contains(" 404 ");
			assertThat(Raw.send(running, "GET /fail HTTP/1.1" + END)).contains(" 500 ");
			assertThat(Raw.send(running, "GET /async-fail HTTP/1.1" + END)).contains(" 500 ");
			assertThat(Raw.send(running, "DELETE /hello HTTP/1.1" + END)).contains(" 405 ");
			assertThat(lines(running, server, 4)).containsExactlyInAnyOrder("\"GET /missing HTTP/1.1\" 404",
					"\"GET /fail HTTP/1.1\" 500", "\"GET /async-fail HTTP/1.1\" 500", "\"DELETE /hello HTTP/1.1\" 405");
		}
	}

	@ParameterizedTest
	@EnumSource
	void malformedRequestsAreLoggedAndForgeNothing(TestServer server) throws Exception {
		try (Running running = run(server, "--async-append.access-log.pattern=\"%r\" %s")) {
			// A line comes after the answer, so each is waited for: they have an order
			// then.
			assertThat(Raw.send(running, "nonsense\n\n")).contains(" 400 ");
			lines(running, server, 1);
			assertThat(Raw.send(running, "GET /hello HTTP/1.1\nno colon" + END)).contains(" 400 ");
			lines(running, server, 2);
			assertThat(Raw.send(running, "GET /\u0000\u0001\" HTTP/1.1" + END)).contains(" 400 ");
			List<String> lines = lines(running, server, 3);
			assertThat(lines).hasSize(3)
				.startsWith("\"-\" 400", "\"GET /hello HTTP/1.1\" 400")
				.allSatisfy((line) -> assertThat(line).matches("\"([ !#-\\[\\]-~]|\\\\.)*\" 400"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void anAsteriskIsNotTakenForTheRoot(TestServer server) throws Exception {
		try (Running running = run(server, "--async-append.access-log.pattern=\"%r\"")) {
			Raw.send(running, "OPTIONS * HTTP/1.1" + END);
			lines(running, server, 1);
			Raw.send(running, "OPTIONS http://example.org HTTP/1.1" + END.replace("localhost", "example.org"));
			assertThat(lines(running, server, 2)).containsExactly("\"OPTIONS * HTTP/1.1\"", "\"OPTIONS / HTTP/1.1\"");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aClientThatDoesNotWaitIsLoggedOnce(TestServer server) throws Exception {
		try (Running running = run(server, "--async-append.access-log.pattern=\"%r\" %s")) {
			Raw.abort(running, "GET /endless HTTP/1.1" + END);
			// Tomcat makes it 500, but long after it has sent 200.
			assertThat(lines(running, server, 1)).containsExactly("\"GET /endless HTTP/1.1\" 200");
			assertThat(Raw.send(running, "GET /hello HTTP/1.1" + END)).contains(" 200 ");
			assertThat(lines(running, server, 2)).hasSize(2).endsWith("\"GET /hello HTTP/1.1\" 200");
		}
	}

	@ParameterizedTest
	@EnumSource
	void theDefaultIsTheCommonFormatAndDrop(TestServer server) throws Exception {
		try (Running running = run(server)) {
			assertThat(running.context().getBean("access", AsyncAppender.class).options().backpressure())
				.isEqualTo(Backpressure.drop());
			Raw.send(running, "GET /hello HTTP/1.1" + END);
			assertThat(lines(running, server, 1)).singleElement()
				.asString()
				.matches("127\\.0\\.0\\.1 - - \\[\\d{2}/\\w{3}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}]"
						+ " \"GET /hello HTTP/1\\.1\" 200 5");
		}
	}

}
