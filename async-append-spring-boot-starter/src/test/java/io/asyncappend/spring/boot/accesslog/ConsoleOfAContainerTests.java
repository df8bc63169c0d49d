package io.asyncappend.spring.boot.accesslog;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.asyncappend.spring.boot.testing.PipedJvm;
import io.asyncappend.spring.boot.testing.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service whose application log and access log go to standard output, by properties
 * alone, and what becomes of it when its reader stops or goes away.
 */
@Tag("jdk")
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ConsoleOfAContainerTests {

	private static final String LINE = "GET /hello HTTP/1.1 200";

	private static final Pattern DROPPED = Pattern.compile("\"droppedRecords\":(\\d+)");

	@TempDir
	Path directory;

	private final HttpClient client = HttpClient.newHttpClient();

	private Path port() {
		return this.directory.resolve("port");
	}

	private PipedJvm start(TestServer server, String... more) throws Exception {
		List<String> defaults = new ArrayList<>(List.of("--async-append.directory=" + this.directory.resolve("none"),
				"--async-append.logging.appender=app", "--async-append.appenders.app.file=stdout",
				"--async-append.access-log.appender=access", "--async-append.appenders.access.file=stdout",
				"--async-append.access-log.pattern=%r %s", "--management.endpoint.health.show-details=always",
				"--async-append.shutdown-timeout=2s"));
		defaults.removeIf((one) -> Arrays.stream(more)
			.anyMatch((other) -> other.startsWith(one.substring(0, one.indexOf('=') + 1))));
		List<String> arguments = new ArrayList<>(List.of(port().toString(), server.name()));
		arguments.addAll(defaults);
		arguments.addAll(List.of(more));
		PipedJvm service = PipedJvm.start(this.directory, Service.class, arguments);
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(port()) || !service.isAlive());
		assertThat(port()).as(() -> read("out") + read("err")).exists();
		return service;
	}

	private String read(String file) {
		try {
			return Files.readString(this.directory.resolve(file));
		}
		catch (java.io.IOException ex) {
			return ex.toString();
		}
	}

	/** The port is in the file once that is there. */
	static final class Service {

		public static void main(String[] arguments) throws Exception {
			TestServer.Running running = TestServer.valueOf(arguments[1])
				.run(Answers.Application.class, Arrays.copyOfRange(arguments, 2, arguments.length));
			Path port = Path.of(arguments[0]);
			Path part = Files.writeString(port.resolveSibling("port.part"), Integer.toString(running.port()));
			Files.move(part, port, StandardCopyOption.ATOMIC_MOVE);
		}

	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.client.send(
				HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Files.readString(port()) + path)).build(),
				BodyHandlers.ofString());
	}

	private void request(int times) throws Exception {
		for (int i = 0; i < times; i++) {
			assertThat(get("/hello").statusCode()).isEqualTo(200);
		}
	}

	private List<String> output() throws Exception {
		return Files.readAllLines(this.directory.resolve("out"));
	}

	private List<String> accessLines() throws Exception {
		return output().stream().filter((line) -> line.startsWith("GET ")).toList();
	}

	/** Room enough for the first requests, but not for those while the reader stands. */
	@ParameterizedTest
	@EnumSource
	void bothLogsAreWholeAndWhatAStoppedReaderDropsIsExact(TestServer server) throws Exception {
		String line = LINE + " " + "x".repeat(500);
		long dropped;
		try (PipedJvm service = start(server, "--async-append.appenders.access.buffer-size=64KB",
				"--async-append.access-log.pattern=%r %s " + "x".repeat(500))) {
			request(100);
			service.stopReader();
			// None is held up, with the pipe and the buffer full.
			request(500);
			service.continueReader();
			// More than were in the pipe, so that there is room again.
			Awaitility.await().until(() -> accessLines().size() > 250);
			dropped = dropped();
			assertThat(service.terminate()).isEqualTo(143);
			service.awaitReader();
		}
		assertThat(dropped).isPositive();
		long written = 601 - dropped;
		assertThat(accessLines()).hasSize((int) written)
			.contains(line.replace("/hello", "/actuator/asyncappend/access"))
			.filteredOn((one) -> !one.equals(line))
			.hasSize(1);
		List<String> log = output().stream().filter((one) -> one.matches("\\d{4}-.* --- \\[.*")).toList();
		assertThat(log).doesNotHaveDuplicates();
		assertThat(log.get(0)).contains("Starting ");
		assertThat(log).filteredOn((one) -> one.contains("Starting ConsoleOfAContainerTests")).hasSize(1);
		assertThat(log).anyMatch((one) -> one.contains("Appender 'access' wrote " + written + " records (")
				&& one.contains(" to stdout"));
		// Jetty says something after that, when the log is closed.
		assertThat(log).anyMatch((one) -> one.contains("Appender 'app' wrote ") && one.contains(" to stdout"));
		assertThat(this.directory.resolve("none")).doesNotExist();
		assertThat(read("err")).isEmpty();
	}

	private long dropped() throws Exception {
		Matcher dropped = DROPPED.matcher(get("/actuator/asyncappend/access").body());
		assertThat(dropped.find()).isTrue();
		return Long.parseLong(dropped.group(1));
	}

	@Test
	void aStoppedReaderDoesNotHoldUpTheEnd() throws Exception {
		try (PipedJvm service = start(TestServer.TOMCAT, "--async-append.access-log.pattern=%r %s " + "x".repeat(2000),
				"--logging.level.org.springframework.web=debug")) {
			service.stopReader();
			request(200);
			// The reader is stopped all the time.
			assertThat(service.terminate()).isEqualTo(143);
		}
	}

	@Test
	void aReaderThatIsGoneDoesNotEndTheService() throws Exception {
		try (PipedJvm service = start(TestServer.TOMCAT)) {
			service.killReader();
			request(10);
			Awaitility.await().until(() -> get("/actuator/health").statusCode() == 503);
			assertThat(get("/actuator/health").body()).contains("Broken pipe").contains("\"file\":\"stdout\"");
			request(10);
			assertThat(service.terminate()).isEqualTo(143);
		}
	}

	@Test
	void aFileOfSpringBootsOwnGoesOnBesideIt() throws Exception {
		Path file = this.directory.resolve("boot.log");
		try (PipedJvm service = start(TestServer.TOMCAT, "--logging.file.name=" + file)) {
			request(5);
			assertThat(service.terminate()).isEqualTo(143);
			service.awaitReader();
		}
		assertThat(accessLines()).hasSize(5);
		List<String> console = messages(output());
		List<String> log = messages(Files.readAllLines(file));
		assertThat(console).doesNotHaveDuplicates().anyMatch((line) -> line.contains(" : Starting "));
		assertThat(log).containsExactlyElementsOf(console).anyMatch((line) -> line.contains("Appender 'app' wrote "));
	}

	/** Times and messages; threads and loggers are cut to other lengths. */
	private static List<String> messages(List<String> lines) {
		return lines.stream()
			.filter((line) -> line.matches("\\d{4}-.* --- \\[.*"))
			.map((line) -> line.substring(0, 24) + line.substring(line.indexOf(" : ")))
			.toList();
	}

	@Test
	void eachLogMayHaveAStreamOfItsOwn() throws Exception {
		try (PipedJvm service = start(TestServer.TOMCAT, "--async-append.appenders.app.file=stderr",
				"--logging.console.enabled=false", "--logging.structured.format.console=ecs")) {
			request(20);
			assertThat(service.terminate()).isEqualTo(143);
			service.awaitReader();
		}
		assertThat(accessLines()).hasSize(20);
		// But for the banner.
		assertThat(output()).noneMatch((line) -> line.startsWith("{"));
		List<String> log = Files.readAllLines(this.directory.resolve("err"));
		assertThat(log).allMatch((line) -> line.startsWith("{\"@timestamp\":") && line.endsWith("}"));
		assertThat(log.get(0)).contains("Starting ");
		assertThat(log.get(log.size() - 1)).contains("Appender 'app' wrote ").contains(" to stderr");
	}

}
