package io.asyncappend.spring.boot.properties;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Appender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.AppenderRotation;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Cursor;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Kafka;

import static org.assertj.core.api.Assertions.assertThat;

class ConfiguredNamesTests {

	@Test
	void eachPropertyOfAnAppenderMakesOne() {
		assertThat(ConfiguredNames.LEAVES).isEqualTo(components(Appender.class));
		assertThat(ConfiguredNames.ROTATION_LEAVES).isEqualTo(components(AppenderRotation.class));
		assertThat(ConfiguredNames.CURSOR_LEAVES).isEqualTo(components(Cursor.class));
		assertThat(ConfiguredNames.FORWARD_LEAVES).isEqualTo(components(Forward.class));
		assertThat(ConfiguredNames.KAFKA_LEAVES).isEqualTo(components(Kafka.class));
	}

	/** So that the advice on a wrong name spells them as they are documented. */
	@Test
	void eachPropertyOfForwardingAndACursorHasAdvice() {
		Stream.of(Forward.class, Kafka.class, Cursor.class, AppenderRotation.class)
			.flatMap((type) -> components(type).stream())
			.forEach((name) -> assertThat(PropertyAdvice.of(name)).as(name).isNotNull());
	}

	private static Set<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			.map((component) -> AppenderNames.uniform(component.getName()))
			.collect(Collectors.toSet());
	}

}
