package io.asyncappend.samples.web;

import io.asyncappend.AsyncAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample over HTTP, on the server of the profile, as it ships but for the directory,
 * which the log must know before there is a context to be given a temporary one.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "async-append.directory=" + WebApplicationTests.DIRECTORY)
@DirtiesContext // a JVM has one application log, which the next test wants
class WebApplicationTests {

	static final String DIRECTORY = "target/test-data";

	private final Path directory = Path.of(DIRECTORY);

	private final HttpClient client = HttpClient.newHttpClient();

	@Autowired
	private Environment environment;

	@Autowired
	@Qualifier("access")
	private AsyncAppender access;

	@BeforeAll
	static void withoutFilesOfAnotherRun() throws IOException {
		FileSystemUtils.deleteRecursively(Path.of(DIRECTORY));
	}

	@Test
	void theLogBeginsWithItsFirstLine() throws Exception {
		assertThat(Files.readAllLines(this.directory.resolve("app.log"))).first()
			.asString()
			.contains(" INFO ", "Starting WebApplicationTests ");
	}

	@Test
	void eachRequestIsALineAndEachEventIsFoundAgain() throws Exception {
		assertThat(send(request("/hello").GET()).body()).isEqualTo("hello\n");
		assertThat(send(request("/later").GET()).body()).isEqualTo("later\n");
		assertThat(send(request("/broken").GET()).statusCode()).isEqualTo(500);
		assertThat(send(request("/missing").GET()).statusCode()).isEqualTo(404);
		assertThat(send(request("/events").header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"id\":\"7\"}"))).statusCode()).isEqualTo(201);
		assertThat(Files.readString(this.directory.resolve("audit.log"))).contains("\"data\":{\"id\":\"7\"}");
		assertThat(send(request("/actuator/auditevents").GET()).body()).contains("\"data\":{\"id\":\"7\"}");
		Awaitility.await().until(() -> this.access.status().records().accepted() == 6);
		this.access.flush();
		assertThat(Files.readAllLines(this.directory.resolve("access.log"))).hasSize(6)
			.first()
			.asString()
			.contains("] \"GET /hello HTTP/1.1\" 200 6");
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.environment.getProperty("local.server.port") + path))
			.version(HttpClient.Version.HTTP_1_1);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

}
