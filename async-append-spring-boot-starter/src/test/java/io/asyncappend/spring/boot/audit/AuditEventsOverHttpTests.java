package io.asyncappend.spring.boot.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;

import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Security has published is seen at the endpoint, also after a restart.
 */
class AuditEventsOverHttpTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void eventsOfSpringSecurity(TestServer server) throws Exception {
		try (Running running = run(server)) {
			UsernamePasswordAuthenticationToken ada = UsernamePasswordAuthenticationToken.authenticated("ada", "secret",
					List.of());
			ada.setDetails(Map.of("remoteAddress", "192.0.2.7"));
			running.context().publishEvent(new AuthenticationSuccessEvent(ada));
			running.context()
				.publishEvent(new AuthenticationFailureBadCredentialsEvent(
						UsernamePasswordAuthenticationToken.unauthenticated("eve", "guess"),
						new BadCredentialsException("no")));
			assertEvents(running);
		}
		try (Running running = run(server)) {
			assertEvents(running);
			assertThat(running.get("/actuator/auditevents?principal=eve&type=AUTHENTICATION_FAILURE").body())
				.contains("\"principal\":\"eve\"")
				.doesNotContain("ada");
		}
	}

	@SuppressWarnings("unchecked")
	private static void assertEvents(Running running) throws Exception {
		List<Map<String, Object>> events = (List<Map<String, Object>>) Running
			.json(running.get("/actuator/auditevents"))
			.get("events");
		assertThat(events).extracting((event) -> event.get("principal") + " " + event.get("type"))
			.containsExactly("ada AUTHENTICATION_SUCCESS", "eve AUTHENTICATION_FAILURE");
		assertThat(events.get(0).toString()).contains("192.0.2.7").doesNotContain("secret");
	}

	private Running run(TestServer server) {
		return server.run(Application.class, "--async-append.directory=" + this.directory,
				"--async-append.appenders.audit.file=audit.log", "--async-append.audit.appender=audit");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
