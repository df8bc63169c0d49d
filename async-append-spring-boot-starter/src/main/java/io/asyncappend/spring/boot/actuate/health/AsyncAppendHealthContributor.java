package io.asyncappend.spring.boot.actuate.health;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

import io.asyncappend.AsyncAppendFactory;

/**
 * Health of every appender that is open when it is asked for, so those opened at run time
 * come and go with it. Thread-safe.
 */
public final class AsyncAppendHealthContributor implements CompositeHealthContributor {

	private final AsyncAppendFactory factory;

	/**
	 * Creates the contributor.
	 * @param factory whose appenders to look at
	 */
	public AsyncAppendHealthContributor(AsyncAppendFactory factory) {
		this.factory = factory;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.factory.find(name).map(AppenderHealthIndicator::new).orElse(null);
	}

	@Override
	public Stream<Entry> stream() {
		return this.factory.appenders()
			.stream()
			.map((appender) -> new Entry(appender.name(), new AppenderHealthIndicator(appender)));
	}

}
