package io.asyncappend.spring.boot.actuate;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import io.asyncappend.spring.boot.testing.SecurityWhereAskedFor;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What guards the endpoint guards the page, and a request of the page has the token that
 * Spring Security wants.
 */
class LivePageSecurityTests {

	private static final String PATH = "/actuator/asyncappend/page/live";

	private static final String FLUSH = "/actuator/asyncappend/audit/flush";

	/** 401 if the error page of the server, which is guarded too, has the last word. */
	private static final Object[] REFUSED = { 401, 403 };

	private static final Pattern TOKEN = Pattern.compile("data-csrf-header=\"([^\"]*)\" data-csrf-token=\"([^\"]*)\"");

	@TempDir
	Path directory;

	private final CookieManager cookies = new CookieManager();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	private Running run(TestServer server, Class<?> application, String... arguments) {
		String[] all = new String[arguments.length + 8];
		all[0] = "--async-append.directory=" + this.directory;
		all[1] = "--async-append.appenders.audit.sync=on-demand";
		all[2] = "--async-append.page.enabled=true";
		all[3] = "--management.endpoint.asyncappend.access=unrestricted";
		all[4] = SecurityWhereAskedFor.ASK;
		all[5] = "--spring.security.user.name=ada";
		all[6] = "--spring.security.user.password=secret";
		all[7] = "--spring.security.user.roles=OPERATOR";
		System.arraycopy(arguments, 0, all, 8, arguments.length);
		return server.run(application, all);
	}

	@ParameterizedTest
	@EnumSource(TestServer.class)
	void theDefaultsGuardItAndTakeItsToken(TestServer server) throws Exception {
		try (Running running = run(server, Defaults.class)) {
			requireGuarded(running.port());
			requireOperations(running.port());
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.class)
	void aMatcherOfTheEndpointCoversIt(TestServer server) throws Exception {
		try (Running running = run(server, EndpointAlone.class)) {
			requireGuarded(running.port());
			requireOperations(running.port());
			assertThat(send(running.port(), "GET", "/actuator/health", false).statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource(TestServer.class)
	void itIsGuardedOnAPortOfItsOwn(TestServer server) throws Exception {
		try (Running running = run(server, Defaults.class, "--management.server.port=0")) {
			requireGuarded(Integer.parseInt(running.managementPort()));
			requireOperations(Integer.parseInt(running.managementPort()));
		}
	}

	@Test
	void aTokenInACookieIsTaken() throws Exception {
		try (Running running = run(TestServer.TOMCAT, TokenInACookie.class)) {
			Matcher token = token(running.port());
			String cookie = this.cookies.getCookieStore()
				.getCookies()
				.stream()
				.filter((one) -> one.getName().equals("XSRF-TOKEN"))
				.map(HttpCookie::getValue)
				.findFirst()
				.orElseThrow();
			assertThat(send(running.port(), "POST", FLUSH, true, token.group(1), token.group(2)).statusCode())
				.as("what is rendered is masked, and csrf.spa() wants it plain in a header")
				.isIn(REFUSED);
			assertThat(send(running.port(), "POST", FLUSH, true, token.group(1), cookie).statusCode()).isEqualTo(200);
		}
	}

	private void requireGuarded(int port) throws Exception {
		HttpResponse<String> anonymous = send(port, "GET", PATH, false);
		assertThat(anonymous.statusCode()).isEqualTo(401);
		assertThat(anonymous.body()).doesNotContain("<script>");
		assertThat(send(port, "GET", PATH, true).statusCode()).isEqualTo(200);
	}

	private void requireOperations(int port) throws Exception {
		Matcher token = token(port);
		assertThat(token.group(1)).isEqualTo("X-CSRF-TOKEN");
		assertThat(send(port, "POST", FLUSH, true).statusCode()).as("without").isIn(REFUSED);
		assertThat(send(port, "POST", FLUSH, true, token.group(1), "guessed").statusCode()).as("guessed").isIn(REFUSED);
		HttpResponse<String> flushed = send(port, "POST", FLUSH, true, token.group(1), token.group(2));
		assertThat(flushed.statusCode()).isEqualTo(200);
		assertThat(Running.json(flushed)).containsEntry("done", true);
		assertThat(send(port, "POST", FLUSH, true, token.group(1), token.group(2), "Sec-Fetch-Site", "cross-site")
			.statusCode()).as("of another site").isEqualTo(403);
	}

	private Matcher token(int port) throws Exception {
		Matcher token = TOKEN.matcher(send(port, "GET", PATH, true).body());
		assertThat(token.find()).isTrue();
		assertThat(token.group(2)).isNotEmpty();
		return token;
	}

	private HttpResponse<String> send(int port, String method, String path, boolean known, String... headers)
			throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.method(method, BodyPublishers.noBody())
			.header("X-Requested-With", "XMLHttpRequest");
		if (known) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8)));
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Defaults {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EndpointAlone {

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = Type.SERVLET)
		static class Servlet {

			@Bean
			SecurityFilterChain endpoint(HttpSecurity http) {
				return http.securityMatcher(EndpointRequest.to("asyncappend"))
					.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("OPERATOR"))
					.httpBasic(Customizer.withDefaults())
					.build();
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = Type.REACTIVE)
		static class Reactive {

			@Bean
			SecurityWebFilterChain endpoint(ServerHttpSecurity http) {
				return http
					.securityMatcher(
							org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest
								.to("asyncappend"))
					.authorizeExchange((requests) -> requests.anyExchange().hasRole("OPERATOR"))
					.httpBasic(Customizer.withDefaults())
					.build();
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TokenInACookie {

		@Bean
		SecurityFilterChain everything(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf(CsrfConfigurer::spa)
				.build();
		}

	}

}
