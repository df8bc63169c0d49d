package io.asyncappend.harness.forwarding.fault;

import java.time.Duration;
import java.util.Map;

/**
 * How long and how often things go wrong.
 *
 * @param away how long a broker is away or halted
 * @param brokerKills how often it is killed
 * @param kills how often the application is killed
 * @param cuts how often the power is cut, on each file system
 * @param leaders how often a leader is killed or stopped
 * @param rate records in a second
 * @param client properties of Kafka's producer; none for what it has by itself
 */
public record Scale(Duration away, int brokerKills, int kills, int cuts, int leaders, int rate,
		Map<String, String> client) {

	/**
	 * For each change.
	 * @return seconds for minutes
	 */
	public static Scale brief() {
		return new Scale(Duration.ofSeconds(3), 2, 4, 1, 2, 1000,
				Map.of("spring.kafka.properties.reconnect.backoff.max.ms", "200",
						"spring.kafka.producer.properties.delivery.timeout.ms", "3000",
						"spring.kafka.producer.properties.request.timeout.ms", "1500",
						"spring.kafka.producer.properties.max.block.ms", "1000"));
	}

	/**
	 * As things go wrong.
	 * @return with Kafka's own times
	 */
	public static Scale whole() {
		return new Scale(Duration.ofMinutes(1), 20, 100, 20, 20, 1000, Map.of());
	}

}
