package io.asyncappend.spring.boot.actuate.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

import io.asyncappend.ForwardStatus;
import io.asyncappend.spring.boot.forward.AppenderForwarding;

/**
 * Meters of the appenders that forward, with the tag {@code name}; read from the status
 * of each when the registry reads them. What is not known, as forwarding has not begun or
 * is over, is not a number; but counts are, as one that was none would take the increase
 * after it along. They go with the context.
 */
public final class ForwardMeters implements MeterBinder, DisposableBean {

	private static final String PREFIX = "async.append.forward.";

	private final AppenderForwarding forwarding;

	private final List<Bound> bound = new CopyOnWriteArrayList<>();

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
			MeterNames.take(registry, Bound.class, PREFIX, name, (one) -> one.of() == this, (tags) -> {
				Bound made = new Bound(this, registry, name, register(registry, name, tags));
				this.bound.add(made);
				return made;
			});
		}
	}

	/** Takes the meters away. */
	@Override
	public void destroy() {
		this.bound.forEach((one) -> MeterNames.giveBack(one.registry(), PREFIX, one.name(), one, () -> {
			one.meters().forEach(one.registry()::remove);
			return true;
		}));
		this.bound.clear();
	}

	private List<Meter> register(MeterRegistry registry, String name, Tags tags) {
		return List.of(
				gauge(registry, tags, "lag.bytes", "bytes", "Durable bytes that are not forwarded",
						of(name, (status) -> status.lag().bytes())),
				gauge(registry, tags, "lag.records", "records", "Durable records that are not forwarded",
						of(name, (status) -> status.lag().records())),
				gauge(registry, tags, "degraded", null, "Whether forwarding is degraded or has stopped: 1 or 0",
						of(name, (status) -> isDegraded(status) ? 1 : 0)),
				gauge(registry, tags, "stopped", null, "Whether forwarding has stopped: 1 or 0",
						of(name, (status) -> (status.state() == ForwardStatus.State.STOPPED) ? 1 : 0)),
				TimeGauge
					.builder(PREFIX + "lag.age", this.forwarding, TimeUnit.NANOSECONDS,
							of(name, (status) -> status.lag().oldest().orElse(Duration.ZERO).toNanos()))
					.description("Age of the oldest durable record that is not forwarded")
					.tags(tags)
					.register(registry),
				TimeGauge
					.builder(PREFIX + "until.full", this.forwarding, TimeUnit.NANOSECONDS,
							of(name, (status) -> status.disk()
								.untilFull()
								.map((time) -> (double) time.toNanos())
								.orElse(Double.NaN)))
					.description("Time until the limit of what is not forwarded, or the end of the disk, is reached")
					.tags(tags)
					.register(registry),
				gauge(registry, tags, "limit.reached", null, "Whether as much is not forwarded as may be: 1 or 0",
						of(name, (status) -> status.disk().reached() ? 1 : 0)),
				count(registry, tags, "refused", "records", "Records that were refused, as too much is not forwarded",
						name, (status) -> status.disk().refused()),
				count(registry, tags, "sent", "records", "Records that were acknowledged", name,
						(status) -> status.counts().sent()),
				count(registry, tags, "sent.bytes", "bytes", "Bytes of the records that were acknowledged", name,
						(status) -> status.counts().sentBytes()),
				count(registry, tags, "retried", "records", "Records that were sent again", name,
						(status) -> status.counts().retried()),
				count(registry, tags, "rejected", "records", "Records that are never taken", name,
						(status) -> status.counts().rejected()),
				count(registry, tags, "missing.bytes", "bytes", "Bytes that were gone before they were forwarded", name,
						(status) -> status.counts().gapBytes()));
	}

	private static boolean isDegraded(ForwardStatus status) {
		return status.state() == ForwardStatus.State.DEGRADED || status.state() == ForwardStatus.State.STOPPED;
	}

	private static ToDoubleFunction<AppenderForwarding> of(String name, ToDoubleFunction<ForwardStatus> value) {
		return (forwarding) -> forwarding.status(name).map(value::applyAsDouble).orElse(Double.NaN);
	}

	private Gauge gauge(MeterRegistry registry, Tags tags, String title, @Nullable String unit, String description,
			ToDoubleFunction<AppenderForwarding> value) {
		return Gauge.builder(PREFIX + title, this.forwarding, value)
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(registry);
	}

	private FunctionCounter count(MeterRegistry registry, Tags tags, String title, String unit, String description,
			String name, ToLongFunction<ForwardStatus> count) {
		return FunctionCounter.builder(PREFIX + title, this.forwarding, new Total(name, count))
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(registry);
	}

	private record Bound(ForwardMeters of, MeterRegistry registry, String name, List<Meter> meters) {

	}

	/**
	 * A count that only grows, though forwarding may end, and begin again from zero.
	 * Thread-safe.
	 */
	private static final class Total implements ToDoubleFunction<AppenderForwarding> {

		private final String name;

		private final ToLongFunction<ForwardStatus> count;

		private long before;

		private long last;

		Total(String name, ToLongFunction<ForwardStatus> count) {
			this.name = name;
			this.count = count;
		}

		@Override
		public synchronized double applyAsDouble(AppenderForwarding forwarding) {
			forwarding.status(this.name).ifPresent((status) -> {
				long now = this.count.applyAsLong(status);
				if (now < this.last) {
					this.before += this.last;
				}
				this.last = now;
			});
			return this.before + this.last;
		}

	}

}
