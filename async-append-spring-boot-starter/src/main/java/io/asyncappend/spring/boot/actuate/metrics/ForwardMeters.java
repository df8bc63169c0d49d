package io.asyncappend.spring.boot.actuate.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import io.asyncappend.ForwardStatus;
import io.asyncappend.spring.boot.forward.AppenderForwarding;

/**
 * Meters of the appenders that forward, with the tag {@code name}; read from the status
 * of each when the registry reads them. What is not known, as forwarding has not begun or
 * is over, is not a number.
 */
public final class ForwardMeters implements MeterBinder {

	private static final String PREFIX = "async.append.forward.";

	private final AppenderForwarding forwarding;

	/**
	 * Creates the meters.
	 * @param forwarding what forwards
	 */
	public ForwardMeters(AppenderForwarding forwarding) {
		this.forwarding = forwarding;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String name : this.forwarding.names()) {
			bind(registry, name, Tags.of("name", name));
		}
	}

	private void bind(MeterRegistry registry, String name, Tags tags) {
		gauge(registry, tags, "lag.bytes", "bytes", "Durable bytes that are not forwarded",
				of(name, (status) -> status.lag().bytes()));
		gauge(registry, tags, "lag.records", "records", "Durable records that are not forwarded",
				of(name, (status) -> status.lag().records()));
		gauge(registry, tags, "degraded", null, "Whether forwarding is degraded or has stopped: 1 or 0",
				of(name, (status) -> (status.state() == ForwardStatus.State.DEGRADED
						|| status.state() == ForwardStatus.State.STOPPED) ? 1 : 0));
		gauge(registry, tags, "stopped", null, "Whether forwarding has stopped: 1 or 0",
				of(name, (status) -> (status.state() == ForwardStatus.State.STOPPED) ? 1 : 0));
		TimeGauge
			.builder(PREFIX + "lag.age", this.forwarding, TimeUnit.NANOSECONDS,
					of(name, (status) -> status.lag().oldest().orElse(Duration.ZERO).toNanos()))
			.description("Age of the oldest durable record that is not forwarded")
			.tags(tags)
			.register(registry);
		count(registry, tags, "sent", "records", "Records that were acknowledged",
				of(name, (status) -> status.counts().sent()));
		count(registry, tags, "sent.bytes", "bytes", "Bytes of the records that were acknowledged",
				of(name, (status) -> status.counts().sentBytes()));
		count(registry, tags, "retried", "records", "Records that were sent again",
				of(name, (status) -> status.counts().retried()));
		count(registry, tags, "rejected", "records", "Records that are never taken",
				of(name, (status) -> status.counts().rejected()));
		count(registry, tags, "missing.bytes", "bytes", "Bytes that were gone before they were forwarded",
				of(name, (status) -> status.counts().gapBytes()));
	}

	private static ToDoubleFunction<AppenderForwarding> of(String name, ToDoubleFunction<ForwardStatus> value) {
		return (forwarding) -> forwarding.status(name).map(value::applyAsDouble).orElse(Double.NaN);
	}

	private void gauge(MeterRegistry registry, Tags tags, String title, @Nullable String unit, String description,
			ToDoubleFunction<AppenderForwarding> value) {
		Gauge.builder(PREFIX + title, this.forwarding, value)
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(registry);
	}

	private void count(MeterRegistry registry, Tags tags, String title, String unit, String description,
			ToDoubleFunction<AppenderForwarding> value) {
		FunctionCounter.builder(PREFIX + title, this.forwarding, value)
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(registry);
	}

}
