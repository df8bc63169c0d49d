package io.asyncappend.spring.boot.accesslog;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
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
class AccessLogOverTlsTests {

	private static final String REQUEST = "GET /hello HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n";

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void http1IsLoggedWhereHttp2IsOffered(TestServer server) throws Exception {
		TlsFiles tls = new TlsFiles(this.directory);
		List<String> arguments = new ArrayList<>(tls.arguments());
		arguments.addAll(List.of("--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.access-log.pattern=%h \"%r\" %s %b", "--logging.level.root=error"));
		try (Running running = server.run(Answers.Application.class, arguments.toArray(String[]::new))) {
			int port = running.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			send(tls.connect(port, "http/1.1"));
			send(tls.connect(port));
			AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
			Awaitility.await().until(() -> access.status().acceptedRecords() >= 2);
			access.flush();
			String line = "127.0.0.1 \"GET /hello HTTP/1.1\" 200 5";
			assertThat(Files.readAllLines(this.directory.resolve("access.log"))).containsExactly(line, line);
		}
	}

	private static void send(Socket connection) throws IOException {
		try (Socket socket = connection) {
			socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().readAllBytes()).asString(StandardCharsets.ISO_8859_1)
				.startsWith("HTTP/1.1 200")
				.endsWith("hello");
		}
	}

}
