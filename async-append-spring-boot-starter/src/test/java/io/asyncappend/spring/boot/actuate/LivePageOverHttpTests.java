package io.asyncappend.spring.boot.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The live page as each server sends it. What it does in a browser, {@code .ci/page}
 * tries.
 */
@ParameterizedClass
@EnumSource(TestServer.class)
class LivePageOverHttpTests {

	private static final String PATH = "/actuator/asyncappend/page/live";

	private static final String ENABLED = "--async-append.page.enabled=true";

	private static final String UNRESTRICTED = "--management.endpoint.asyncappend.access=unrestricted";

	private static final int LIMIT = 40_000;

	/**
	 * One application per server and arguments: starting takes long. None is stopped
	 * before the end, as Reactor Netty's of one JVM share their threads.
	 */
	private static final Map<String, Running> applications = new HashMap<>();

	@TempDir
	static Path directory;

	private final HttpClient client = HttpClient.newHttpClient();

	private final TestServer server;

	LivePageOverHttpTests(TestServer server) {
		this.server = server;
	}

	@AfterAll
	static void stop() {
		applications.values().forEach(Running::close);
		applications.clear();
	}

	private Running unrestricted() {
		return run(ENABLED, UNRESTRICTED);
	}

	private Running run(String... arguments) {
		return applications.computeIfAbsent(this.server + String.join(" ", arguments), (name) -> {
			String[] all = new String[arguments.length + 2];
			all[0] = "--async-append.directory=" + directory.resolve(this.server.name() + applications.size());
			all[1] = "--async-append.appenders.audit.sync=on-demand";
			System.arraycopy(arguments, 0, all, 2, arguments.length);
			return this.server.run(Application.class, all);
		});
	}

	@Test
	void isNotThereUnlessAskedFor() throws Exception {
		Running running = run(UNRESTRICTED);
		assertThat(running.get(PATH).statusCode()).isEqualTo(405);
		assertThat(running.get("/actuator/asyncappend").statusCode()).isEqualTo(200);
	}

	@Test
	void isServedAsOneSmallFile() throws Exception {
		HttpResponse<String> page = unrestricted().get(PATH);
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type")).hasValueSatisfying(
				(type) -> assertThat(type.replace(" ", "")).isEqualToIgnoringCase("text/html;charset=UTF-8"));
		assertThat(page.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LIMIT);
		assertThat(page.headers().firstValueAsLong("Content-Length"))
			.hasValue(page.body().getBytes(StandardCharsets.UTF_8).length);
		String markup = page.body().replace("http://www.w3.org/2000/svg", "");
		assertThat(markup).startsWith("<!doctype html>")
			.doesNotContain("://", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
			.doesNotContainPattern("<[a-z][^>]* (on[a-z]+|style|src)=")
			.doesNotContainPattern("url\\(");
	}

	@Test
	void headersLetTheBrowserRunNothingElse() throws Exception {
		HttpResponse<String> page = unrestricted().get(PATH);
		assertThat(header(page, "Content-Security-Policy")).contains("default-src 'none'",
				"script-src '" + hash(page.body(), "script") + "'", "style-src '" + hash(page.body(), "style") + "'",
				"connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
				"require-trusted-types-for 'script'");
		assertThat(header(page, "Content-Security-Policy")).doesNotContain("unsafe", "*");
		assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
		assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(header(page, "X-Frame-Options")).isEqualTo("DENY");
		assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(header(page, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
	}

	@Test
	void hasNoCorsHeaderAndNoOtherMethod() throws Exception {
		Running running = unrestricted();
		HttpResponse<String> other = send(running.port(), "GET", PATH, "Origin", "https://evil.example");
		assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		HttpResponse<String> head = send(running.port(), "HEAD", PATH);
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(header(head, "Cache-Control")).isEqualTo("no-store");
		for (String method : new String[] { "POST", "PUT", "DELETE" }) {
			HttpResponse<String> refused = send(running.port(), method, PATH);
			assertThat(refused.statusCode()).as(method).isEqualTo(405);
			assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD");
		}
	}

	@Test
	void theEndpointStaysAsItIs() throws Exception {
		Running running = unrestricted();
		HttpResponse<String> json = send(running.port(), "GET", "/actuator/asyncappend", "Accept",
				"text/html,application/xhtml+xml,*/*;q=0.8");
		assertThat(Running.json(json)).containsKeys("enabled", "appenders");
		assertThat(running.get("/actuator/asyncappend/page").statusCode()).isEqualTo(404);
		assertThat(running.get("/actuator/asyncappend/audit/flush").statusCode()).isEqualTo(405);
		assertThat(running.post("/actuator/asyncappend/audit/flush").statusCode()).isEqualTo(200);
	}

	@Test
	void hasButtonsOnlyWhereTheEndpointTakesOperations() throws Exception {
		assertThat(unrestricted().get(PATH).body()).contains("data-operations=\"true\"");
		assertThat(run(ENABLED).get(PATH).body()).contains("data-operations=\"false\"");
		assertThat(run(ENABLED, UNRESTRICTED, "--management.endpoints.access.max-permitted=read-only").get(PATH).body())
			.contains("data-operations=\"false\"");
	}

	@Test
	void isOnThePortAndBelowThePathOfTheEndpoint() throws Exception {
		Running running = run(ENABLED, "--management.server.port=0", "--management.server.address=127.0.0.1",
				"--management.endpoints.web.base-path=/manage",
				"--management.endpoints.web.path-mapping.asyncappend=logs");
		int management = Integer.parseInt(running.managementPort());
		assertThat(send(management, "GET", "/manage/logs/page/live").statusCode()).isEqualTo(200);
		assertThat(send(management, "GET", PATH).statusCode()).isEqualTo(404);
		assertThat(running.get("/manage/logs/page/live").statusCode()).isEqualTo(404);
	}

	@Test
	void isBelowThePathsOfTheApplication() throws Exception {
		boolean reactive = this.server == TestServer.NETTY;
		Running running = run(ENABLED,
				reactive ? "--spring.webflux.base-path=/shop" : "--server.servlet.context-path=/shop",
				reactive ? "--management.endpoints.web.base-path=/" : "--spring.mvc.servlet.path=/app");
		String endpoint = reactive ? "/shop/asyncappend" : "/shop/app/actuator/asyncappend";
		assertThat(running.get(endpoint).statusCode()).isEqualTo(200);
		assertThat(running.get(endpoint + "/page/live").statusCode()).isEqualTo(200);
	}

	@Test
	void isNotThereIfTheEndpointIsNot() throws Exception {
		for (String without : new String[] { "--management.endpoints.web.exposure.exclude=asyncappend",
				"--management.endpoint.asyncappend.access=none" }) {
			assertThat(run(ENABLED, without).get(PATH).statusCode()).as(without).isEqualTo(404);
		}
	}

	@Test
	void aValueThatIsNeitherStopsTheStart() {
		assertThatThrownBy(() -> run("--async-append.page.enabled=ture"))
			.hasStackTraceContaining("async-append.page.enabled")
			.hasStackTraceContaining("ture");
	}

	private HttpResponse<String> send(int port, String method, String path, String... headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.method(method, BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private static String header(HttpResponse<String> response, String name) {
		assertThat(response.headers().allValues(name)).as(name).hasSize(1);
		return response.headers().firstValue(name).orElseThrow();
	}

	private static String hash(String html, String element) throws Exception {
		Matcher content = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(html);
		assertThat(content.results()).hasSize(1);
		content.reset();
		assertThat(content.find()).isTrue();
		byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(StandardCharsets.UTF_8));
		return "sha256-" + Base64.getEncoder().encodeToString(digest);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
