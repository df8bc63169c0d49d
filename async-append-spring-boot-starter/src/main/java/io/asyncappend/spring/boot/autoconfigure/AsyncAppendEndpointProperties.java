package io.asyncappend.spring.boot.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.asyncappend.spring.boot.properties.InvalidPropertyException;

/**
 * Properties of the endpoint. Immutable.
 *
 * @param timeout How long an operation of the endpoint waits for files, for all appenders
 * together, before it is answered 503.
 */
@ConfigurationProperties("management.endpoint.asyncappend")
record AsyncAppendEndpointProperties(@DefaultValue("10s") Duration timeout) {

	AsyncAppendEndpointProperties {
		if (timeout.isNegative()) {
			throw new InvalidPropertyException("management.endpoint.asyncappend.timeout", timeout, "is negative",
					"Write a duration such as 10s, or 0s to wait for nothing.");
		}
	}

}
