package io.asyncappend.spring.boot.redeploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;

import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.asyncappend.AppendListener;
import io.asyncappend.AsyncAppender;
import io.asyncappend.spring.boot.autoconfigure.AsyncAppendFactoryCustomizer;
import io.asyncappend.spring.boot.testing.TestServer;
import io.asyncappend.spring.boot.testing.TestServer.Running;

/**
 * Uses all there is of the starter, with listeners of its own; loaded by a class loader
 * that ends with it. Starts when it is called, and returns what ends it.
 */
final class RedeployedApplication implements Callable<AutoCloseable> {

	private static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();

	private final TestServer server;

	private final String[] arguments;

	RedeployedApplication(String server, String[] arguments) {
		this.server = TestServer.valueOf(server);
		this.arguments = arguments;
	}

	@Override
	public AutoCloseable call() throws Exception {
		INHERITED.set(this);
		Running running = this.server.run(Application.class, this.arguments);
		use(running);
		return running;
	}

	private static void use(Running running) throws Exception {
		AsyncAppender orders = running.context().getBean("orders", AsyncAppender.class);
		orders.appendDurably("order\n".getBytes(StandardCharsets.UTF_8)).thenApply(Order::new).get();
		running.context()
			.publishEvent(new AuditApplicationEvent(new AuditEvent("ada", "ORDERED", Map.of("order", new Order(1)))));
		LogFactory.getLog(RedeployedApplication.class).error("an error that is written before this returns");
		for (String path : new String[] { "/order", "/actuator/asyncappend", "/actuator/health",
				"/actuator/auditevents", "/actuator/metrics/async.append.records" }) {
			String response = get(running, path);
			if (!response.startsWith("HTTP/1.1 200")) {
				throw new IllegalStateException(path + ": " + response);
			}
		}
	}

	/** The JDK's own client has threads that end when it is collected. */
	private static String get(Running running, String path) throws IOException {
		int port = running.port();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	record Order(long number) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		AsyncAppendFactoryCustomizer customizer() {
			return (builder) -> builder.listener(new AppendListener() {
			});
		}

		@Bean
		AppendListener listener() {
			return new AppendListener() {
			};
		}

		@Bean
		Orders controller(@Qualifier("orders") AsyncAppender orders) {
			return new Orders(orders);
		}

		@Bean
		@ConditionalOnProperty("redeployed.fails")
		Object fails(Orders orders) {
			orders.order();
			throw new IllegalStateException("no start today");
		}

	}

	@RestController
	static class Orders {

		private final AsyncAppender orders;

		Orders(AsyncAppender orders) {
			this.orders = orders;
		}

		@GetMapping("/order")
		String order() {
			this.orders.append("order\n".getBytes(StandardCharsets.UTF_8));
			return "ordered";
		}

	}

}
