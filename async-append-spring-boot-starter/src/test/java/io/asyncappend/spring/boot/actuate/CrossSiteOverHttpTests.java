package io.asyncappend.spring.boot.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource(TestServer.class)
class CrossSiteOverHttpTests {

	private static final String[] OTHER_SITE = { "Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example" };

	@TempDir
	Path directory;

	private final TestServer server;

	CrossSiteOverHttpTests(TestServer server) {
		this.server = server;
	}

	private Running run(String... arguments) {
		String[] all = new String[arguments.length + 3];
		all[0] = "--async-append.directory=" + this.directory;
		all[1] = "--async-append.appenders.audit.sync=on-demand";
		all[2] = "--management.endpoint.asyncappend.access=unrestricted";
		System.arraycopy(arguments, 0, all, 3, arguments.length);
		return this.server.run(Application.class, all);
	}

	@Test
	void aPageOfAnotherSiteChangesNothing() throws Exception {
		try (Running running = run()) {
			assertRefuses(running, "/actuator/asyncappend");
			String own = "http://localhost:" + running.managementPort();
			assertThat(running.postToActuator("/actuator/asyncappend/flush", "Origin", own).statusCode())
				.isEqualTo(200);
			assertThat(running.postToActuator("/actuator/asyncappend/flush").statusCode()).isEqualTo(200);
			assertThat(running
				.postToActuator("/actuator/asyncappend/flush", "Sec-Fetch-Site", "same-origin", "Origin", own)
				.statusCode()).isEqualTo(200);
			assertThat(running
				.postToActuator("/actuator/asyncappend/flush", "Origin", "https://shop.example", "X-Forwarded-Host",
						"shop.example", "X-Forwarded-Proto", "https")
				.statusCode()).isEqualTo(200);
			assertThat(running.get("/actuator/asyncappend").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void norOnAPortAndAPathOfItsOwn() throws Exception {
		try (Running running = run("--management.server.port=0", "--management.server.address=127.0.0.1",
				"--management.endpoints.web.base-path=/manage",
				"--management.endpoints.web.path-mapping.asyncappend=logs")) {
			assertRefuses(running, "/manage/logs");
			assertThat(running
				.postToActuator("/manage/logs/flush", "Origin", "http://localhost:" + running.managementPort())
				.statusCode()).isEqualTo(200);
		}
	}

	@Test
	void anOriginThatCorsAllowsIsAllowed() throws Exception {
		try (Running running = run("--management.endpoints.web.cors.allowed-origins=https://console.example",
				"--management.endpoints.web.cors.allowed-methods=GET,POST")) {
			assertRefuses(running, "/actuator/asyncappend");
			HttpResponse<String> allowed = running.postToActuator("/actuator/asyncappend/flush", "Origin",
					"https://console.example", "Sec-Fetch-Site", "cross-site");
			assertThat(allowed.statusCode()).isEqualTo(200);
			assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("https://console.example");
		}
	}

	@Test
	void aProxyThatSpringIsToldOfIsAllowed() throws Exception {
		try (Running running = run("--server.forward-headers-strategy=framework")) {
			assertThat(running
				.postToActuator("/actuator/asyncappend/flush", "Origin", "https://shop.example:8443",
						"X-Forwarded-Host", "shop.example", "X-Forwarded-Port", "8443", "X-Forwarded-Proto", "https")
				.statusCode()).isEqualTo(200);
			assertRefuses(running, "/actuator/asyncappend");
		}
	}

	private void assertRefuses(Running running, String path) throws Exception {
		AsyncAppendFactory factory = running.context().getBean(AsyncAppendFactory.class);
		for (String operation : new String[] { "/disable", "/%64isable", "/audit/rotate", "/disable;a=b" }) {
			HttpResponse<String> refused = running.postToActuator(path + operation, OTHER_SITE);
			assertThat(refused.statusCode()).as(operation).isEqualTo(403);
		}
		String encoded = "/%" + Integer.toHexString(path.charAt(1)) + path.substring(2);
		assertThat(running.postToActuator(encoded + "/disable", OTHER_SITE).statusCode()).isIn(403, 404);
		assertThat(running.postToActuator(path + "/disable", "Origin", "null").statusCode()).isEqualTo(403);
		assertThat(factory.isEnabled()).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
