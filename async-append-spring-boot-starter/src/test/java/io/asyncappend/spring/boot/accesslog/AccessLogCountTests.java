package io.asyncappend.spring.boot.accesslog;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.select.LeftOut;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No line more and none less than requests.
 */
class AccessLogCountTests {

	private static final int REQUESTS = 2000;

	@TempDir
	Path directory;

	private Running run(TestServer server, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
				"--async-append.access-log.pattern=%r %s", "--logging.level.root=error"));
		all.addAll(List.of(arguments));
		return server.run(Answers.Application.class, all.toArray(String[]::new));
	}

	private static AsyncAppender access(Running running) {
		return running.context().getBean("access", AsyncAppender.class);
	}

	private static void request(Running running, Version version) {
		URI uri = URI.create("http://127.0.0.1:" + running.port() + "/hello");
		HttpClient client = HttpClient.newBuilder().version(version).build();
		HttpRequest request = HttpRequest.newBuilder(uri).build();
		Running.sendAll(client, Collections.nCopies(REQUESTS, request));
	}

	@ParameterizedTest
	@EnumSource
	void linesAndDropsAreTheRequests(TestServer server) throws Exception {
		try (Running running = run(server, "--async-append.appenders.access.buffer-size=1KB")) {
			request(running, Version.HTTP_1_1);
			AsyncAppender access = access(running);
			Awaitility.await().until(() -> records(access.status()) >= REQUESTS);
			access.flush();
			AppenderStatus status = access.status();
			assertThat(records(status)).isEqualTo(REQUESTS);
			assertThat(Files.readAllLines(this.directory.resolve("access.log")))
				.hasSize((int) status.records().accepted())
				.containsOnly("GET /hello HTTP/1.1 200");
		}
	}

	private static long records(AppenderStatus status) {
		return status.records().accepted() + status.dropped().records();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void http2(TestServer server) throws Exception {
		try (Running running = run(server, "--server.http2.enabled=true")) {
			request(running, Version.HTTP_2);
			AsyncAppender access = access(running);
			Awaitility.await()
				.until(() -> records(access.status()) >= REQUESTS + ((server == TestServer.TOMCAT) ? 1 : 0));
			access.flush();
			// Tomcat has a line for the upgrade, too.
			assertThat(Files.readAllLines(this.directory.resolve("access.log")))
				.filteredOn((line) -> !line.equals("GET /hello HTTP/1.1 101"))
				.hasSize(REQUESTS)
				.containsOnly("GET /hello HTTP/2.0 200");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatTheAppenderRefusesIsCountedAndDoesTheClientNoHarm(TestServer server) throws Exception {
		try (Running running = run(server)) {
			running.context().getBean(AsyncAppendFactory.class).close();
			AccessLog accessLog = running.context().getBean(AccessLog.class);
			assertThat(running.get("/hello").body()).isEqualTo("hello");
			assertThat(running.get("/hello").body()).isEqualTo("hello");
			Awaitility.await().until(() -> accessLog.lostLines() == 2);
			assertThat(running.get("/actuator/metrics/async.append.access.log.lost").body()).contains("\"value\":2");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatIsLeftOutIsCountedByItsReason(TestServer server) throws Exception {
		try (Running running = run(server, "--async-append.access-log.exclude=/hello,/actuator/**",
				"--async-append.access-log.sample[0].status=404", "--async-append.access-log.sample[0].path=/never/*",
				"--async-append.access-log.sample[0].rate=0", "--async-append.access-log.sample[1].status=4xx",
				"--async-append.access-log.sample[1].path=/half", "--async-append.access-log.sample[1].rate=0.5")) {
			int requests = 200;
			for (int i = 0; i < requests; i++) {
				running.get((i % 2 == 0) ? "/half" : (i % 4 == 1) ? "/hello?a" : "/never/1");
			}
			Raw.send(running, "GET /hello/../hello HTTP/1.1\nHost: example.org\nConnection: close\n\n");
			AccessLog accessLog = running.context().getBean(AccessLog.class);
			AsyncAppender access = access(running);
			Awaitility.await()
				.until(() -> accessLog.leftOutLines(LeftOut.EXCLUDED) + accessLog.leftOutLines(LeftOut.SAMPLED)
						+ access.status().records().accepted() == requests + 1);
			access.flush();
			List<String> lines = Files.readAllLines(this.directory.resolve("access.log"));
			assertThat(accessLog.leftOutLines(LeftOut.EXCLUDED)).isEqualTo(requests / 4);
			assertThat(lines.removeIf((line) -> line.startsWith("GET /hello/../hello HTTP/1.1 "))).isTrue();
			assertThat(lines).hasSizeBetween(requests / 8, requests * 3 / 8).containsOnly("GET /half HTTP/1.1 404");
			long sampled = requests * 3 / 4 - lines.size();
			assertThat(accessLog.leftOutLines(LeftOut.SAMPLED)).isEqualTo(sampled);
			assertThat(running.get("/actuator/metrics/async.append.access.log.left.out?tag=reason:sampled").body())
				.contains("\"value\":" + sampled);
			assertThat(running.get("/actuator/prometheus").body()).contains(
					"async_append_access_log_left_out_requests_total{name=\"access\",reason=\"sampled\"} " + sampled,
					"async_append_access_log_left_out_requests_total{name=\"access\",reason=\"excluded\"} 51");
		}
	}

}
