package io.asyncappend.spring.boot.actuate.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;

import io.asyncappend.AppendException;
import io.asyncappend.AppenderStorage.Archives;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogCursor;

/**
 * The meters of the cursors of an appender: of those that are open, and of those that
 * retention waits for; where there are none nothing is registered. Thread-safe.
 */
final class CursorMeters {

	private static final String PREFIX = "async.append.";

	private final MeterRegistry registry;

	private final AsyncAppender appender;

	private final Tags tags;

	private final Set<String> kept;

	// Guarded by this object.

	private final Map<String, List<Meter>> byCursor = new HashMap<>();

	private final List<Meter> ofArchives = new ArrayList<>();

	private boolean removed;

	CursorMeters(MeterRegistry registry, AsyncAppender appender, Tags tags) {
		this.registry = registry;
		this.appender = appender;
		this.tags = tags;
		this.kept = appender.options().rotation().keepUntil();
	}

	/** Registers those of the cursors that are there now. */
	synchronized void register() {
		if (!this.kept.isEmpty()) {
			this.ofArchives.add(Gauge
				.builder(PREFIX + "archives.held.size", this.appender,
						(one) -> archives(one, Archives::heldBytes, Double.NaN))
				.description("Bytes of archives that are kept for cursors only; not a number before they are looked"
						+ " through")
				.baseUnit("bytes")
				.tags(this.tags)
				.register(this.registry));
			this.ofArchives.add(FunctionCounter
				.builder(PREFIX + "cursor.overruns", this.appender, (one) -> archives(one, Archives::overruns, 0))
				.description("Archives deleted though a cursor needed them")
				.baseUnit("files")
				.tags(this.tags)
				.register(this.registry));
		}
		this.kept.forEach(this::opened);
		for (LogCursor.Status cursor : cursors(this.appender)) {
			opened(cursor.name());
		}
	}

	synchronized void opened(String cursor) {
		if (this.removed || this.byCursor.containsKey(cursor)) {
			return;
		}
		Tags all = this.tags.and("cursor", cursor);
		this.byCursor.put(cursor, List.of(
				gauge("cursor.lag.bytes", "bytes", "Durable bytes that the cursor has not acknowledged", all,
						(status) -> status.lag().bytes(), cursor),
				gauge("cursor.lag.records", "records", "Durable records that the cursor has not acknowledged", all,
						(status) -> status.lag().records(), cursor),
				TimeGauge
					.builder(PREFIX + "cursor.lag.age", this.appender, TimeUnit.NANOSECONDS,
							(one) -> value(one, cursor,
									(status) -> status.lag().oldest().orElse(Duration.ZERO).toNanos()))
					.description("How long the oldest record has been durable that the cursor has not acknowledged")
					.tags(all)
					.register(this.registry)));
	}

	private Gauge gauge(String name, String unit, String description, Tags all,
			ToDoubleFunction<LogCursor.Status> value, String cursor) {
		return Gauge.builder(PREFIX + name, this.appender, (one) -> value(one, cursor, value))
			.description(description)
			.baseUnit(unit)
			.tags(all)
			.register(this.registry);
	}

	private static double archives(AsyncAppender appender, ToDoubleFunction<Archives> value, double unknown) {
		return appender.status().storage().archives().stream().mapToDouble(value).findFirst().orElse(unknown);
	}

	private static double value(AsyncAppender appender, String cursor, ToDoubleFunction<LogCursor.Status> value) {
		for (LogCursor.Status status : cursors(appender)) {
			if (status.name().equals(cursor)) {
				return value.applyAsDouble(status);
			}
		}
		return Double.NaN;
	}

	/** None if how far they are cannot be read. */
	private static List<LogCursor.Status> cursors(AsyncAppender appender) {
		try {
			return appender.cursors();
		}
		catch (AppendException ex) {
			return List.of();
		}
	}

	/** Those that retention waits for count on. */
	synchronized void closed(String cursor) {
		if (!this.kept.contains(cursor)) {
			List<Meter> meters = this.byCursor.remove(cursor);
			if (meters != null) {
				meters.forEach(this.registry::remove);
			}
		}
	}

	synchronized void remove() {
		this.removed = true;
		this.byCursor.values().forEach((meters) -> meters.forEach(this.registry::remove));
		this.byCursor.clear();
		this.ofArchives.forEach(this.registry::remove);
		this.ofArchives.clear();
	}

}
