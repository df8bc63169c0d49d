package io.asyncappend.samples.web;

import io.asyncappend.AsyncAppender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with the profile json: what it says of one request in both logs has one
 * trace.
 */
class JsonProfileTests {

	private static final int REQUESTS = 5;

	@TempDir
	Path directory;

	@Test
	void bothLogsHaveTheTraceOfARequest() throws Exception {
		List<Map<String, Object>> lines = new ArrayList<>();
		List<Object> traces = new ArrayList<>();
		try (ConfigurableApplicationContext context = SpringApplication.run(WebApplication.class, "--server.port=0",
				"--spring.profiles.active=json", "--async-append.directory=" + this.directory)) {
			request(context);
			AsyncAppender access = context.getBean("access", AsyncAppender.class);
			Awaitility.await().until(() -> access.status().records().accepted() == REQUESTS);
		}
		for (String line : Files.readAllLines(this.directory.resolve("access.log"))) {
			Map<String, Object> access = JsonParserFactory.getJsonParser().parseMap(line);
			lines.add(access);
			traces
				.add(List.of(((Map<?, ?>) access.get("trace")).get("id"), ((Map<?, ?>) access.get("span")).get("id")));
		}
		assertThat(lines).hasSize(REQUESTS)
			.allSatisfy((line) -> assertThat(line).containsEntry("message", "GET /logged?token=*** HTTP/1.1 200")
				.containsKeys("service", "process", "event", "http", "url", "client", "ecs"));
		List<Object> logged = new ArrayList<>();
		for (String line : Files.readAllLines(this.directory.resolve("app.log"))) {
			Map<String, Object> event = JsonParserFactory.getJsonParser().parseMap(line);
			if ("Page 0 was asked for".equals(event.get("message"))) {
				assertThat(event.get("service")).isEqualTo(lines.get(0).get("service"));
				logged.add(List.of(event.get("trace.id"), event.get("span.id")));
			}
		}
		assertThat(traces).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(logged);
	}

	private static void request(ConfigurableApplicationContext context) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")
				+ "/logged?token=secret");
		HttpRequest request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build();
		for (int i = 0; i < REQUESTS; i++) {
			assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
		}
	}

}
