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
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.accesslog.AccessLogProperties.Redact;
import io.asyncappend.spring.boot.accesslog.pattern.LineBuffer;
import io.asyncappend.spring.boot.accesslog.pattern.LineFormat;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends: the same request has the same line on each server, in each
 * format, the line is of its schema, and has no secret. {@code -Dfuzz.seed} and
 * {@code -Dfuzz.requests} try others, and more.
 */
class FuzzedRequestsTests {

	private static final long SEED = Long.getLong("fuzz.seed", 20261128L);

	private static final int REQUESTS = Integer.getInteger("fuzz.requests", 10_000);

	private static final String EVERYTHING = "%a %v %m %U %q %r %H %s %B %u %{Referer}i %{User-Agent}i %{X-Text}i"
			+ " %{X-Original-URL}i %{Authorization}i %{Proxy-Authorization}i %{Cookie}i %{X-Api-Key}i %{a}c"
			+ " %{Location}o %{Set-Cookie}o %{X-Number}o";

	private static final List<AccessLogFormat> FORMATS = List.of(AccessLogFormat.values());

	private static final Pattern NUMBER = Pattern.compile("/r/([0-9]+)");

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

	/** When, how long, and from which port; text of the client has its quotes escaped. */
	private static final Pattern OF_THE_MOMENT = Pattern
		.compile("\"@timestamp\":\"[^\"]*\"|\"(?:duration|port|elapsed_time)\":[0-9]+");

	@TempDir
	Path directory;

	@Test
	void eachServerWritesTheSameLineWithoutSecretsInEachFormat() throws Exception {
		Map<Integer, List<String>> expected = lines(TestServer.TOMCAT);
		requireObjects(expected, AccessLogFormat.ECS, schema("ecs"));
		requireObjects(expected, AccessLogFormat.LOGSTASH, schema("logstash"));
		requireObjects(expected, AccessLogFormat.JSON, null);
		requireNoSecrets(expected);
		expected.replaceAll((number, line) -> comparable(line));
		for (TestServer server : List.of(TestServer.JETTY, TestServer.NETTY)) {
			Map<Integer, List<String>> lines = lines(server);
			expected.forEach((number, line) -> assertThat(comparable(lines.get(number))).as("%s, seed %d", server, SEED)
				.isEqualTo(line));
		}
	}

	/** What the servers write alike is looked at once. */
	private static void requireObjects(Map<Integer, List<String>> lines, AccessLogFormat format,
			@Nullable Schema schema) {
		lines.forEach((number, line) -> {
			JsonNode object = JsonMapper.shared().readTree(line.get(FORMATS.indexOf(format)));
			assertThat(object.isObject()).isTrue();
			if (schema != null) {
				assertThat(schema.validate(object)).as("seed %d: %s", SEED, object).isEmpty();
			}
		});
	}

	private static void requireNoSecrets(Map<Integer, List<String>> lines) {
		for (AccessLogFormat format : FORMATS) {
			List<String> written = lines.values().stream().map((line) -> line.get(FORMATS.indexOf(format))).toList();
			assertThat(written).as("seed %d", SEED)
				.noneMatch((line) -> decoded(line).toLowerCase(Locale.ROOT)
					.contains(FuzzedRequests.SECRET.toLowerCase(Locale.ROOT)));
			assertThat(written).filteredOn((line) -> line.contains("***")).hasSizeGreaterThan(REQUESTS / 3);
		}
	}

	private static List<String> comparable(List<String> lines) {
		return lines.stream()
			.map((line) -> line.startsWith("{\"@timestamp\"") ? OF_THE_MOMENT.matcher(line).replaceAll("") : line)
			.toList();
	}

	private static Schema schema(String name) throws IOException {
		try (InputStream schema = FuzzedRequestsTests.class
			.getResourceAsStream("/access-log/" + name + ".schema.json")) {
			return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
		}
	}

	/** The lines of each request by its number, one in each format. */
	private Map<Integer, List<String>> lines(TestServer server) throws Exception {
		Path log = this.directory.resolve(server + ".log");
		try (Running running = server.run(Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.access.file=" + log.getFileName(),
				"--async-append.appenders.access.buffer-size=64MB", "--async-append.access-log.appender=access",
				"--async-append.access-log.redact.query=" + FuzzedRequests.ARGUMENTS,
				"--async-append.access-log.redact.headers=X-Api-Key", "--async-append.access-log.redact.cookies=a",
				"--spring.application.name=fuzzed", "--server.tomcat.max-keep-alive-requests=-1",
				"--logging.level.root=off", "--spring.main.banner-mode=off")) {
			send(running, REQUESTS);
			AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
			Awaitility.await().until(() -> access.status().records().accepted() >= REQUESTS);
			access.flush();
			assertThat(access.status().dropped().records()).isZero();
		}
		List<String> all = Files.readAllLines(log);
		assertThat(all).hasSize(REQUESTS * FORMATS.size());
		Map<Integer, List<String>> lines = new TreeMap<>();
		for (int i = 0; i < all.size(); i += FORMATS.size()) {
			Matcher number = NUMBER.matcher(all.get(i));
			assertThat(number.find()).as(all.get(i)).isTrue();
			lines.put(Integer.valueOf(number.group(1)), all.subList(i, i + FORMATS.size()));
		}
		assertThat(lines).hasSize(REQUESTS);
		return lines;
	}

	/** As often as something is encoded in it; text of JSON is plain but for quotes. */
	private static String decoded(String line) {
		String decoded = line;
		for (String once = decodedOnce(line); once.length() < decoded.length(); once = decodedOnce(decoded)) {
			decoded = once;
		}
		return decoded;
	}

	private static String decodedOnce(String line) {
		if (line.indexOf('%') < 0) {
			return line;
		}
		StringBuilder decoded = new StringBuilder(line.length());
		for (int i = 0; i < line.length(); i++) {
			boolean encoded = line.charAt(i) == '%' && i + 2 < line.length() && HexFormat.isHexDigit(line.charAt(i + 1))
					&& HexFormat.isHexDigit(line.charAt(i + 2));
			decoded.append(encoded ? (char) HexFormat.fromHexDigits(line, i + 1, i + 3) : line.charAt(i));
			i += encoded ? 2 : 0;
		}
		return decoded.toString();
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

		/**
		 * One that writes a request in every format, with one appender and one server.
		 */
		@Bean
		AccessLog everyFormat(@Qualifier("access") AsyncAppender access, AccessLogProperties properties,
				Environment environment) {
			List<LineFormat> formats = FORMATS.stream().map((format) -> format(format, environment)).toList();
			return new AccessLog(access, (exchange, line) -> {
				line.clear();
				for (LineFormat format : formats) {
					LineBuffer one = new LineBuffer();
					format.write(exchange, one);
					line.write(Arrays.copyOf(one.bytes(), one.length()));
				}
			}, properties.redaction(environment), Tracing.NONE, properties.selection());
		}

		private static LineFormat format(AccessLogFormat format, Environment environment) {
			boolean directives = format == AccessLogFormat.PATTERN || format == AccessLogFormat.JSON;
			return new AccessLogProperties("access", format, directives ? EVERYTHING : null,
					new Redact(List.of(), List.of(), List.of()), List.of(), List.of())
				.lineFormat(environment);
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
