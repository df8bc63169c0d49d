package io.asyncappend.spring.boot.actuate.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

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
import io.asyncappend.AppenderStatus.Mode;
import io.asyncappend.AppenderStatus.State;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FailureKind;
import io.asyncappend.FileLoss;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * The meters of one appender in one registry. What the appender counts itself is read
 * from its status when a meter is read, so it is exact at that moment; what only happens
 * is recorded when it does.
 */
final class BoundMeters {

	private static final String PREFIX = "async.append.";

	/**
	 * What a disk does in, from a fast one to one in trouble: so percentiles are there
	 * unasked, for a dozen series each. They are replaced by
	 * {@code management.metrics.distribution.slo}.
	 */
	private static final Duration[] BUCKETS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
		.mapToObj(Duration::ofMillis)
		.toArray(Duration[]::new);

	private final MeterRegistry registry;

	private final AsyncAppender appender;

	private final Tags tags;

	private final List<Meter> meters = new ArrayList<>();

	private final Timer write;

	private final Timer sync;

	private final Timer blocked;

	private final Map<FailureKind, Counter> errors = new EnumMap<>(FailureKind.class);

	private final Map<FileLoss.Kind, Counter> fileLosses = new EnumMap<>(FileLoss.Kind.class);

	private final CursorMeters cursors;

	private final Counter rotations;

	private final Counter rotationFailures;

	private volatile double lastSyncNanos = Double.NaN;

	/** Of contexts that share the appender and the registry; the first one records. */
	private final List<Object> users = new CopyOnWriteArrayList<>();

	private BoundMeters(MeterRegistry registry, AsyncAppender appender, Tags tags) {
		this.registry = registry;
		this.appender = appender;
		this.tags = tags;
		for (StatusMeter meter : StatusMeter.values()) {
			fromStatus(meter);
		}
		for (State state : State.values()) {
			constant("state", state, "Whether the appender is in this state: 1 or 0");
		}
		for (Mode mode : Mode.values()) {
			constant("mode", mode, "Whether the appender is written in this mode: 1 or 0");
		}
		this.write = timer("write", "Time of giving a batch to the operating system", BUCKETS);
		this.sync = timer("fsync", "Time of forcing the file to the device", BUCKETS);
		this.blocked = timer("blocked", "Time that a producer waited for room in the buffer");
		this.rotations = counter("rotations", "Times that the file became an archive", this.tags);
		this.rotationFailures = counter("rotation.errors", "Times that a rotation, or what comes after it, failed",
				this.tags);
		for (FailureKind kind : FailureKind.values()) {
			this.errors.put(kind, counter("errors", "Times that the appender became degraded, or failed",
					this.tags.and("kind", ConstantText.of(kind))));
		}
		for (FileLoss.Kind kind : FileLoss.Kind.values()) {
			this.fileLosses.put(kind,
					counter("file.losses", "Times that others deleted, replaced or truncated the file",
							this.tags.and("kind", ConstantText.of(kind))));
		}
		this.cursors = new CursorMeters(registry, appender, tags);
		this.cursors.register();
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

	void fileLost(FileLoss.Kind kind) {
		this.fileLosses.get(kind).increment();
	}

	void rotated() {
		this.rotations.increment();
	}

	void rotationFailed() {
		this.rotationFailures.increment();
	}

	void cursorOpened(String cursor) {
		this.cursors.opened(cursor);
	}

	void cursorClosed(String cursor) {
		this.cursors.closed(cursor);
	}

	/** Takes them out of the registry with the last user. */
	void remove(Object user) {
		MeterNames.giveBack(this.registry, PREFIX, this.appender.name(), this, () -> {
			this.users.remove(user);
			if (this.users.isEmpty()) {
				this.meters.forEach(this.registry::remove);
				this.cursors.remove();
			}
			return this.users.isEmpty();
		});
	}

	private void fromStatus(StatusMeter meter) {
		String name = PREFIX + meter.title();
		Tags all = this.tags.and(meter.tags());
		this.meters.add(switch (meter.type()) {
			case GAUGE -> Gauge.builder(name, this.appender, meter)
				.description(meter.description())
				.baseUnit(meter.unit().isEmpty() ? null : meter.unit())
				.tags(all)
				.register(this.registry);
			case TIME -> TimeGauge.builder(name, this.appender, TimeUnit.NANOSECONDS, meter)
				.description(meter.description())
				.tags(all)
				.register(this.registry);
			case COUNT -> FunctionCounter.builder(name, this.appender, meter)
				.description(meter.description())
				.baseUnit(meter.unit())
				.tags(all)
				.register(this.registry);
		});
	}

	private void constant(String name, Enum<?> constant, String description) {
		this.meters.add(Gauge.builder(PREFIX + name, this.appender, new IsIn(constant))
			.description(description)
			.tags(this.tags.and(name, ConstantText.of(constant)))
			.register(this.registry));
	}

	private Timer timer(String name, String description, Duration... buckets) {
		Timer timer = Timer.builder(PREFIX + name)
			.description(description)
			.serviceLevelObjectives(buckets)
			.tags(this.tags)
			.register(this.registry);
		this.meters.add(timer);
		return timer;
	}

	private Counter counter(String name, String description, Tags tags) {
		Counter counter = Counter.builder(PREFIX + name).description(description).tags(tags).register(this.registry);
		this.meters.add(counter);
		return counter;
	}

	/** Whether an appender is in a state or a mode. */
	private record IsIn(Enum<?> constant) implements ToDoubleFunction<AsyncAppender> {

		@Override
		public double applyAsDouble(AsyncAppender appender) {
			AppenderStatus status = appender.status();
			return (status.state() == this.constant || status.mode() == this.constant) ? 1 : 0;
		}

	}

}
