package io.asyncappend.spring.boot.accesslog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends: the same request has the same line on each server, the line is
 * of its schema, and has no secret. {@code -Dfuzz.seed} and {@code -Dfuzz.requests} try
 * others, and more.
 */
class FuzzedRequestsTests {

	private static final long SEED = Long.getLong("fuzz.seed", 20261128L);

	private static final int REQUESTS = Integer.getInteger("fuzz.requests", 10_000);

	private static final String EVERYTHING = "%a %v %m %U %q %r %H %s %B %u %{Referer}i %{User-Agent}i %{X-Text}i"
			+ " %{X-Original-URL}i %{Authorization}i %{Proxy-Authorization}i %{Cookie}i %{X-Api-Key}i %{a}c"
			+ " %{Location}o %{Set-Cookie}o %{X-Number}o";

	private static final Pattern NUMBER = Pattern.compile("/r/([0-9]+)");

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

	private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

	@TempDir
	Path directory;

	@Test
	void eachServerWritesTheSameEcs() throws Exception {
		Schema schema = schema("ecs");
		assertSame(REQUESTS, (line) -> {
			JsonNode object = valid(line, schema);
			return line.replace(object.get("@timestamp").asString(), "")
				.replaceFirst("\"duration\":[0-9]+", "")
				.replaceFirst("\"port\":[0-9]+", "");
		}, "--async-append.access-log.format=ecs");
	}

	@Test
	void eachServerWritesTheSameLogstash() throws Exception {
		Schema schema = schema("logstash");
		assertSame(REQUESTS / 10, (line) -> {
			JsonNode object = valid(line, schema);
			return line.replace(object.get("@timestamp").asString(), "").replaceFirst("\"elapsed_time\":[0-9]+", "");
		}, "--async-append.access-log.format=logstash");
	}

	@Test
	void eachServerWritesTheSameJsonOfDirectives() throws Exception {
		assertSame(REQUESTS / 10, (line) -> JsonMapper.shared().readTree(line).toString(),
				"--async-append.access-log.format=json", "--async-append.access-log.pattern=" + EVERYTHING);
	}

	@Test
	void eachServerWritesTheSameText() throws Exception {
		assertSame(REQUESTS / 10, (line) -> line, "--async-append.access-log.pattern=" + EVERYTHING);
	}

	private static Schema schema(String name) throws IOException {
		try (InputStream schema = FuzzedRequestsTests.class
			.getResourceAsStream("/access-log/" + name + ".schema.json")) {
			return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
		}
	}

	private static JsonNode valid(String line, Schema schema) {
		JsonNode object = JsonMapper.shared().readTree(line);
		assertThat(schema.validate(object)).as(line).isEmpty();
		return object;
	}

	private void assertSame(int requests, UnaryOperator<String> comparable, String... arguments) throws Exception {
		Map<TestServer, Map<Integer, String>> lines = new TreeMap<>();
		for (TestServer server : TestServer.values()) {
			lines.put(server, lines(server, requests, comparable, arguments));
		}
		Map<Integer, String> expected = lines.get(TestServer.TOMCAT);
		lines.forEach((server, logged) -> expected
			.forEach((number, line) -> assertThat(logged.get(number)).as("%s, seed %d", server, SEED).isEqualTo(line)));
	}

	private Map<Integer, String> lines(TestServer server, int requests, UnaryOperator<String> comparable,
			String... arguments) throws Exception {
		Path log = this.directory.resolve(server + ".log");
		try (Running running = server.run(Application.class, Stream
			.concat(Stream.of("--async-append.directory=" + this.directory,
					"--async-append.appenders.access.file=" + log.getFileName(),
					"--async-append.appenders.access.buffer-size=64MB", "--async-append.access-log.appender=access",
					"--async-append.access-log.redact.query=" + FuzzedRequests.ARGUMENTS,
					"--async-append.access-log.redact.headers=X-Api-Key", "--async-append.access-log.redact.cookies=a",
					"--spring.application.name=fuzzed", "--server.tomcat.max-keep-alive-requests=-1",
					"--logging.level.root=off", "--spring.main.banner-mode=off"), Arrays.stream(arguments))
			.toArray(String[]::new))) {
			send(running, requests);
			AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
			Awaitility.await().until(() -> access.status().records().accepted() >= requests);
			access.flush();
			assertThat(access.status().dropped().records()).isZero();
		}
		Map<Integer, String> lines = new TreeMap<>();
		for (String line : Files.readAllLines(log)) {
			assertThat(decoded(line)).as("seed %d: %s", SEED, line).doesNotContainIgnoringCase(FuzzedRequests.SECRET);
			Matcher number = NUMBER.matcher(line);
			assertThat(number.find()).as(line).isTrue();
			lines.put(Integer.valueOf(number.group(1)), comparable.apply(line));
		}
		assertThat(lines).hasSize(requests);
		assertThat(lines.values().stream().filter((line) -> line.contains("***")).count()).isGreaterThan(requests / 3);
		return lines;
	}

	/** As often as something is encoded in it; text of JSON is plain but for quotes. */
	private static String decoded(String line) {
		String decoded = line;
		for (Matcher matcher = ENCODED.matcher(line); matcher.find(); matcher = ENCODED.matcher(decoded)) {
			decoded = matcher.replaceAll(
					(match) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
		}
		return decoded;
	}

	/** All on one connection, one behind the other. */
	private static void send(Running running, int requests) throws Exception {
		FuzzedRequests fuzzed = new FuzzedRequests(SEED);
		List<String> sent = new ArrayList<>();
		try (Socket socket = Raw.connect(running)) {
			CompletableFuture<List<String>> answers = CompletableFuture.supplyAsync(() -> answers(socket));
			for (int number = 0; number < requests; number++) {
				String request = fuzzed.next(number);
				if (number == requests - 1) {
					request = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
				}
				sent.add(request);
				socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			}
			List<String> statuses = answers.join();
			assertThat(statuses).as(() -> "refused: " + sent.get(Math.max(0, statuses.size() - 1)))
				.containsOnly("200", "403", "404")
				.hasSize(requests);
		}
	}

	private static List<String> answers(Socket socket) {
		try {
			String received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			return STATUS.matcher(received).results().map((status) -> status.group(1)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Numbers numbers() {
			return new Numbers();
		}

	}

	@RestController
	static class Numbers {

		@RequestMapping(path = { "/r/{number}", "/r/{number}/x" },
				method = { RequestMethod.GET, RequestMethod.HEAD, RequestMethod.DELETE, RequestMethod.PATCH })
		ResponseEntity<String> number(@PathVariable("number") int number) {
			return ResponseEntity.status((number % 5 == 0) ? 403 : (number % 7 == 0) ? 404 : 200)
				.header("X-Number", String.valueOf(number))
				.header("Location", "/next?token=" + FuzzedRequests.SECRET)
				.header("Set-Cookie", "a=" + FuzzedRequests.SECRET)
				.body("number " + number);
		}

	}

}
