package io.asyncappend.spring.boot.accesslog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a line says is what was sent and received, whatever a request would have it say.
 */
class AccessLogTruthTests {

	private static final String END = "\nHost: example.org\nConnection: close\n\n";

	@TempDir
	Path directory;

	private int linesRead;

	private Running run(TestServer server, String pattern) {
		return server.run(Answers.Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.access-log.pattern=" + pattern, "--server.forward-headers-strategy=native",
				"--logging.level.root=off");
	}

	private String line(Running running) throws Exception {
		AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
		int known = this.linesRead;
		Awaitility.await().until(() -> access.status().records().accepted() > known);
		access.flush();
		List<String> lines = Files.readAllLines(this.directory.resolve("access.log"));
		this.linesRead = lines.size();
		return lines.get(known);
	}

	@ParameterizedTest
	@EnumSource
	void theAbsoluteFormIsLoggedByItsPath(TestServer server) throws Exception {
		try (Running running = run(server, "\"%r\" %U %q")) {
			Raw.send(running, "GET http://example.org?next=/admin HTTP/1.1" + END);
			assertThat(line(running)).isEqualTo("\"GET /?next=/admin HTTP/1.1\" / ?next=/admin");
			Raw.send(running, "GET HTTP://example.org/hello?u=http://evil/secret HTTP/1.1" + END);
			assertThat(line(running))
				.isEqualTo("\"GET /hello?u=http://evil/secret HTTP/1.1\" /hello ?u=http://evil/secret");
			Raw.send(running, "GET http://example.org HTTP/1.1" + END);
			assertThat(line(running)).isEqualTo("\"GET / HTTP/1.1\" / ");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "JETTY", "NETTY" })
	void aTargetWithoutSlashIsLoggedAsItWasSent(TestServer server) throws Exception {
		try (Running running = run(server, "\"%r\" %U %q %s")) {
			String status = (server == TestServer.NETTY) ? "200" : "400";
			Raw.send(running, "GET hello?u=http://evil/secret HTTP/1.1" + END);
			assertThat(line(running))
				.isEqualTo("\"GET hello?u=http://evil/secret HTTP/1.1\" hello ?u=http://evil/secret " + status);
			for (String target : List.of("hello", "hello#http://evil/secret", "hello;p=1?q", "hello?q#hello#x",
					"%2fhello", "?u=http://evil/secret", "?", "#fragment", "https:hello", "urn:hello", "http:")) {
				Raw.send(running, "GET " + target + " HTTP/1.1" + END);
				assertThat(line(running)).startsWith("\"GET " + target + " HTTP/1.1\" ");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void aRefusedHeaderHasNoValue(TestServer server) throws Exception {
		try (Running running = run(server, "%h \"%{X-In}i\" %s")) {
			Raw.send(running, "GET /hello HTTP/1.1\nX-In: a\u0001b" + END);
			assertThat(line(running)).isEqualTo("127.0.0.1 \"-\" 400");
			Raw.send(running, "GET /hello HTTP/1.1\nX-Forwarded-For: a\u0001b" + END);
			assertThat(line(running)).isEqualTo("127.0.0.1 \"-\" 400");
		}
	}

	@ParameterizedTest
	@EnumSource
	void thePageOfAnErrorHasItsSize(TestServer server) throws Exception {
		try (Running running = run(server, "%s %b")) {
			for (String request : List.of("GET /missing HTTP/1.0" + END, "GET /hello HTTP/1.1\nno colon" + END,
					"GET /%zz HTTP/1.1" + END)) {
				String response = Raw.send(running, request);
				String body = response.substring(response.indexOf("\r\n\r\n") + 4);
				assertThat(line(running)).isEqualTo(
						response.substring(9, 12) + " " + (body.isEmpty() ? "-" : Integer.toString(body.length())));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void aForwardedAddressIsSpelledInOneWay(TestServer server) throws Exception {
		try (Running running = run(server, "%h %{remote}p")) {
			Raw.send(running, "GET /hello HTTP/1.1\nX-Forwarded-For: 203.0.113.7:4711" + END);
			assertThat(line(running)).isEqualTo("203.0.113.7 4711");
			Raw.send(running, "GET /hello HTTP/1.1\nX-Forwarded-For: [2001:DB8:0::1]:4711" + END);
			assertThat(line(running)).isEqualTo("2001:db8::1 4711");
			Raw.send(running, "GET /hello HTTP/1.1\nX-Forwarded-For: [2001:db8::1]" + END);
			assertThat(line(running)).isEqualTo("2001:db8::1 -");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aResponseThatFailsMidwayHasTheStatusThatWasSent(TestServer server) throws Exception {
		try (Running running = run(server, "\"%r\" %s")) {
			assertThat(Raw.send(running, "GET /breaks HTTP/1.1" + END)).startsWith("HTTP/1.1 200 ");
			assertThat(line(running)).isEqualTo("\"GET /breaks HTTP/1.1\" 200");
		}
	}

}
