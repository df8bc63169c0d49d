package io.asyncappend.spring.boot.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.asyncappend.spring.boot.properties.InvalidPropertyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AsyncAppendEndpointPropertiesTests {

	@Test
	void aNegativeTimeoutIsRefusedByName() {
		assertThatThrownBy(() -> new AsyncAppendEndpointProperties(Duration.ofSeconds(-1), 6))
			.isInstanceOf(InvalidPropertyException.class)
			.hasMessageStartingWith("management.endpoint.asyncappend.timeout=PT-1S: is negative.");
	}

	@Test
	void zeroWaitsForNothing() {
		assertThat(new AsyncAppendEndpointProperties(Duration.ZERO, 6).timeout()).isZero();
	}

}
