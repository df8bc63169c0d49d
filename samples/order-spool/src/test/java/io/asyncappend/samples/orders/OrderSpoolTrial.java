package io.asyncappend.samples.orders;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The application with a broker beside it, which is stopped, killed and started by a
 * request: {@code curl -X POST localhost:8080/broker/kill}.
 */
final class OrderSpoolTrial {

	private OrderSpoolTrial() {
	}

	public static void main(String[] args) throws Exception {
		Path directory = Files.createTempDirectory("broker");
		Broker broker = new Broker(directory);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> end(broker, directory)));
		broker.start();
		System.setProperty("spring.kafka.bootstrap-servers", broker.address());
		SpringApplication application = new SpringApplication(OrderSpoolApplication.class);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("broker", broker));
		application.run(args);
	}

	private static void end(Broker broker, Path directory) {
		try {
			broker.close();
			try (Stream<Path> files = Files.walk(directory)) {
				files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
			}
		}
		catch (Exception ex) {
			ex.printStackTrace();
		}
	}

	/** Found by the scan of the application, in tests too, which have no such bean. */
	@ConditionalOnBean(Broker.class)
	@RestController
	static final class BrokerController {

		private final Broker broker;

		BrokerController(Broker broker) {
			this.broker = broker;
		}

		@PostMapping("/broker/{action}")
		String act(@PathVariable String action) throws Exception {
			switch (action) {
				case "start" -> this.broker.start();
				case "stop" -> this.broker.stop();
				case "kill" -> this.broker.kill();
				default -> throw new IllegalArgumentException(action);
			}
			return action + ": done\n";
		}

	}

}
