package io.asyncappend.spring.boot.forward.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.apache.kafka.clients.producer.ProducerConfig;

import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

import io.asyncappend.spring.boot.properties.AppenderNames;
import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * What transactions need of a producer. Where a property of the application says
 * otherwise, it is refused: exactly once is asked for, and would not be had. The prefix
 * of {@code spring.kafka.producer.transaction-id-prefix} is that of the application's own
 * producers, and of no matter here.
 */
final class TransactionRequirements {

	private final KafkaProperties properties;

	private final String appender;

	TransactionRequirements(KafkaProperties properties, String appender) {
		this.properties = properties;
		this.appender = appender;
	}

	/**
	 * Checks what properties say.
	 * @throws InvalidPropertyException names the one that will not do
	 */
	void checkProperties(Map<String, Object> configuration) {
		check(configuration, (conflict) -> new InvalidPropertyException(property(conflict.name()), conflict.value(),
				conflict.reason(), conflict.advice()));
	}

	/**
	 * Checks what customizers have made of it.
	 * @throws InvalidPropertyException names the property that asks for transactions
	 */
	void checkCustomized(Map<String, Object> configuration) {
		check(configuration,
				(conflict) -> new InvalidPropertyException(
						AppenderNames.property(this.appender, "forward.kafka.exactly-once"), true,
						"will not do, as a bean of type DefaultKafkaProducerFactoryCustomizer sets " + conflict.name()
								+ "=" + conflict.value() + ", which " + conflict.reason(),
						conflict.advice()));
	}

	private static void check(Map<String, Object> configuration, Function<Conflict, InvalidPropertyException> refusal) {
		require(configuration, ProducerConfig.ACKS_CONFIG, Set.of("all", "-1"), refusal);
		require(configuration, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, Set.of("true"), refusal);
		Object id = configuration.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		if (id != null) {
			throw refusal.apply(new Conflict(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id,
					"is one for all producers, which would fence one another, while each log has its own",
					"Remove it: what the one of a log begins with is forward.kafka.transaction-id-prefix."));
		}
	}

	private static void require(Map<String, Object> configuration, String name, Set<String> possible,
			Function<Conflict, InvalidPropertyException> refusal) {
		Object value = configuration.get(name);
		if (value != null && !possible.contains(value.toString().strip().toLowerCase(Locale.ROOT))) {
			throw refusal.apply(new Conflict(name, value,
					"is impossible with transactions, which forward.kafka.exactly-once asks for",
					"Remove it, or forward without exactly-once."));
		}
	}

	/** Where the value of a producer comes from. */
	private String property(String name) {
		if (this.properties.getProducer().getProperties().containsKey(name)) {
			return "spring.kafka.producer.properties." + name;
		}
		return (name.equals(ProducerConfig.ACKS_CONFIG) && this.properties.getProducer().getAcks() != null)
				? "spring.kafka.producer.acks" : "spring.kafka.properties." + name;
	}

	/** A setting of a producer that will not do. */
	private record Conflict(String name, Object value, String reason, String advice) {
	}

}
