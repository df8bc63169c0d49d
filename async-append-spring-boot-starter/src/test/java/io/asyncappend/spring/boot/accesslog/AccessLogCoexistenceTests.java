package io.asyncappend.spring.boot.accesslog;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The access log beside what else there may be.
 */
class AccessLogCoexistenceTests {

	@TempDir
	Path directory;

	private Running run(TestServer server, Class<?> application, String... arguments) {
		return server.run(application, arguments(arguments));
	}

	private String[] arguments(String... arguments) {
		List<String> all = new ArrayList<>(List.of("--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=ours.log", "--async-append.access-log.appender=access",
				"--async-append.access-log.pattern=%h %r %s", "--logging.level.root=error"));
		all.addAll(List.of(arguments));
		return all.toArray(String[]::new);
	}

	private void assertLines(Running running, String... lines) throws Exception {
		AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
		Awaitility.await().until(() -> access.status().records().accepted() >= lines.length);
		access.flush();
		assertThat(Files.readAllLines(this.directory.resolve("ours.log"))).containsExactlyInAnyOrder(lines);
	}

	/** Jetty appends the date to the name. */
	private String theirs() throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory, "theirs.log*")) {
			return Files.readString(files.iterator().next());
		}
	}

	@Test
	void tomcatsOwn() throws Exception {
		try (Running running = run(TestServer.TOMCAT, Answers.Application.class,
				"--server.tomcat.accesslog.enabled=true", "--server.tomcat.accesslog.directory=" + this.directory,
				"--server.tomcat.accesslog.prefix=theirs", "--server.tomcat.accesslog.file-date-format=",
				"--server.tomcat.accesslog.buffered=false")) {
			assertThat(running.get("/hello").statusCode()).isEqualTo(200);
			assertLines(running, "127.0.0.1 GET /hello HTTP/1.1 200");
			Awaitility.await().until(() -> theirs().contains("/hello"));
		}
	}

	@Test
	void jettysOwn() throws Exception {
		try (Running running = run(TestServer.JETTY, Answers.Application.class, "--server.jetty.accesslog.enabled=true",
				"--server.jetty.accesslog.filename=" + this.directory.resolve("theirs.log"))) {
			assertThat(running.get("/hello").statusCode()).isEqualTo(200);
			assertLines(running, "127.0.0.1 GET /hello HTTP/1.1 200");
			Awaitility.await().until(() -> theirs().contains("/hello"));
		}
	}

	@Test
	void reactorNettysOwn() throws Exception {
		try (Running running = run(TestServer.NETTY, OwnNettyLog.class)) {
			assertThat(running.get("/hello").statusCode()).isEqualTo(200);
			assertLines(running, "127.0.0.1 GET /hello HTTP/1.1 200");
			Awaitility.await().until(() -> running.context().getBean(OwnNettyLog.class).uris.contains("/hello"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void aManagementServerOfItsOwnHasNone(TestServer server) throws Exception {
		try (Running running = run(server, Answers.Application.class, "--management.server.port=0")) {
			String port = running.context().getEnvironment().getRequiredProperty("local.management.port");
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("http://localhost:" + port + "/actuator/asyncappend"))
				.build();
			assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
			assertThat(running.get("/hello").statusCode()).isEqualTo(200);
			assertLines(running, "127.0.0.1 GET /hello HTTP/1.1 200");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void webFlux(TestServer server) throws Exception {
		try (Running running = server.run(WebApplicationType.REACTIVE, Answers.Application.class, arguments())) {
			assertThat(server.isServerOf(running)).isTrue();
			assertThat(running.get("/hello").statusCode()).isEqualTo(200);
			assertThat(running.get("/missing").statusCode()).isEqualTo(404);
			assertLines(running, "127.0.0.1 GET /hello HTTP/1.1 200", "127.0.0.1 GET /missing HTTP/1.1 404");
		}
	}

	@ParameterizedTest
	@EnumSource
	void theClientBehindATrustedProxy(TestServer server) throws Exception {
		try (Running running = run(server, Answers.Application.class, "--server.forward-headers-strategy=native")) {
			Raw.send(running,
					"GET /hello HTTP/1.1\nHost: example.org\nX-Forwarded-For: 192.0.2.9\nConnection: close\n\n");
			assertLines(running, "192.0.2.9 GET /hello HTTP/1.1 200");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnNettyLog {

		final List<String> uris = new CopyOnWriteArrayList<>();

		@Bean
		Answers answers() {
			return new Answers();
		}

		@Bean
		NettyServerCustomizer ownAccessLog() {
			return (server) -> server.accessLog(true, (request) -> {
				this.uris.add(String.valueOf(request.uri()));
				return null;
			});
		}

	}

}
