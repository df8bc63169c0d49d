package io.asyncappend.samples.orders;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What transactions cost: a log that is there already is forwarded to a broker beside,
 * with and without them, taking turns. No test, as it asserts no time:
 * {@code mvn -pl samples/order-spool -am test -Dtest=ExactlyOnceCost
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ExactlyOnceCost {

	private static final int RECORDS = 500_000;

	private static final int ROUNDS = 5;

	@TempDir
	private Path directory;

	@Test
	void measure() throws Exception {
		List<Double> once = new ArrayList<>();
		List<Double> atLeastOnce = new ArrayList<>();
		try (Broker broker = new Broker(Files.createDirectory(this.directory.resolve("broker")))) {
			broker.start();
			rate(broker, 0, true);
			rate(broker, 0, false);
			for (int round = 1; round <= ROUNDS; round++) {
				once.add(rate(broker, round, true));
				atLeastOnce.add(rate(broker, round, false));
			}
		}
		assertThat(once).hasSameSizeAs(atLeastOnce);
		System.out.printf(
				"records of 100 bytes a second, median of %d: exactly once %.0f, at least once %.0f%n%s%n%s%n", ROUNDS,
				median(once), median(atLeastOnce), once, atLeastOnce);
	}

	private static double median(List<Double> values) {
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		return sorted.get(sorted.size() / 2);
	}

	private double rate(Broker broker, int round, boolean exactlyOnce) throws Exception {
		Path data = Files.createDirectory(this.directory.resolve("data-" + round + "-" + exactlyOnce));
		byte[] record = ("x".repeat(99) + "\n").getBytes(StandardCharsets.UTF_8);
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender orders = factory.open("orders", data.resolve("orders.log"));
			for (int i = 0; i < RECORDS; i++) {
				orders.append(record);
			}
			orders.sync();
		}
		String topic = data.getFileName().toString();
		try (ConfigurableApplicationContext application = SpringApplication.run(OrderSpoolApplication.class,
				"--spring.main.web-application-type=none", "--async-append.directory=" + data,
				"--async-append.appenders.orders.forward.max-rate=0B",
				"--async-append.appenders.orders.forward.kafka.topic=" + topic,
				"--async-append.appenders.orders.forward.kafka.exactly-once=" + exactlyOnce,
				"--spring.kafka.bootstrap-servers=" + broker.address())) {
			AsyncAppender orders = application.getBean("orders", AsyncAppender.class);
			long start = System.nanoTime();
			long before = orders.status().forwarding().orElseThrow().forwarded();
			orders.forward(Duration.ofMinutes(5));
			return (RECORDS - before / record.length) * 1e9 / (System.nanoTime() - start);
		}
	}

}
