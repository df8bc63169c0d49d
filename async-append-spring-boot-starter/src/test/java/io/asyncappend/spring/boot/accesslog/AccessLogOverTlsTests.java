package io.asyncappend.spring.boot.accesslog;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;
import io.asyncappend.spring.boot.testing.TlsFiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP/1.1 over TLS, with a server that offers HTTP/2 too.
 */
@Tag("jdk")
class AccessLogOverTlsTests {

	/** Has no version, and is the first of its connection. */
	private static final String MALFORMED = "GET /hello HTTP/x\r\nHost: example.org\r\n\r\n";

	private static final String REQUEST = "GET /hello HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n";

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void http1IsLoggedWhereHttp2IsOffered(TestServer server) throws Exception {
		String line = "127.0.0.1 \"GET /hello HTTP/1.1\" 200 5";
		assertThat(lines(server, " %s %b", REQUEST, "HTTP/1.1 200")).containsExactly(line, line);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsMalformedIsLoggedWhereHttp2IsOffered(TestServer server) throws Exception {
		String line = "127.0.0.1 \"-\"";
		assertThat(lines(server, "", MALFORMED, "HTTP/1.1 ")).containsExactly(line, line);
	}

	/**
	 * From a client that chooses HTTP/1.1 by ALPN, and from one that does not know it.
	 */
	private List<String> lines(TestServer server, String result, String request, String response) throws Exception {
		TlsFiles tls = new TlsFiles(this.directory);
		List<String> arguments = new ArrayList<>(tls.arguments());
		arguments.addAll(List.of("--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.access-log.pattern=%h \"%r\"" + result, "--logging.level.root=error"));
		try (Running running = server.run(Answers.Application.class, arguments.toArray(String[]::new))) {
			int port = running.port();
			send(tls.connect(port, "http/1.1"), request, response);
			send(tls.connect(port), request, response);
			AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
			Awaitility.await().until(() -> access.status().records().accepted() >= 2);
			access.flush();
			return Files.readAllLines(this.directory.resolve("access.log"));
		}
	}

	private static void send(Socket connection, String request, String response) throws IOException {
		try (Socket socket = connection) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().readAllBytes()).asString(StandardCharsets.ISO_8859_1)
				.startsWith(response);
		}
	}

}
