package io.asyncappend.spring.boot.accesslog;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;
import io.asyncappend.spring.boot.testing.TracingWhereAskedFor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trace of a request is in its line what it is in the application log.
 */
class AccessLogTracingTests {

	private static final int REQUESTS = 40;

	private static final int ALL = 4 * REQUESTS;

	@TempDir
	Path directory;

	private String[] arguments(String bridge, String... more) {
		return Stream
			.concat(Stream.of("--async-append.directory=" + this.directory,
					"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
					"--async-append.access-log.pattern=%U %{traceId}x %{spanId}x", TracingWhereAskedFor.ask(bridge),
					"--spring.reactor.context-propagation=auto", "--logging.level.root=off"), Arrays.stream(more))
			.toArray(String[]::new);
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, brave", "TOMCAT, opentelemetry", "JETTY, brave", "JETTY, opentelemetry", "NETTY, brave",
			"NETTY, opentelemetry" })
	void theTraceIsThatOfTheApplicationLog(TestServer server, String bridge) throws Exception {
		try (Running running = server.run(Application.class, arguments(bridge))) {
			assertSameTraces(running);
			assertTraceOfTheCaller(running);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, brave", "JETTY, opentelemetry" })
	void theTraceIsThatOfTheApplicationLogOnWebFlux(TestServer server, String bridge) throws Exception {
		try (Running running = server.run(WebApplicationType.REACTIVE, Application.class, arguments(bridge))) {
			assertSameTraces(running);
		}
	}

	@ParameterizedTest
	@EnumSource
	@Tag("jdk")
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "There are no virtual threads.")
	void theTraceIsThatOfTheApplicationLogOnVirtualThreads(TestServer server) throws Exception {
		try (Running running = server.run(Application.class,
				arguments("brave", "--spring.threads.virtual.enabled=true"))) {
			assertSameTraces(running);
		}
	}

	/** Streams of one connection; Tomcat has a line for its upgrade, too. */
	@ParameterizedTest
	@EnumSource
	void theTraceIsThatOfTheApplicationLogOverHttp2(TestServer server) throws Exception {
		try (Running running = server.run(Application.class, arguments("brave", "--server.http2.enabled=true",
				"--async-append.access-log.sample[0].status=101", "--async-append.access-log.sample[0].rate=0"))) {
			assertSameTraces(running, Version.HTTP_2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void withoutTracingThereIsADash(TestServer server) throws Exception {
		try (Running running = server.run(Application.class, arguments(""))) {
			running.get("/traced/1");
			assertThat(lines(running, 1)).containsOnlyKeys("/traced/1").containsValue("- -");
		}
	}

	private void assertSameTraces(Running running) throws Exception {
		assertSameTraces(running, Version.HTTP_1_1);
	}

	private void assertSameTraces(Running running, Version version) throws Exception {
		Map<String, String> logged = logged(running, version);
		Map<String, String> lines = lines(running, ALL);
		assertThat(logged).hasSize(ALL).isEqualTo(lines);
		assertThat(logged.values()).allSatisfy((ids) -> assertThat(ids).matches("[0-9a-f]{32} [0-9a-f]{16}"));
		assertThat(new HashSet<>(logged.values())).hasSize(ALL);
	}

	/** Of the application log, and of requests that are served at the same time. */
	private Map<String, String> logged(Running running, Version version) {
		Events events = new Events();
		ch.qos.logback.classic.Logger logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Pages.class);
		events.setContext(logger.getLoggerContext());
		events.start();
		logger.setLevel(Level.INFO);
		logger.addAppender(events);
		try {
			for (HttpResponse<String> response : responses(running)) {
				assertThat(response.version()).isEqualTo(version);
				assertThat(response.statusCode())
					.isEqualTo(response.uri().getPath().startsWith("/failing") ? 500 : 200);
			}
			Map<String, String> logged = new HashMap<>();
			events.messages.forEach((message) -> logged.put(message.split(" ", 2)[0], message.split(" ", 2)[1]));
			return logged;
		}
		finally {
			logger.detachAppender(events);
		}
	}

	private static List<HttpResponse<String>> responses(Running running) {
		List<HttpRequest> requests = IntStream.range(0, REQUESTS)
			.boxed()
			.flatMap((i) -> Stream.of("/traced/", "/later/", "/failing/", "/failing-later/").map((path) -> path + i))
			.map((path) -> HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port() + path)).build())
			.toList();
		return Running.sendAll(HttpClient.newHttpClient(), requests);
	}

	private void assertTraceOfTheCaller(Running running) throws Exception {
		String trace = "0af7651916cd43dd8448eb211c80319c";
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port() + "/missing"))
			.header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
		assertThat(lines(running, ALL + 1).get("/missing")).matches(trace + " (?!b7ad6b7169203331)[0-9a-f]{16}");
	}

	private Map<String, String> lines(Running running, int count) throws Exception {
		AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
		Awaitility.await().until(() -> access.status().records().accepted() >= count);
		access.flush();
		Map<String, String> lines = new HashMap<>();
		for (String line : Files.readAllLines(this.directory.resolve("access.log"))) {
			lines.put(line.split(" ", 2)[0], line.split(" ", 2)[1]);
		}
		return lines;
	}

	/**
	 * What the application log has of each event: the diagnostic context of its thread.
	 */
	private static final class Events extends AppenderBase<ILoggingEvent> {

		private final List<String> messages = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			Map<String, String> context = event.getMDCPropertyMap();
			this.messages.add(event.getFormattedMessage() + " " + context.get("traceId") + " " + context.get("spanId"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Pages pages() {
			return new Pages();
		}

	}

	@RestController
	static class Pages {

		private static final Logger logger = LoggerFactory.getLogger(Pages.class);

		@GetMapping("/traced/{id}")
		String traced(@PathVariable("id") String id) {
			logger.info("/traced/{}", id);
			return id;
		}

		@GetMapping("/failing/{id}")
		String failing(@PathVariable("id") String id) {
			logger.info("/failing/{}", id);
			throw new IllegalStateException("on purpose");
		}

		@GetMapping("/failing-later/{id}")
		Mono<String> failingLater(@PathVariable("id") String id) {
			return Mono.delay(Duration.ofMillis(5)).publishOn(Schedulers.boundedElastic()).map((tick) -> {
				logger.info("/failing-later/{}", id);
				throw new IllegalStateException("on purpose, later");
			});
		}

		@GetMapping("/later/{id}")
		Mono<String> later(@PathVariable("id") String id) {
			return Mono.delay(Duration.ofMillis(5)).publishOn(Schedulers.boundedElastic()).map((tick) -> {
				logger.info("/later/{}", id);
				return id;
			});
		}

	}

}
