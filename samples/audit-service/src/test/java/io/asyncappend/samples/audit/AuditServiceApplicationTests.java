package io.asyncappend.samples.audit;

import io.asyncappend.AsyncAppendFactory;
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
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample over HTTP, as it ships but for the directory. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AuditServiceApplicationTests {

	@TempDir
	static Path directory;

	private final HttpClient client = HttpClient.newHttpClient();

	@Autowired
	private Environment environment;

	@Autowired
	private AsyncAppendFactory factory;

	@Autowired
	@Qualifier("audit")
	private AsyncAppender audit;

	@DynamicPropertySource
	static void directory(DynamicPropertyRegistry registry) {
		registry.add("async-append.directory", directory::toString);
	}

	@Test
	void answersCreatedWithThePositionWhenTheEventIsDurable() throws Exception {
		HttpResponse<String> response = post("/events", "application/json", "{\"user\":\"ada\"}");
		assertThat(response.statusCode()).isEqualTo(201);
		long position = this.audit.status().positions().accepted();
		assertThat(response.body()).isEqualTo("{\"position\":" + position + "}");
		assertThat(this.audit.status().positions().durable()).isEqualTo(position);
		assertThat(Files.readString(directory.resolve("audit.log"))).hasSize((int) position)
			.endsWith("\"event\":{\"user\":\"ada\"}}\n");
	}

	@Test
	void ingestsEveryByteOfABodyALineARecord() throws Exception {
		String longLine = "x".repeat(100_000);
		String body = String.join("\n", IntStream.range(0, 10_000).mapToObj((i) -> "line " + i).toList()) + "\n\n"
				+ longLine + "\nno end of line";
		HttpResponse<String> response = post("/ingest/spool", "text/plain", body);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"appender\":\"spool\",\"records\":10003,\"bytes\":" + body.length()
				+ ",\"dropped\":0,\"position\":" + body.length() + "}");
		assertThat(Files.readString(directory.resolve("spool.log"))).isEqualTo(body);
	}

	@Test
	void requestsAreInTheAccessLogAndOperationsInTheAuditTrail() throws Exception {
		post("/ingest/spool", "text/plain", "");
		HttpResponse<String> events = this.client
			.send(HttpRequest.newBuilder(uri("/actuator/auditevents?type=INGEST")).build(), BodyHandlers.ofString());
		assertThat(events.body()).contains("\"data\":{\"appender\":\"spool\"},\"principal\":\"anonymous\"");
		// The line follows the answer.
		Awaitility.await()
			.until(() -> Files.readString(directory.resolve("access.log"))
				.contains("\"POST /ingest/spool HTTP/1.1\" 200 "));
	}

	@Test
	void doesNotKnowAnAppenderThatIsNotConfigured() throws Exception {
		assertThat(post("/ingest/nobody", "text/plain", "x").statusCode()).isEqualTo(404);
		assertThat(post("/ingest/..%2faudit", "text/plain", "x").statusCode()).isIn(400, 404);
	}

	@Test
	@DirtiesContext
	void failsClosed() throws Exception {
		this.factory.close();
		HttpResponse<String> response = post("/events", "application/json", "{}");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("appender 'audit' is closed");
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.environment.getProperty("local.server.port") + path);
	}

	private HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(path))
			.version(HttpClient.Version.HTTP_1_1)
			.header("Content-Type", type)
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
	}

}
