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
 * @param rotationsPerHour How often the file of an appender is rotated on demand within
 * an hour, at most: with a limited number of archives each rotation deletes the oldest.
 */
@ConfigurationProperties("management.endpoint.asyncappend")
record AsyncAppendEndpointProperties(@DefaultValue("10s") Duration timeout, @DefaultValue("6") int rotationsPerHour) {

	AsyncAppendEndpointProperties {
		if (timeout.isNegative()) {
			throw new InvalidPropertyException("management.endpoint.asyncappend.timeout", timeout, "is negative",
					"Write a duration such as 10s, or 0s to wait for nothing.");
		}
		if (rotationsPerHour < 0) {
			throw new InvalidPropertyException("management.endpoint.asyncappend.rotations-per-hour", rotationsPerHour,
					"is negative", "Write a number that is not negative, or 0 for no rotation on demand.");
		}
	}

}
