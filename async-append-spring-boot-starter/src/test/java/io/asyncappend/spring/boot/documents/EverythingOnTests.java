package io.asyncappend.spring.boot.documents;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.LogProperties;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real application by the YAML with everything on, and nothing else.
 */
class EverythingOnTests {

	private static final Path STARTER = Path.of("async-append-spring-boot-starter");

	@TempDir
	Path directory;

	@AfterEach
	void forgetTheLog() {
		LogProperties.clear();
	}

	@Test
	void theYamlTurnsOnEverything() throws Exception {
		try (Running running = run()) {
			AsyncAppendFactory factory = running.context().getBean(AsyncAppendFactory.class);
			assertThat(factory.appenders()).extracting(AsyncAppender::name)
				.containsExactlyInAnyOrder("application-log", "access", "audit", "events");
			assertThat(running.context().getBean("events")).isInstanceOf(AsyncAppender.class);
			requireEndpoint(running);
			assertThat(ok(running.get("/actuator/asyncappend/page/live"))).contains("data-operations=\"true\"");
			assertThat(ok(running.get("/actuator/health"))).contains("\"asyncAppend\"", "\"mode\":\"asynchronous\"");
			running.context().publishEvent(new AuditApplicationEvent("ada", "LOGIN", "a=b"));
			assertThat(ok(running.get("/actuator/auditevents"))).contains("\"principal\":\"ada\"");
			requireMeters(running);
			factory.flush();
			assertThat(data("app.log")).contains("Starting EverythingOnTests", "Started EverythingOnTests");
			assertThat(data("access.log")).contains("\"GET /actuator/health HTTP/1.1\" 200");
			assertThat(data("audit.log")).contains("\"principal\":\"ada\"");
			assertThat(data("events.log")).isEmpty();
		}
		assertThat(data("app.log")).contains("Appender 'access' wrote", "Appender 'audit' wrote 1 record");
	}

	private Running run() throws Exception {
		Snippet yaml = Document.of(STARTER + "/README.md")
			.snippets()
			.stream()
			.filter((snippet) -> snippet.language().equals("yaml"))
			.findFirst()
			.orElseThrow();
		Path file = Files.writeString(this.directory.resolve("application.yaml"), yaml.text());
		SpringApplication starter = new SpringApplication(Application.class);
		starter.setWebApplicationType(WebApplicationType.SERVLET);
		starter.setMainApplicationClass(EverythingOnTests.class);
		return new Running(starter.run("--spring.config.location=" + file.toUri(), "--server.port=0",
				"--async-append.directory=" + this.directory.resolve("data"), TestServer.TOMCAT.withoutOthers()));
	}

	private static void requireEndpoint(Running running) throws Exception {
		assertThat(ok(running.post("/actuator/asyncappend/events/flush"))).contains("\"done\":true");
		Set<String> documented = column("| key | |", 0).stream()
			.map((key) -> key.replaceFirst("\\..*", ""))
			.collect(Collectors.toSet());
		assertThat(documented).containsAll(Running.json(running.get("/actuator/asyncappend/events")).keySet());
	}

	/** Each meter of the table is there, and no other. */
	private static void requireMeters(Running running) throws Exception {
		Set<String> meters = running.context()
			.getBean(MeterRegistry.class)
			.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.filter((name) -> name.startsWith("async.append."))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(column("| meter | Prometheus | |", 0)).containsExactlyInAnyOrderElementsOf(meters);
		String scraped = ok(running.get("/actuator/prometheus"));
		assertThat(column("| meter | Prometheus | |", 1))
			.allSatisfy((name) -> assertThat(scraped).containsPattern("(?m)^" + name + "(_count)?\\{"));
		long series = scraped.lines().filter((line) -> line.matches("async_append_.*name=\"events\".*")).count();
		assertThat(Document.of(STARTER + "/docs/actuator.md").text())
			.contains("**" + series + " series** per appender");
	}

	private static List<String> column(String header, int column) {
		return Document.of(STARTER + "/docs/actuator.md")
			.rows(header)
			.stream()
			.map((row) -> row.get(column).replace("`", ""))
			.toList();
	}

	private static String ok(HttpResponse<String> response) {
		assertThat(response.statusCode()).as("%s", response.uri()).isEqualTo(200);
		return response.body();
	}

	private String data(String file) throws Exception {
		return Files.readString(this.directory.resolve("data").resolve(file));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
