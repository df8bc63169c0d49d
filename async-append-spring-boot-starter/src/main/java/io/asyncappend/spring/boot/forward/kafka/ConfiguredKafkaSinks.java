package io.asyncappend.spring.boot.forward.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

import io.asyncappend.RecordSink;
import io.asyncappend.spring.boot.forward.KafkaSinks;
import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Kafka;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * Makes sinks whose producers are configured as Spring Boot configures its own, by
 * {@code spring.kafka}, but for what the order and the safety of records depend on.
 */
public final class ConfiguredKafkaSinks implements KafkaSinks {

	/**
	 * The names that Kafka takes: its Topic class, which is not for users, checks them.
	 */
	private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

	private static final String POSITIONS_TOPIC = "positions-topic";

	private static final String ID_PREFIX = "transaction-id-prefix";

	private static final int MAX_IN_FLIGHT = 5;

	/**
	 * Bytes: a log is sent as it was written, in pieces; Kafka's own default is 16 KiB.
	 */
	private static final int BATCH_SIZE = 1 << 16;

	private static final List<String> SIZES = List.of(ProducerConfig.BATCH_SIZE_CONFIG,
			ProducerConfig.BUFFER_MEMORY_CONFIG, ProducerConfig.MAX_REQUEST_SIZE_CONFIG);

	private static final Duration GIVE_WAY = Duration.ofSeconds(3);

	private final KafkaProperties properties;

	private final KafkaConnectionDetails connection;

	private final List<DefaultKafkaProducerFactoryCustomizer> customizers;

	private final BeanFactory beans;

	/**
	 * Connects to nothing.
	 * @param properties what all producers of the application have
	 * @param connection where the brokers are
	 * @param customizers of producers
	 * @param beans where beans that make keys are
	 */
	public ConfiguredKafkaSinks(KafkaProperties properties, KafkaConnectionDetails connection,
			List<DefaultKafkaProducerFactoryCustomizer> customizers, BeanFactory beans) {
		this.properties = properties;
		this.connection = connection;
		this.customizers = customizers;
		this.beans = beans;
	}

	@Override
	public RecordSink sink(String appender, Kafka kafka) {
		String topic = topic(appender, "topic", kafka.topic());
		MessageKey key = key(appender, kafka.key().strip());
		KafkaProducers producers = producers(appender, kafka.exactlyOnce());
		if (kafka.exactlyOnce()) {
			return exactlyOnce(appender, kafka, topic, key, producers);
		}
		requireUnset(appender, POSITIONS_TOPIC, kafka.positionsTopic());
		requireUnset(appender, ID_PREFIX, kafka.transactionIdPrefix());
		return new KafkaRecordSink(topic, key, producers);
	}

	/** It says that transactions are meant, and there would be none. */
	private static void requireUnset(String appender, String property, @Nullable String value) {
		if (value != null) {
			throw new InvalidPropertyException(AppenderNames.property(appender, "forward.kafka." + property), value,
					"has no effect, as " + AppenderNames.property(appender, "forward.kafka.exactly-once") + " is false",
					"Remove it, or set exactly-once to true.");
		}
	}

	private static String topic(String appender, String property, @Nullable String name) {
		String topic = (name != null) ? name.strip() : "";
		if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
			throw new InvalidPropertyException(AppenderNames.property(appender, "forward.kafka." + property), topic,
					"is not the name of a topic", "Write 1 to 249 letters, digits, dots, underscores and dashes.");
		}
		return topic;
	}

	private RecordSink exactlyOnce(String appender, Kafka kafka, String topic, MessageKey key,
			KafkaProducers producers) {
		String positions = topic(appender, POSITIONS_TOPIC,
				(kafka.positionsTopic() != null) ? kafka.positionsTopic() : "async-append-positions");
		String idPrefix = (kafka.transactionIdPrefix() != null) ? kafka.transactionIdPrefix().strip() : "async-append-";
		if (positions.equals(topic)) {
			throw new InvalidPropertyException(AppenderNames.property(appender, "forward.kafka." + POSITIONS_TOPIC),
					positions, "is the topic of the records, which compaction would delete",
					"Write the name of another topic.");
		}
		PositionClients clients = new PositionClients(producers);
		return new ExactlyOnceSink(new ExactlyOnceSink.Settings(appender, topic, key, idPrefix, GIVE_WAY), producers,
				new PositionsTopic(positions, this.properties.getAdmin().isAutoCreate(), clients::admin,
						clients::consumer, clients.timeout()));
	}

	private MessageKey key(String appender, String key) {
		if (key.equalsIgnoreCase("log")) {
			return MessageKey.log();
		}
		if (key.equalsIgnoreCase("none")) {
			return MessageKey.none();
		}
		try {
			return MessageKey.of(this.beans.getBean(key, RecordKey.class));
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new InvalidPropertyException(AppenderNames.property(appender, "forward.kafka.key"), key,
					"is neither log nor none, nor the name of a bean of type RecordKey",
					"Write log, none, or the name of such a bean.", ex);
		}
	}

	KafkaProducers producers(String appender, boolean exactlyOnce) {
		Map<String, Object> configuration = this.properties.buildProducerProperties();
		TransactionRequirements requirements = new TransactionRequirements(this.properties, appender);
		if (exactlyOnce) {
			requirements.checkProperties(configuration);
		}
		KafkaConnectionDetails.Configuration connection = this.connection.getProducer();
		configuration.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getBootstrapServers());
		if (StringUtils.hasLength(connection.getSecurityProtocol())) {
			configuration.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, connection.getSecurityProtocol());
		}
		if (connection.getSslBundle() != null) {
			configuration.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
			configuration.put(SslBundle.class.getName(), connection.getSslBundle());
		}
		Object clientId = configuration.get(ProducerConfig.CLIENT_ID_CONFIG);
		configuration.put(ProducerConfig.CLIENT_ID_CONFIG,
				((clientId != null) ? clientId + "-" : "async-append-") + appender);
		// A send that waits for a broker shows no failure, and all others wait for it.
		configuration.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
		KafkaProducers producers = new KafkaProducers(configuration);
		this.customizers.forEach((customizer) -> customizer.customize(producers));
		if (exactlyOnce) {
			requirements.checkCustomized(producers.getConfigurationProperties());
		}
		producers.updateConfigs(preferred(producers.getConfigurationProperties()));
		producers.updateConfigs(required(producers.getConfigurationProperties()));
		producers.removeConfig(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		return producers;
	}

	/**
	 * Not beside other sizes of the user: a buffer may be too small for one batch, and a
	 * topic that takes small requests only would have each batch split again and again.
	 */
	private static Map<String, Object> preferred(Map<String, Object> configured) {
		boolean isSized = SIZES.stream().anyMatch(configured::containsKey);
		return isSized ? Map.of() : Map.of(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_SIZE);
	}

	/** What order and safety depend on, whatever else is configured. */
	private static Map<String, Object> required(Map<String, Object> configured) {
		Map<String, Object> required = new HashMap<>();
		required.put(ProducerConfig.ACKS_CONFIG, "all");
		required.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		required.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		required.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
				inFlight(configured.get(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION)));
		return required;
	}

	private static int inFlight(@Nullable Object configured) {
		try {
			return (configured != null)
					? Math.min(MAX_IN_FLIGHT, Math.max(1, Integer.parseInt(configured.toString().strip())))
					: MAX_IN_FLIGHT;
		}
		catch (NumberFormatException ex) {
			return MAX_IN_FLIGHT;
		}
	}

}
