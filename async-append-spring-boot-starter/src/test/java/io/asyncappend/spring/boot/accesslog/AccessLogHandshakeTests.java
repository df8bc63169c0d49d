package io.asyncappend.spring.boot.accesslog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;

import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that becomes a websocket is one request: what is said on it afterwards is
 * none. So is one on which half a request comes.
 */
class AccessLogHandshakeTests {

	private static final String HANDSHAKE = "GET /socket?a=b HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: %s\r\n\r\n";

	/** Of RFC 6455, section 5.7: a masked text "Hello"; and the same, unmasked. */
	private static final byte[] HELLO = { (byte) 0x81, (byte) 0x85, 0x37, (byte) 0xfa, 0x21, 0x3d, 0x7f, (byte) 0x9f,
			0x4d, 0x51, 0x58 };

	private static final byte[] ECHO = { (byte) 0x81, 0x05, 'H', 'e', 'l', 'l', 'o' };

	/** A masked close, of no bytes. */
	private static final byte[] CLOSE = { (byte) 0x88, (byte) 0x80, 0, 0, 0, 0 };

	@TempDir
	Path directory;

	private Running run(TestServer server, String... arguments) {
		return server.run(Application.class,
				Stream.concat(Stream.of("--async-append.directory=" + this.directory,
						"--async-append.appenders.access.file=access.log", "--async-append.access-log.appender=access",
						"--async-append.access-log.pattern=\"%r\" %s %b", "--logging.level.root=off"),
						Arrays.stream(arguments))
					.toArray(String[]::new));
	}

	private List<String> lines(Running running, int count) throws IOException {
		AsyncAppender access = running.context().getBean("access", AsyncAppender.class);
		Awaitility.await().until(() -> access.status().records().accepted() >= count);
		access.flush();
		return Files.readAllLines(this.directory.resolve("access.log"));
	}

	private static String head(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				break;
			}
			head.append((char) next);
		}
		return head.toString();
	}

	@ParameterizedTest
	@EnumSource
	void aWebsocketIsOneLine(TestServer server) throws Exception {
		try (Running running = run(server)) {
			try (Socket socket = Raw.connect(running)) {
				OutputStream out = socket.getOutputStream();
				out.write(HANDSHAKE.formatted("13").getBytes(StandardCharsets.US_ASCII));
				assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101 ")
					.containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
				out.write(HELLO);
				assertThat(socket.getInputStream().readNBytes(ECHO.length)).isEqualTo(ECHO);
				out.write(CLOSE);
				socket.getInputStream().readAllBytes();
			}
			try (Socket socket = Raw.connect(running)) {
				socket.getOutputStream().write("GET /last HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				socket.getInputStream().readAllBytes();
			}
			List<String> lines = lines(running, 2);
			assertThat(lines).hasSize(2).contains("\"GET /socket?a=b HTTP/1.1\" 101 -");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aHandshakeThatIsRefusedHasItsStatus(TestServer server) throws Exception {
		try (Running running = run(server); Socket socket = Raw.connect(running)) {
			socket.getOutputStream().write(HANDSHAKE.formatted("1").getBytes(StandardCharsets.US_ASCII));
			String status = head(socket.getInputStream()).substring(9, 12);
			assertThat(lines(running, 1)).singleElement()
				.asString()
				.startsWith("\"GET /socket?a=b HTTP/1.1\" " + status + " ");
		}
	}

	/**
	 * Whether a server answers half a request whose rest does not come is up to it. Jetty
	 * has a line for half a head, too, which had no answer; Netty waits for the rest of a
	 * body for ever.
	 */
	@ParameterizedTest
	@EnumSource
	void aClientThatDoesNotGoOnHasALineForEachAnswer(TestServer server) throws Exception {
		String end = "\r\nHost: example.org\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf";
		List<String> answered = new ArrayList<>();
		try (Running running = run(server, "--server.tomcat.connection-timeout=500ms",
				"--server.jetty.connection-idle-timeout=500ms", "--server.netty.idle-timeout=500ms")) {
			for (String half : List.of("GET /hello HTTP/1.1\r\nHost: exam", "GET /hel", "POST /missing HTTP/1.1" + end,
					"POST /echo HTTP/1.1" + end, "GET /last HTTP/1.0\r\n\r\n")) {
				if (server == TestServer.NETTY && half.startsWith("POST /echo")) {
					continue;
				}
				try (Socket socket = Raw.connect(running)) {
					socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
					String head = head(socket.getInputStream());
					if (!head.isEmpty()) {
						answered.add("\"" + half.split("\r\n")[0] + "\" " + head.substring(9, 12));
					}
				}
			}
			assertThat(lines(running, answered.size())).map((line) -> line.substring(0, line.lastIndexOf(' ')))
				.filteredOn((line) -> server != TestServer.JETTY || !line.startsWith("\"-\" "))
				.containsExactlyInAnyOrderElementsOf(answered);
		}
	}

	/** Echoes. */
	public static class Echo extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(String.class,
					(MessageHandler.Whole<String>) (message) -> session.getAsyncRemote().sendText(message));
		}

	}

	/** Reads a body. */
	@RestController
	static class Body {

		@PostMapping("/echo")
		String echo(@RequestBody String body) {
			return body;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Body.class)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ConditionalOnWebApplication(type = Type.SERVLET)
		ServletListenerRegistrationBean<ServletContextListener> servlet() {
			return new ServletListenerRegistrationBean<>(new ServletContextListener() {

				@Override
				public void contextInitialized(ServletContextEvent event) {
					ServerContainer container = (ServerContainer) event.getServletContext()
						.getAttribute(ServerContainer.class.getName());
					try {
						container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/socket").build());
					}
					catch (DeploymentException ex) {
						throw new IllegalStateException(ex);
					}
				}

			});
		}

		@Bean
		@ConditionalOnWebApplication(type = Type.REACTIVE)
		HandlerMapping reactive() {
			WebSocketHandler echo = (session) -> session
				.send(session.receive().map((message) -> session.textMessage(message.getPayloadAsText())));
			return new SimpleUrlHandlerMapping(Map.of("/socket", echo), -1);
		}

		/**
		 * Else it is the first strategy of those on the class path, which is Tomcat's.
		 */
		@Bean
		@ConditionalOnWebApplication(type = Type.REACTIVE)
		WebSocketHandlerAdapter onNetty() {
			WebSocketHandlerAdapter adapter = new WebSocketHandlerAdapter(
					new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy()));
			adapter.setOrder(0);
			return adapter;
		}

	}

}
