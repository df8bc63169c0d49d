package io.asyncappend.samples.orders;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Orders while the broker is there, away, killed and halted. It is the same for all of
 * them, which takes long to start; each has a topic of its own.
 */
@Timeout(300)
class OrderSpoolTests {

	private static final Duration LONG = Duration.ofMinutes(2);

	@TempDir
	private static Path brokerDirectory;

	private static Broker shared;

	private static int topics;

	@TempDir
	private Path directory;

	private Broker broker = shared;

	private final String topic = "orders-" + ++topics;

	private ConfigurableApplicationContext application;

	private final HttpClient http = HttpClient.newHttpClient();

	@BeforeAll
	static void makeBroker() throws Exception {
		shared = new Broker(brokerDirectory, "num.partitions=1", "message.max.bytes=100000");
	}

	@AfterAll
	static void closeBroker() {
		shared.close();
	}

	@AfterEach
	void closeApplication() {
		if (this.application != null) {
			this.application.close();
		}
	}

	private void startApplication() {
		this.application = SpringApplication.run(OrderSpoolApplication.class, "--server.port=0",
				"--async-append.directory=" + this.directory, "--async-append.shutdown-timeout=2s",
				"--async-append.appenders.orders.forward.kafka.topic=" + this.topic,
				"--spring.kafka.bootstrap-servers=" + this.broker.address(),
				"--spring.kafka.properties.reconnect.backoff.max.ms=200",
				"--spring.kafka.producer.properties.delivery.timeout.ms=5000",
				"--spring.kafka.producer.properties.request.timeout.ms=2000",
				"--spring.kafka.producer.properties.linger.ms=5",
				"--spring.kafka.producer.properties.max.block.ms=1000");
	}

	private void post(String order) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:"
					+ this.application.getEnvironment().getProperty("local.server.port") + "/orders"))
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString(order))
			.build();
		assertThat(this.http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
	}

	private void post(int from, int to) throws Exception {
		for (int number = from; number < to; number++) {
			post("order " + number);
		}
	}

	private AsyncAppender orders() {
		return this.application.getBean("orders", AsyncAppender.class);
	}

	private ForwardStatus forwarding() {
		return orders().status().forwarding().orElseThrow();
	}

	private static List<String> orders(int count) {
		return IntStream.range(0, count).mapToObj((number) -> "order " + number).toList();
	}

	/** What the topic has, from its beginning. */
	private List<ConsumerRecord<String, String>> topic() {
		List<ConsumerRecord<String, String>> all = new ArrayList<>();
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", this.broker.address(), "auto.offset.reset", "earliest"),
				new StringDeserializer(), new StringDeserializer())) {
			TopicPartition partition = new TopicPartition(this.topic, 0);
			consumer.assign(List.of(partition));
			long end = consumer.endOffsets(List.of(partition)).get(partition);
			while (consumer.position(partition) < end) {
				consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
			}
		}
		return all;
	}

	private List<String> newInTopic() {
		SeenOrders seen = new SeenOrders();
		return topic().stream().filter(seen::isNew).map(ConsumerRecord::value).toList();
	}

	@Test
	void whatIsOrderedWhileTheBrokerIsAwayIsInTheTopicLater() throws Exception {
		this.broker.kill();
		startApplication();
		post(0, 300);
		assertThat(orders().status().positions().durable()).isPositive();
		assertThat(forwarding().forwarded()).isZero();
		await().atMost(LONG).until(() -> forwarding().state() == ForwardStatus.State.DEGRADED);
		this.broker.start();
		orders().forward(LONG);
		assertThat(newInTopic()).isEqualTo(orders(300));
		assertThat(forwarding().state()).isEqualTo(ForwardStatus.State.FORWARDING);
		assertThat(forwarding().lag().records()).isZero();
		assertThat(orders().appendForwarded("order 300\n".getBytes(StandardCharsets.UTF_8))).succeedsWithin(LONG);
		assertThat(newInTopic()).isEqualTo(orders(301));
	}

	@Test
	void aBrokerThatIsKilledLosesNothingAndKeepsTheOrder() throws Exception {
		this.broker.start();
		startApplication();
		int count = 0;
		for (int kill = 0; kill < 3; kill++) {
			post(count, count + 200);
			count += 200;
			this.broker.kill();
			post(count, count + 100);
			count += 100;
			this.broker.start();
		}
		orders().forward(LONG);
		assertThat(newInTopic()).isEqualTo(orders(count));
	}

	@Test
	void aBrokerThatHaltsLosesNothingAndKeepsTheOrder() throws Exception {
		this.broker.start();
		startApplication();
		post(0, 100);
		this.broker.signal("STOP");
		try {
			post(100, 200);
			await().atMost(LONG).until(() -> forwarding().state() == ForwardStatus.State.DEGRADED);
		}
		finally {
			this.broker.signal("CONT");
		}
		orders().forward(LONG);
		assertThat(newInTopic()).isEqualTo(orders(200));
	}

	@Test
	void whatIsLeftAtTheEndGoesWithTheNextStart() throws Exception {
		this.broker.kill();
		startApplication();
		post(0, 50);
		this.application.close();
		this.broker.start();
		startApplication();
		post(50, 60);
		orders().forward(LONG);
		this.application.close();
		startApplication();
		post(60, 70);
		orders().forward(LONG);
		assertThat(topic()).extracting(ConsumerRecord::value).isEqualTo(orders(70));
	}

	@Test
	void anOrderThatIsTooLargeIsKeptAside() throws Exception {
		this.broker.start();
		startApplication();
		post("order 0");
		post("x".repeat(200_000));
		post("order 1");
		orders().forward(LONG);
		assertThat(newInTopic()).isEqualTo(orders(2));
		assertThat(forwarding().counts().rejected()).isOne();
		try (Stream<String> lines = Files.lines(this.directory.resolve("orders.log.rejected"))) {
			assertThat(lines).hasSize(1).first().asString().contains("\"index\":1,");
		}
	}

	@Test
	void aTopicThatIsNotThereYetIsWaitedFor() throws Exception {
		try (Broker strict = new Broker(Files.createDirectory(this.directory.resolve("strict")),
				"auto.create.topics.enable=false")) {
			this.broker = strict;
			strict.start();
			startApplication();
			post(0, 10);
			await().atMost(LONG).until(() -> forwarding().state() == ForwardStatus.State.DEGRADED);
			try (Admin admin = Admin.create(Map.of("bootstrap.servers", strict.address()))) {
				admin.createTopics(List.of(new NewTopic(this.topic, 1, (short) 1))).all().get();
			}
			orders().forward(LONG);
			assertThat(newInTopic()).isEqualTo(orders(10));
		}
	}

}
