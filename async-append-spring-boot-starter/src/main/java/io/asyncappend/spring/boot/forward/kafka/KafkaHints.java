package io.asyncappend.spring.boot.forward.kafka;

import java.util.Collection;
import java.util.List;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/**
 * What a native image needs for a producer, and for the consumer and the client that
 * exactly-once takes: the classes that Kafka makes by their names unless it is configured
 * otherwise, such as what shows its metrics over JMX, and its version. Those that
 * properties name are the application's affair.
 */
public final class KafkaHints implements RuntimeHintsRegistrar {

	/** Spring makes it. */
	public KafkaHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())
			.forEach((
					config) -> config.defaultValues().values().forEach((value) -> register(hints, classLoader, value)));
		hints.resources().registerPattern("kafka/kafka-version.properties");
	}

	private static void register(RuntimeHints hints, @Nullable ClassLoader classLoader, @Nullable Object value) {
		if (value instanceof Collection<?> values) {
			values.forEach((one) -> register(hints, classLoader, one));
		}
		else if (value instanceof String name) {
			for (String one : List.of(name.split(","))) {
				if (one.startsWith("org.apache.kafka.") && ClassUtils.isPresent(one, classLoader)) {
					register(hints, classLoader, ClassUtils.resolveClassName(one, classLoader));
				}
			}
		}
		else if (value instanceof Class<?> type) {
			hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
		}
	}

}
