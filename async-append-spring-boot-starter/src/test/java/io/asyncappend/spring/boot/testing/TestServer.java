package io.asyncappend.spring.boot.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The web servers that an application may run on. All are on the class path of the tests,
 * so the others are excluded.
 */
public enum TestServer {

	/** Spring MVC on Tomcat. */
	TOMCAT(WebApplicationType.SERVLET, "Tomcat"),

	/** Spring MVC on Jetty. */
	JETTY(WebApplicationType.SERVLET, "Jetty"),

	/** Spring WebFlux on Netty. */
	NETTY(WebApplicationType.REACTIVE, "Netty");

	private static final List<String> SERVERS = List.of(
			"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
			"org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration",
			"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration",
			"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration",
			"org.springframework.boot.reactor.netty.autoconfigure.actuate.web.server.NettyReactiveManagementContextAutoConfiguration");

	private final WebApplicationType type;

	private final String name;

	TestServer(WebApplicationType type, String name) {
		this.type = type;
		this.name = name;
	}

	/** Starts an application. */
	public Running run(Class<?> application, String... arguments) {
		return run(this.type, application, arguments);
	}

	/** Starts an application of a type that is not the usual one for the server. */
	public Running run(WebApplicationType type, Class<?> application, String... arguments) {
		SpringApplication starter = new SpringApplication(application);
		starter.setWebApplicationType(type);
		return new Running(starter.run(
				Stream
					.concat(Stream.of("--server.port=0", "--management.endpoints.web.exposure.include=*",
							withoutOthers()), Arrays.stream(arguments))
					.toArray(String[]::new)));
	}

	/** The argument that leaves out the other servers. */
	public String withoutOthers() {
		return "--spring.autoconfigure.exclude="
				+ String.join(",", SERVERS.stream().filter((server) -> !server.contains("." + this.name)).toList());
	}

	/** Whether that server is the one that runs. */
	public boolean isServerOf(Running running) {
		return ((WebServerApplicationContext) running.context).getWebServer()
			.getClass()
			.getSimpleName()
			.startsWith(this.name);
	}

	/** A running application. */
	public record Running(ConfigurableApplicationContext context) implements AutoCloseable {

		private static final int AT_ONCE = 50;

		/** Gets a path. */
		public HttpResponse<String> get(String path) throws IOException, InterruptedException {
			return send(path, HttpRequest.newBuilder().GET());
		}

		/** Gets a path as a browser does that is told to show it. */
		public HttpResponse<String> getAsBrowser(String path) throws IOException, InterruptedException {
			return send(path,
					HttpRequest.newBuilder()
						.GET()
						.header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
		}

		/**
		 * Posts to a path what {@code curl -X POST} does: no body, and no content type.
		 */
		public HttpResponse<String> post(String path) throws IOException, InterruptedException {
			return send(path, HttpRequest.newBuilder().POST(BodyPublishers.noBody()));
		}

		/** Posts to a path of Actuator, maybe on a port of its own, as a page would. */
		public HttpResponse<String> postToActuator(String path, String... headers)
				throws IOException, InterruptedException {
			HttpRequest.Builder request = HttpRequest.newBuilder()
				.uri(URI.create("http://localhost:" + managementPort() + path))
				.POST(BodyPublishers.noBody());
			if (headers.length > 0) {
				request.headers(headers);
			}
			return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
		}

		/**
		 * Sends requests, and returns what is answered, in their order: the first alone,
		 * so that those after it have a connection to use, and then fewer at a time than
		 * a server allows of streams in one, beyond which a client fails.
		 */
		public static List<HttpResponse<String>> sendAll(HttpClient client, List<HttpRequest> requests) {
			List<HttpResponse<String>> responses = new ArrayList<>();
			responses.add(client.sendAsync(requests.get(0), BodyHandlers.ofString()).join());
			for (int sent = 1; sent < requests.size(); sent += AT_ONCE) {
				requests.subList(sent, Math.min(sent + AT_ONCE, requests.size()))
					.stream()
					.map((request) -> client.sendAsync(request, BodyHandlers.ofString()))
					.toList()
					.forEach((response) -> responses.add(response.join()));
			}
			return responses;
		}

		/** The port of the server. */
		public int port() {
			return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		}

		/** The port of Actuator. */
		public String managementPort() {
			return this.context.getEnvironment().getRequiredProperty("local.management.port");
		}

		private HttpResponse<String> send(String path, HttpRequest.Builder request)
				throws IOException, InterruptedException {
			return HttpClient.newHttpClient()
				.send(request.uri(URI.create("http://localhost:" + port() + path)).build(), BodyHandlers.ofString());
		}

		/** Reads a body. */
		public static Map<String, Object> json(HttpResponse<String> response) {
			return JsonParserFactory.getJsonParser().parseMap(response.body());
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
