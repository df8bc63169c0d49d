package io.asyncappend.spring.boot.forward.kafka;

import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties.IsolationLevel;
import org.springframework.util.unit.DataSize;

import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How the producers of appenders are configured. */
class ConfiguredKafkaSinksTests {

	private final KafkaProperties properties = new KafkaProperties();

	private Map<String, Object> configuration(DefaultKafkaProducerFactoryCustomizer... customizers) {
		return new ConfiguredKafkaSinks(this.properties, () -> List.of("elsewhere:9092"), List.of(customizers),
				new DefaultListableBeanFactory())
			.producers("orders", false)
			.getConfigurationProperties();
	}

	@Test
	void producersAreConfiguredAsSpringBootDoes() {
		this.properties.getProducer().setCompressionType("lz4");
		this.properties.getProperties().put("metadata.max.age.ms", "1234");
		assertThat(configuration((factory) -> factory.updateConfigs(Map.of(ProducerConfig.LINGER_MS_CONFIG, 77))))
			.containsEntry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, List.of("elsewhere:9092"))
			.containsEntry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
			.containsEntry("metadata.max.age.ms", "1234")
			.containsEntry(ProducerConfig.LINGER_MS_CONFIG, 77)
			.containsEntry(ProducerConfig.CLIENT_ID_CONFIG, "async-append-orders");
	}

	@Test
	void whatOrderAndSafetyDependOnIsNotUpToOthers() {
		this.properties.getProducer().setAcks("1");
		this.properties.getProducer().setRetries(0);
		this.properties.getProducer().getProperties().put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "100");
		this.properties.getProducer().getProperties().put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tx");
		assertThat(configuration(
				(factory) -> factory.updateConfigs(Map.of(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false))))
			.containsEntry(ProducerConfig.ACKS_CONFIG, "all")
			.containsEntry(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE)
			.containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
			.containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5)
			.doesNotContainKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
	}

	@Test
	void fewerRequestsInFlightAreTheUsers() {
		this.properties.getProducer().setClientId("shop");
		this.properties.getProducer().getProperties().put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "2");
		assertThat(configuration()).containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 2)
			.containsEntry(ProducerConfig.CLIENT_ID_CONFIG, "shop-orders");
	}

	@Test
	void batchesAreLargeUnlessTheUserSaysHowLarge() {
		assertThat(configuration()).containsEntry(ProducerConfig.BATCH_SIZE_CONFIG, 65_536);
		assertThat(configuration((factory) -> factory.updateConfigs(Map.of(ProducerConfig.BATCH_SIZE_CONFIG, 1))))
			.containsEntry(ProducerConfig.BATCH_SIZE_CONFIG, 1);
		this.properties.getProducer().setBatchSize(DataSize.ofKilobytes(4));
		assertThat(configuration()).containsEntry(ProducerConfig.BATCH_SIZE_CONFIG, 4096);
		this.properties.getProducer().setBatchSize(null);
		this.properties.getProducer().getProperties().put(ProducerConfig.BATCH_SIZE_CONFIG, "5");
		assertThat(configuration()).containsEntry(ProducerConfig.BATCH_SIZE_CONFIG, "5");
	}

	/** One that is larger than the buffer, or than a topic takes, could not be sent. */
	@Test
	void batchesAreKafkasOwnBesideOtherSizesOfTheUser() {
		this.properties.getProducer().setBufferMemory(DataSize.ofKilobytes(32));
		assertThat(configuration()).doesNotContainKey(ProducerConfig.BATCH_SIZE_CONFIG);
		assertThat(configuration((factory) -> factory.updateConfigs(Map.of(ProducerConfig.BUFFER_MEMORY_CONFIG, 1))))
			.doesNotContainKey(ProducerConfig.BATCH_SIZE_CONFIG);
		this.properties.getProducer().setBufferMemory(null);
		this.properties.getProducer().getProperties().put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "30000");
		assertThat(configuration()).doesNotContainKey(ProducerConfig.BATCH_SIZE_CONFIG);
	}

	private void transactions(DefaultKafkaProducerFactoryCustomizer... customizers) {
		new ConfiguredKafkaSinks(this.properties, () -> List.of("elsewhere:9092"), List.of(customizers),
				new DefaultListableBeanFactory())
			.producers("orders", true);
	}

	private void refused(String property, String text, DefaultKafkaProducerFactoryCustomizer... customizers) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> transactions(customizers))
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo(property));
	}

	@Test
	void whatTransactionsCannotHaveIsRefusedByName() {
		transactions();
		this.properties.getProducer().setAcks("1");
		refused("spring.kafka.producer.acks", "is impossible with transactions");
		this.properties.getProducer().setAcks(" ALL ");
		transactions();
		this.properties.getProducer().setAcks(null);
		this.properties.getProducer().getProperties().put(ProducerConfig.ACKS_CONFIG, "0");
		refused("spring.kafka.producer.properties.acks", "is impossible with transactions");
		this.properties.getProducer().getProperties().put(ProducerConfig.ACKS_CONFIG, "-1");
		this.properties.getProperties().put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
		refused("spring.kafka.properties.enable.idempotence", "is impossible with transactions");
		this.properties.getProperties().put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
		this.properties.getProducer().getProperties().put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "shop");
		refused("spring.kafka.producer.properties.transactional.id", "would fence one another");
	}

	@Test
	void whatACustomizerTakesFromTransactionsIsRefusedByName() {
		refused("async-append.appenders.orders.forward.kafka.exactly-once",
				"a bean of type DefaultKafkaProducerFactoryCustomizer sets enable.idempotence=false",
				(factory) -> factory.updateConfigs(Map.of(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false)));
		refused("async-append.appenders.orders.forward.kafka.exactly-once", "sets acks=1",
				(factory) -> factory.updateConfigs(Map.of(ProducerConfig.ACKS_CONFIG, "1")));
	}

	@Test
	void thePrefixOfTheApplicationsOwnTransactionsIsTheirs() {
		this.properties.getProducer().setTransactionIdPrefix("shop-");
		transactions();
	}

	@Test
	void positionsAreReadByTheConnectionOfTheProducer() {
		this.properties.getConsumer().setBootstrapServers(List.of("another:9092"));
		this.properties.getConsumer().setGroupId("shop");
		this.properties.getConsumer().setIsolationLevel(IsolationLevel.READ_UNCOMMITTED);
		this.properties.getProducer().getProperties().put("interceptor.classes", "of.Producers");
		this.properties.getProducer().getProperties().put("batch.size", "1");
		this.properties.getProducer().getProperties().put("of.another.library", "kept");
		PositionClients clients = new PositionClients(
				new ConfiguredKafkaSinks(this.properties, () -> List.of("elsewhere:9092"),
						List.of((factory) -> factory.updateConfigs(Map.of("sasl.jaas.config", "secret"))),
						new DefaultListableBeanFactory())
					.producers("orders", true));
		assertThat(clients.consumerConfiguration())
			.containsEntry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, List.of("elsewhere:9092"))
			.containsEntry("sasl.jaas.config", "secret")
			.containsEntry("of.another.library", "kept")
			.containsEntry("isolation.level", "read_committed")
			.containsEntry("enable.auto.commit", false)
			.containsEntry("client.id", "async-append-orders-positions")
			.doesNotContainKeys("interceptor.classes", "batch.size", "group.id", "acks");
		assertThat(clients.timeout()).hasSeconds(10);
	}

}
