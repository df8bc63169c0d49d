package io.asyncappend.samples.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as in a container: in a directory that it may not write in, with its console
 * only, until SIGTERM.
 */
@Timeout(120)
class ContainerRunTests {

	private static final Pattern PORT = Pattern.compile(" started on port (\\d+) ");

	@TempDir
	private Path directory;

	@Test
	void bothLogsAreOnTheConsoleFromTheFirstLineToTheLast() throws Exception {
		Path empty = Files.createDirectory(this.directory.resolve("empty"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
		Path console = this.directory.resolve("console");
		Process sample = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), WebApplication.class.getName(),
				"--spring.profiles.active=container", "--server.address=127.0.0.1", "--server.port=0")
			.directory(empty.toFile())
			.redirectErrorStream(true)
			.redirectOutput(console.toFile())
			.start();
		try {
			int port = port(sample, console);
			for (int i = 0; i < 100; i++) {
				assertThat(get(port, "/hello").body()).isEqualTo("hello\n");
			}
			assertThat(get(port, "/events").statusCode()).isEqualTo(404);
			sample.toHandle().destroy();
			assertThat(sample.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			sample.destroyForcibly().onExit().join();
		}
		List<String> lines = Files.readAllLines(console);
		assertThat(lines).filteredOn((line) -> line.contains("] \"GET /hello HTTP/1.1\" 200 6")).hasSize(100);
		List<String> log = lines.stream().filter((line) -> line.matches("\\d{4}-\\d\\d-.* : .*")).toList();
		assertThat(log).doesNotHaveDuplicates().anyMatch((line) -> line.contains("Graceful shutdown complete"));
		assertThat(log.get(0)).contains("Starting WebApplication ");
		assertThat(log).anyMatch((line) -> line.contains("Appender 'access' wrote 101 records"))
			.anyMatch((line) -> line.contains("Appender 'app' wrote "));
		assertThat(empty).isEmptyDirectory();
	}

	private static int port(Process sample, Path console) {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			Matcher started = PORT.matcher(Files.readString(console));
			assertThat(sample.isAlive()).as(started.toString()).isTrue();
			return started.find() ? Integer.parseInt(started.group(1)) : 0;
		}, (port) -> port > 0);
	}

	private static HttpResponse<String> get(int port, String path) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
				.version(HttpClient.Version.HTTP_1_1)
				.build(), BodyHandlers.ofString());
	}

}
