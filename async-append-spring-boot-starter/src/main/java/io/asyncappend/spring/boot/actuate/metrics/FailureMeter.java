package io.asyncappend.spring.boot.actuate.metrics;

import java.util.function.LongSupplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.asyncappend.AsyncAppender;

/**
 * Counts what an adapter handed to its appender in vain.
 */
public final class FailureMeter implements MeterBinder {

	private final String meter;

	private final String unit;

	private final String description;

	private final AsyncAppender appender;

	private final LongSupplier count;

	/**
	 * Creates a meter.
	 * @param meter its name
	 * @param unit what it counts
	 * @param description what that means
	 * @param appender whose name is the tag
	 * @param count the count, which only grows
	 */
	public FailureMeter(String meter, String unit, String description, AsyncAppender appender, LongSupplier count) {
		this.meter = meter;
		this.unit = unit;
		this.description = description;
		this.appender = appender;
		this.count = count;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder(this.meter, this.count, LongSupplier::getAsLong)
			.tag("name", this.appender.name())
			.baseUnit(this.unit)
			.description(this.description)
			.register(registry);
	}

}
