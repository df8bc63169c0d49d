package io.asyncappend.samples.orders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.asyncappend.AsyncAppender;
import io.asyncappend.ForwardStatus;
import io.asyncappend.LogEntry;
import io.asyncappend.LogReader;
import io.asyncappend.LogRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Orders in transactions: a consumer of what is committed has each of them once, whatever
 * is killed, halted, copied or restored. The broker is the same for all of them, which
 * takes long to start; each has a topic of its own, and of positions where it changes
 * that.
 */
@Timeout(300)
class ExactlyOnceTests {

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final String POSITIONS_TOPIC = "--async-append.appenders.orders.forward.kafka.positions-topic=";

	@TempDir
	private static Path brokerDirectory;

	private static Broker broker;

	private static int topics;

	@TempDir
	private Path directory;

	private Path data;

	private final TopicPartition topic = new TopicPartition("orders-" + ++topics, 0);

	private final String positions = this.topic.topic() + "-positions";

	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	@BeforeAll
	static void makeBroker() throws Exception {
		broker = new Broker(brokerDirectory, "num.partitions=1", "message.max.bytes=100000",
				"transaction.abort.timed.out.transaction.cleanup.interval.ms=500");
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@BeforeEach
	void startBroker() throws Exception {
		this.data = Files.createDirectory(this.directory.resolve("data"));
		broker.start();
	}

	@AfterEach
	void close() {
		this.applications.forEach(ConfigurableApplicationContext::close);
	}

	private List<String> arguments(Path data, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--spring.main.web-application-type=none",
				"--async-append.directory=" + data, "--async-append.shutdown-timeout=5s",
				"--async-append.appenders.orders.forward.kafka.topic=" + this.topic.topic(),
				"--async-append.appenders.orders.forward.kafka.exactly-once=true",
				"--spring.kafka.bootstrap-servers=" + broker.address(),
				"--spring.kafka.properties.reconnect.backoff.max.ms=200",
				"--spring.kafka.producer.properties.delivery.timeout.ms=10000",
				"--spring.kafka.producer.properties.request.timeout.ms=2000",
				"--spring.kafka.producer.properties.linger.ms=5",
				"--spring.kafka.producer.properties.max.block.ms=5000"));
		arguments.addAll(List.of(more));
		return arguments;
	}

	private ConfigurableApplicationContext start(Path data, String... more) {
		ConfigurableApplicationContext started = SpringApplication.run(OrderSpoolApplication.class,
				arguments(data, more).toArray(String[]::new));
		this.applications.add(started);
		return started;
	}

	private static AsyncAppender orders(ConfigurableApplicationContext application) {
		return application.getBean("orders", AsyncAppender.class);
	}

	private static ForwardStatus forwarding(ConfigurableApplicationContext application) {
		return orders(application).status().forwarding().orElseThrow();
	}

	private static void take(ConfigurableApplicationContext application, int from, int to) {
		for (int number = from; number < to; number++) {
			orders(application).append(("order " + number + "\n").getBytes(StandardCharsets.UTF_8));
		}
	}

	private static List<String> orders(int count) {
		return IntStream.range(0, count).mapToObj((number) -> "order " + number).toList();
	}

	private static void awaitFailure(ConfigurableApplicationContext application, ForwardStatus.State state,
			String... texts) {
		await().atMost(LONG).untilAsserted(() -> {
			ForwardStatus status = forwarding(application);
			assertThat(status.state()).isEqualTo(state);
			String failure = status.failure().orElseThrow().toString();
			assertThat(texts).allSatisfy((text) -> assertThat(failure).contains(text));
		});
	}

	private KafkaConsumer<String, String> consumer() {
		KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.address(),
				"auto.offset.reset", "earliest", "isolation.level", "read_committed"), new StringDeserializer(),
				new StringDeserializer());
		consumer.assign(List.of(this.topic));
		return consumer;
	}

	/** What is committed, from the beginning. */
	private List<ConsumerRecord<String, String>> committed() {
		List<ConsumerRecord<String, String>> all = new ArrayList<>();
		try (KafkaConsumer<String, String> consumer = consumer()) {
			long end = consumer.endOffsets(List.of(this.topic)).get(this.topic);
			while (consumer.position(this.topic) < end) {
				consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
			}
		}
		return all;
	}

	private List<String> values() {
		return committed().stream().map(ConsumerRecord::value).toList();
	}

	private Admin admin() {
		return Admin.create(Map.of("bootstrap.servers", broker.address()));
	}

	private static void copy(Path from, Path to) throws Exception {
		Files.createDirectories(to);
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
			}
		}
	}

	/** Waits until the topic has more than a consumer has read. */
	private void awaitMore(long records) {
		try (KafkaConsumer<String, String> consumer = consumer()) {
			long before = consumer.endOffsets(List.of(this.topic)).get(this.topic);
			await().atMost(LONG)
				.until(() -> consumer.endOffsets(List.of(this.topic)).get(this.topic) > before + records);
		}
	}

	/** The topic has what the log has, each record once and in its order. */
	private void requireAllOnce(ConfigurableApplicationContext application) {
		orders(application).forward(LONG);
		List<String> log = new ArrayList<>();
		try (LogReader reader = orders(application).reader().open()) {
			for (Optional<LogEntry> entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
				if (entry.get() instanceof LogRecord record) {
					log.add(record.index() + " " + record.text());
				}
			}
		}
		List<String> topic = committed().stream()
			.map((message) -> ByteBuffer.wrap(message.headers().lastHeader("index").value()).getLong() + " "
					+ message.value())
			.toList();
		assertThat(log).hasSizeGreaterThan(1000);
		assertThat(topic).hasSameSizeAs(log);
		for (int i = 0; i < log.size(); i++) {
			assertThat(topic.get(i)).isEqualTo(log.get(i));
		}
	}

	@Test
	void anApplicationThatIsKilledSendsEachOrderOnce() throws Exception {
		Path output = this.directory.resolve("flood.log");
		for (int kill = 0; kill < 5; kill++) {
			try (OrderFlood flood = OrderFlood.start(output, arguments(this.data))) {
				awaitMore(2000L + 700 * kill);
				assertThat(flood.isAlive()).isTrue();
			}
		}
		requireAllOnce(start(this.data));
	}

	@Test
	void anApplicationThatHaltsLongerThanATransactionGoesOn() throws Exception {
		Path output = this.directory.resolve("flood.log");
		try (OrderFlood flood = OrderFlood.start(output,
				arguments(this.data, "--spring.kafka.producer.properties.transaction.timeout.ms=2000"))) {
			awaitMore(2000);
			for (int halt = 0; halt < 3; halt++) {
				flood.signal("STOP");
				// The end of what is written is that of what is committed, once it is
				// aborted.
				await().pollDelay(Duration.ofSeconds(4)).atMost(LONG).until(() -> true);
				flood.signal("CONT");
				awaitMore(2000);
			}
			assertThat(flood.isAlive()).isTrue();
		}
		requireAllOnce(start(this.data));
	}

	@Test
	void aBrokerThatIsKilledHasEachOrderOnce() throws Exception {
		Path output = this.directory.resolve("flood.log");
		try (OrderFlood flood = OrderFlood.start(output, arguments(this.data))) {
			awaitMore(1000);
			for (int kill = 0; kill < 3; kill++) {
				broker.kill();
				broker.start();
				awaitMore(1000);
			}
			assertThat(flood.isAlive()).isTrue();
		}
		requireAllOnce(start(this.data));
	}

	@Test
	void whatIsCommittedIsReadBackWithoutTheCursor() throws Exception {
		ConfigurableApplicationContext first = start(this.data);
		take(first, 0, 50);
		orders(first).forward(LONG);
		first.close();
		Files.delete(this.data.resolve(".orders.log.cursor.forward"));
		ConfigurableApplicationContext second = start(this.data);
		take(second, 50, 60);
		orders(second).forward(LONG);
		assertThat(values()).isEqualTo(orders(60));
	}

	@Test
	void anotherInstanceOfTheLogEndsThisOne() throws Exception {
		ConfigurableApplicationContext application = start(this.data);
		take(application, 0, 20);
		orders(application).forward(LONG);
		UUID log = orders(application).status().log().orElseThrow().id();
		try (Producer<byte[], byte[]> other = producer("async-append-" + log)) {
			other.initTransactions();
			other.beginTransaction();
			other.send(new ProducerRecord<>("async-append-positions", 0,
					(log + "/" + this.topic.topic()).getBytes(StandardCharsets.US_ASCII), position(new UUID(1, 2))));
			other.commitTransaction();
			take(application, 20, 30);
			awaitFailure(application, ForwardStatus.State.STOPPED, "another instance forwards this log",
					new UUID(1, 2).toString());
			assertThat(forwarding(application).lag().records()).isEqualTo(10);
			other.beginTransaction();
			other.commitTransaction();
		}
		application.close();
		ConfigurableApplicationContext again = start(this.data);
		orders(again).forward(LONG);
		assertThat(values()).isEqualTo(orders(30));
	}

	@Test
	void aProducerThatWasFencedByNoOtherInstanceGoesOn() throws Exception {
		ConfigurableApplicationContext application = start(this.data);
		take(application, 0, 20);
		orders(application).forward(LONG);
		try (Producer<byte[], byte[]> other = producer(
				"async-append-" + orders(application).status().log().orElseThrow().id())) {
			other.initTransactions();
		}
		take(application, 20, 30);
		orders(application).forward(LONG);
		assertThat(values()).isEqualTo(orders(30));
	}

	private Producer<byte[], byte[]> producer(String transactionalId) {
		return new KafkaProducer<>(Map.of("bootstrap.servers", broker.address(), "transactional.id", transactionalId),
				new ByteArraySerializer(), new ByteArraySerializer());
	}

	/** As docs/formats.md has it: of an instance, and of the last record of 20 orders. */
	private static byte[] position(UUID instance) {
		CRC32C record = new CRC32C();
		record.update("order 19".getBytes(StandardCharsets.US_ASCII));
		ByteBuffer bytes = ByteBuffer.allocate(56).put("AAFP".getBytes(StandardCharsets.US_ASCII)).putInt(1);
		bytes.putLong(instance.getMostSignificantBits()).putLong(instance.getLeastSignificantBits());
		bytes.putLong(161).putLong(170).putLong(19).putInt((int) record.getValue());
		CRC32C all = new CRC32C();
		all.update(bytes.array(), 0, 52);
		return bytes.putInt((int) all.getValue()).array();
	}

	/**
	 * As a snapshot of the file system does: the files are the same, by their numbers.
	 */
	@Test
	void aLogThatWasSetBackStopsAndSaysSo() throws Exception {
		ConfigurableApplicationContext first = start(this.data);
		take(first, 0, 20);
		orders(first).forward(LONG);
		first.close();
		Path copied = this.directory.resolve("copied");
		copy(this.data, copied);
		ConfigurableApplicationContext second = start(this.data);
		take(second, 20, 30);
		orders(second).forward(LONG);
		second.close();
		try (Stream<Path> files = Files.list(copied)) {
			for (Path file : files.toList()) {
				Files.write(this.data.resolve(file.getFileName()), Files.readAllBytes(file));
			}
		}
		ConfigurableApplicationContext setBack = start(this.data);
		take(setBack, 100, 120);
		awaitFailure(setBack, ForwardStatus.State.STOPPED, "restored from an older copy");
		assertThat(forwarding(setBack).lag().records()).isEqualTo(20);
		assertThat(values()).isEqualTo(orders(30));
		setBack.close();
		ConfigurableApplicationContext other = start(this.data, POSITIONS_TOPIC + this.positions);
		orders(other).forward(LONG);
		assertThat(values()).hasSize(50);
	}

	@Test
	void aCopyIsAnotherLogWithAllItsOrders() throws Exception {
		ConfigurableApplicationContext first = start(this.data);
		take(first, 0, 20);
		orders(first).forward(LONG);
		Path copied = this.directory.resolve("copied");
		copy(this.data, copied);
		ConfigurableApplicationContext second = start(copied);
		take(second, 20, 25);
		orders(second).forward(LONG);
		take(first, 20, 30);
		orders(first).forward(LONG);
		UUID log = orders(first).status().log().orElseThrow().id();
		assertThat(committed()).hasSize(55)
			.filteredOn(
					(message) -> new String(message.headers().lastHeader("log-id").value(), StandardCharsets.US_ASCII)
						.equals(log.toString()))
			.extracting(ConsumerRecord::value)
			.isEqualTo(orders(30));
	}

	private void compactPositions(Admin admin) throws Exception {
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, this.positions);
		admin
			.incrementalAlterConfigs(Map.of(resource,
					List.of(new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET))))
			.all()
			.get();
	}

	@Test
	void aTopicOfPositionsThatIsNotCompactedIsRefused() throws Exception {
		try (Admin admin = admin()) {
			admin.createTopics(List.of(new NewTopic(this.positions, 3, (short) 1))).all().get();
			ConfigurableApplicationContext application = start(this.data, POSITIONS_TOPIC + this.positions);
			take(application, 0, 10);
			awaitFailure(application, ForwardStatus.State.DEGRADED, "cleanup.policy=delete",
					"set cleanup.policy=compact");
			compactPositions(admin);
			orders(application).forward(LONG);
			assertThat(values()).isEqualTo(orders(10));
		}
	}

	@Test
	void aTopicOfPositionsThatIsNotCreatedIsMissedByName() throws Exception {
		ConfigurableApplicationContext application = start(this.data, POSITIONS_TOPIC + this.positions,
				"--spring.kafka.admin.auto-create=false");
		take(application, 0, 10);
		awaitFailure(application, ForwardStatus.State.DEGRADED, "'" + this.positions + "' of positions is not there",
				"cleanup.policy=compact");
		try (Admin admin = admin()) {
			admin
				.createTopics(List
					.of(new NewTopic(this.positions, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
				.all()
				.get();
		}
		orders(application).forward(LONG);
		assertThat(values()).isEqualTo(orders(10));
	}

	@Test
	void anOrderThatIsTooLargeIsKeptAsideAndTheOthersAreThereOnce() throws Exception {
		ConfigurableApplicationContext application = start(this.data);
		take(application, 0, 5);
		orders(application).append(("x".repeat(200_000) + "\n").getBytes(StandardCharsets.UTF_8));
		take(application, 5, 8);
		orders(application).append(("y".repeat(2_000_000) + "\n").getBytes(StandardCharsets.UTF_8));
		take(application, 8, 10);
		orders(application).forward(LONG);
		assertThat(values()).isEqualTo(orders(10));
		assertThat(forwarding(application).counts().rejected()).isEqualTo(2);
		try (Stream<String> lines = Files.lines(this.data.resolve("orders.log.rejected"))) {
			assertThat(lines).hasSize(2);
		}
	}

	@Test
	void topicsThatAreDeletedAreMadeAgainAndNothingIsLost() throws Exception {
		ConfigurableApplicationContext application = start(this.data, POSITIONS_TOPIC + this.positions);
		take(application, 0, 10);
		orders(application).forward(LONG);
		try (Admin admin = admin()) {
			admin.deleteTopics(List.of(this.topic.topic(), this.positions)).all().get();
		}
		take(application, 10, 20);
		orders(application).forward(LONG);
		assertThat(values()).isEqualTo(orders(20).subList(10, 20));
		application.close();
		try (Admin admin = admin()) {
			// A broker may have made it at the producer's request, as it makes all
			// topics.
			compactPositions(admin);
		}
		ConfigurableApplicationContext second = start(this.data, POSITIONS_TOPIC + this.positions);
		take(second, 20, 30);
		orders(second).forward(LONG);
		assertThat(values()).isEqualTo(orders(30).subList(10, 30));
	}

	@Test
	void aBrokerThatIsAwayDelaysNeitherStartNorStop() throws Exception {
		broker.kill();
		ConfigurableApplicationContext application = start(this.data);
		take(application, 0, 10);
		awaitFailure(application, ForwardStatus.State.DEGRADED);
		application.close();
		broker.start();
		ConfigurableApplicationContext second = start(this.data);
		orders(second).forward(LONG);
		assertThat(values()).isEqualTo(orders(10));
	}

}
