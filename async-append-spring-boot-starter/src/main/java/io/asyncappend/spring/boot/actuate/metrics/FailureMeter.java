package io.asyncappend.spring.boot.actuate.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.DisposableBean;

import io.asyncappend.AsyncAppender;

/**
 * Counts what an adapter handed to its appender in vain, until it is destroyed.
 */
public final class FailureMeter implements MeterBinder, DisposableBean {

	private final String meter;

	private final Tags tags;

	/** Of the meters that share a name, the name of this one. */
	private final String key;

	private final String unit;

	private final String description;

	private final AsyncAppender appender;

	private final LongSupplier count;

	private final List<Bound> bound = new CopyOnWriteArrayList<>();

	/**
	 * Creates a meter.
	 * @param meter its name
	 * @param unit what it counts
	 * @param description what that means
	 * @param appender whose name is the tag
	 * @param count the count, which only grows
	 */
	public FailureMeter(String meter, String unit, String description, AsyncAppender appender, LongSupplier count) {
		this(meter, Tags.empty(), unit, description, appender, count);
	}

	/**
	 * Creates a meter of several that have one name.
	 * @param meter its name
	 * @param tags what tells it from the others
	 * @param unit what it counts
	 * @param description what that means
	 * @param appender whose name is another tag
	 * @param count the count, which only grows
	 */
	public FailureMeter(String meter, Tags tags, String unit, String description, AsyncAppender appender,
			LongSupplier count) {
		this.meter = meter;
		this.tags = tags;
		this.key = meter + tags;
		this.unit = unit;
		this.description = description;
		this.appender = appender;
		this.count = count;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		MeterNames.take(registry, Bound.class, this.key, this.appender.name(), (bound) -> bound.of() == this,
				(tags) -> {
					Bound bound = new Bound(this, registry, register(registry, tags));
					this.bound.add(bound);
					return bound;
				});
	}

	private Meter register(MeterRegistry registry, Tags tags) {
		return FunctionCounter.builder(this.meter, this.count, LongSupplier::getAsLong)
			.tags(this.tags.and(tags))
			.baseUnit(this.unit)
			.description(this.description)
			.register(registry);
	}

	/** Takes the meter away, as what it counts comes to its end. */
	@Override
	public void destroy() {
		this.bound
			.forEach((bound) -> MeterNames.giveBack(bound.registry(), this.key, this.appender.name(), bound, () -> {
				bound.registry().remove(bound.counter());
				return true;
			}));
		this.bound.clear();
	}

	private record Bound(FailureMeter of, MeterRegistry registry, Meter counter) {

	}

}
