package io.asyncappend.spring.boot.actuate.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * The meters of one appender in one registry. What the appender counts itself is read
 * from its status when a meter is read, so it is exact at that moment; what only happens
 * is recorded when it does.
 */
final class BoundMeters {

	private static final String PREFIX = "async.append.";

	private final MeterRegistry registry;

	private final AsyncAppender appender;

	private final Tags tags;

	private final List<Meter> meters = new ArrayList<>();

	private final Timer write;

	private final Timer sync;

	private final Timer blocked;

	private final Map<FailureKind, Counter> errors = new EnumMap<>(FailureKind.class);

	private final Counter rotations;

	private final Counter rotationFailures;

	private volatile double lastSyncNanos = Double.NaN;

	/** Of contexts that share the appender and the registry; the first one records. */
	private final List<Object> users = new CopyOnWriteArrayList<>();

	private BoundMeters(MeterRegistry registry, AsyncAppender appender, Tags tags) {
		this.registry = registry;
		this.appender = appender;
		this.tags = tags;
		gauge("queue.depth", "records", "Records accepted but not written", AppenderStatus::queuedRecords);
		gauge("queue.bytes", "bytes", "Bytes accepted but not written", AppenderStatus::queuedBytes);
		gauge("unsynced.bytes", "bytes", "Bytes written but not forced to the device", AppenderStatus::unsyncedBytes);
		count("records", "records", "Records accepted", this.tags, (status) -> status.records().accepted());
		count("bytes", "bytes", "Bytes accepted", this.tags, (status) -> status.positions().accepted());
		count("dropped", "records", "Records dropped", this.tags.and("reason", "full"),
				(status) -> status.dropped().records());
		this.write = timer("write", "Time of giving a batch to the operating system");
		this.sync = timer("fsync", "Time of forcing the file to the device");
		this.blocked = timer("blocked", "Time that a producer waited for room in the buffer");
		this.rotations = counter("rotations", "Times that the file became an archive");
		this.rotationFailures = counter("rotation.errors", "Times that a rotation, or what comes after it, failed");
		for (FailureKind kind : FailureKind.values()) {
			this.errors.put(kind, errors(kind));
		}
		this.meters.add(FunctionTimer
			.builder(PREFIX + "degraded", appender, (degraded) -> degraded.status().trouble().degradations(),
					(degraded) -> degraded.status().trouble().degraded().toNanos(), TimeUnit.NANOSECONDS)
			.description("Times that the appender was degraded, and for how long")
			.tags(this.tags)
			.register(registry));
		this.meters
			.add(TimeGauge.builder(PREFIX + "fsync.last", this, TimeUnit.NANOSECONDS, (meters) -> meters.lastSyncNanos)
				.description("Time of the last force; not a number before the first")
				.tags(this.tags)
				.register(registry));
	}

	/** The meters of an appender in a registry, for one more user. */
	static BoundMeters of(MeterRegistry registry, AsyncAppender appender, Object user) {
		BoundMeters bound = MeterNames.take(registry, BoundMeters.class, PREFIX, appender.name(),
				(one) -> one.appender == appender, (tags) -> new BoundMeters(registry, appender, tags));
		bound.users.add(user);
		return bound;
	}

	/** Whether this user is the one that records. */
	boolean isRecordedBy(Object user) {
		return !this.users.isEmpty() && this.users.get(0) == user;
	}

	void wrote(long nanos) {
		this.write.record(nanos, TimeUnit.NANOSECONDS);
	}

	void synced(long nanos) {
		this.lastSyncNanos = nanos;
		this.sync.record(nanos, TimeUnit.NANOSECONDS);
	}

	void blocked(long nanos) {
		this.blocked.record(nanos, TimeUnit.NANOSECONDS);
	}

	void failed(FailureKind kind) {
		this.errors.get(kind).increment();
	}

	void rotated() {
		this.rotations.increment();
	}

	void rotationFailed() {
		this.rotationFailures.increment();
	}

	/** Takes them out of the registry with the last user. */
	void remove(Object user) {
		MeterNames.giveBack(this.registry, PREFIX, this.appender.name(), this, () -> {
			this.users.remove(user);
			if (this.users.isEmpty()) {
				this.meters.forEach(this.registry::remove);
			}
			return this.users.isEmpty();
		});
	}

	private void gauge(String name, String unit, String description, ToDoubleFunction<AppenderStatus> value) {
		this.meters
			.add(Gauge.builder(PREFIX + name, this.appender, (appender) -> value.applyAsDouble(appender.status()))
				.description(description)
				.baseUnit(unit)
				.tags(this.tags)
				.register(this.registry));
	}

	private void count(String name, String unit, String description, Tags tags,
			ToDoubleFunction<AppenderStatus> value) {
		this.meters.add(FunctionCounter
			.builder(PREFIX + name, this.appender, (appender) -> value.applyAsDouble(appender.status()))
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(this.registry));
	}

	private Timer timer(String name, String description) {
		Timer timer = Timer.builder(PREFIX + name).description(description).tags(this.tags).register(this.registry);
		this.meters.add(timer);
		return timer;
	}

	private Counter counter(String name, String description) {
		Counter counter = Counter.builder(PREFIX + name)
			.description(description)
			.tags(this.tags)
			.register(this.registry);
		this.meters.add(counter);
		return counter;
	}

	private Counter errors(FailureKind kind) {
		Counter counter = Counter.builder(PREFIX + "errors")
			.description("Times that the appender became degraded, or failed")
			.tags(this.tags.and("kind", ConstantText.of(kind)))
			.register(this.registry);
		this.meters.add(counter);
		return counter;
	}

}
