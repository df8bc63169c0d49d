package io.asyncappend.spring.boot.accesslog;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.SecurityWhereAskedFor;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The user of Spring Security is that of the line.
 */
class AccessLogUserTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "TOMCAT, SERVLET", "JETTY, SERVLET", "NETTY, REACTIVE", "TOMCAT, REACTIVE", "JETTY, REACTIVE" })
	void theUserIsThatOfSpringSecurity(TestServer server, WebApplicationType type) throws Exception {
		try (Running running = server.run(type, Application.class, SecurityWhereAskedFor.ASK,
				"--async-append.directory=" + this.directory, "--async-append.appenders.access.file=access.log",
				"--async-append.access-log.appender=access", "--async-append.access-log.pattern=%U %s %u",
				"--spring.security.user.name=ad\u00e9", "--spring.security.user.password=secret",
				"--logging.level.root=error")) {
			send(running, "/open", "");
			send(running, "/hello", "");
			send(running, "/hello", authorization("ad\u00e9:wrong"));
			send(running, "/hello", authorization("ad\u00e9:secret"));
			send(running, "/admin", authorization("ad\u00e9:secret"));
			send(running, "/fail", authorization("ad\u00e9:secret"));
			AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
			Awaitility.await().until(() -> access.status().records().accepted() == 6);
			access.flush();
			assertThat(Files.readAllLines(this.directory.resolve("access.log"))).containsExactly("/open 404 -",
					"/hello 401 -", "/hello 401 -", "/hello 200 ad\\xc3\\xa9", "/admin 403 ad\\xc3\\xa9",
					"/fail 500 ad\\xc3\\xa9");
		}
	}

	/**
	 * As with a store of sessions that is down; events of Spring MVC ask for the user.
	 */
	@ParameterizedTest
	@CsvSource({ "TOMCAT, SERVLET", "JETTY, SERVLET", "NETTY, REACTIVE" })
	void aUserThatCannotBeFoundIsADashAndDoesNoHarm(TestServer server, WebApplicationType type) throws Exception {
		try (Running running = server.run(type, Application.class, SecurityWhereAskedFor.ASK,
				"--async-append.directory=" + this.directory, "--async-append.appenders.access.file=access.log",
				"--async-append.access-log.appender=access", "--async-append.access-log.pattern=%U %s %u",
				"--testing.no-sessions=true", "--spring.mvc.publish-request-handled-events=false",
				"--logging.level.root=off")) {
			send(running, "/open", "");
			AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
			Awaitility.await().until(() -> access.status().records().accepted() == 1);
			access.flush();
			assertThat(Files.readAllLines(this.directory.resolve("access.log"))).containsExactly("/open 404 -");
		}
	}

	private static void send(Running running, String path, String header) throws Exception {
		Raw.send(running, "GET " + path + " HTTP/1.1\nHost: example.org\nConnection: close\n" + header + "\n");
	}

	private static String authorization(String credentials) {
		return "Authorization: Basic "
				+ Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\n";
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Answers answers() {
			return new Answers();
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = Type.SERVLET)
		static class Servlet {

			@Bean
			SecurityFilterChain chain(HttpSecurity http, Environment environment) throws Exception {
				if (environment.getProperty("testing.no-sessions", Boolean.class, false)) {
					http.securityContext((context) -> context.securityContextRepository(new NoSessions()));
				}
				return http
					.authorizeHttpRequests((requests) -> requests.requestMatchers("/open", "/error")
						.permitAll()
						.requestMatchers("/admin")
						.hasRole("ADMIN")
						.anyRequest()
						.authenticated())
					.httpBasic(Customizer.withDefaults())
					.build();
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = Type.REACTIVE)
		static class Reactive {

			@Bean
			SecurityWebFilterChain chain(ServerHttpSecurity http, Environment environment) {
				if (environment.getProperty("testing.no-sessions", Boolean.class, false)) {
					http.securityContextRepository(new NoReactiveSessions());
				}
				return http
					.authorizeExchange((exchanges) -> exchanges.pathMatchers("/open")
						.permitAll()
						.pathMatchers("/admin")
						.hasRole("ADMIN")
						.anyExchange()
						.authenticated())
					.httpBasic(Customizer.withDefaults())
					.build();
			}

		}

	}

	private static final class NoSessions implements SecurityContextRepository {

		@Override
		@SuppressWarnings("deprecation")
		public SecurityContext loadContext(HttpRequestResponseHolder holder) {
			throw new IllegalStateException("no sessions");
		}

		@Override
		public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
			return new DeferredSecurityContext() {

				@Override
				public SecurityContext get() {
					throw new IllegalStateException("no sessions");
				}

				@Override
				public boolean isGenerated() {
					return false;
				}

			};
		}

		@Override
		public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
		}

		@Override
		public boolean containsContext(HttpServletRequest request) {
			return false;
		}

	}

	private static final class NoReactiveSessions implements ServerSecurityContextRepository {

		@Override
		public Mono<Void> save(ServerWebExchange exchange, SecurityContext context) {
			return Mono.empty();
		}

		@Override
		public Mono<SecurityContext> load(ServerWebExchange exchange) {
			return Mono.error(new IllegalStateException("no sessions"));
		}

	}

}
