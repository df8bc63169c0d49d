package io.asyncappend.spring.boot.accesslog;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

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
			SecurityFilterChain chain(HttpSecurity http) throws Exception {
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
			SecurityWebFilterChain chain(ServerHttpSecurity http) {
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

}
