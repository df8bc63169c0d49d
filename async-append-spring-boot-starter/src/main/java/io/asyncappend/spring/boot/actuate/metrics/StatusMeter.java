package io.asyncappend.spring.boot.actuate.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Tags;

import io.asyncappend.AppenderStatus;
import io.asyncappend.AppenderStorage.Archives;
import io.asyncappend.AsyncAppender;
import io.asyncappend.FileLoss;
import io.asyncappend.SyncPolicy;

/**
 * A meter that is read from the status, or the options, of an appender when the registry
 * reads it: so no producer pays for it. One type for all of them, as each function of its
 * own would be a class to load when an application starts. What is not known is not a
 * number.
 */
enum StatusMeter implements ToDoubleFunction<AsyncAppender> {

	QUEUE_DEPTH(Type.GAUGE, "queue.depth", "records", "Records accepted but not written"),

	QUEUE_BYTES(Type.GAUGE, "queue.bytes", "bytes", "Bytes accepted but not written"),

	BUFFER_SIZE(Type.GAUGE, "buffer.size", "bytes", "Size of the buffer"),

	BUFFER_FILL(Type.GAUGE, "buffer.fill", "ratio",
			"Bytes accepted but not written, of the size of the buffer; more than 1 with a record larger than that"),

	UNSYNCED_BYTES(Type.GAUGE, "unsynced.bytes", "bytes", "Bytes written but not forced to the device"),

	UNWRITTEN_AGE(Type.TIME, "unwritten.age", "", "Age of the oldest record that is not written"),

	UNDURABLE_AGE(Type.TIME, "undurable.age", "", "Age of the oldest record that is not durable"),

	SYNC_INTERVAL(Type.TIME, "sync.interval", "",
			"The longest that a written record is not durable, as configured; not a number if forced on demand only"),

	FALLBACK(Type.GAUGE, "fallback", "",
			"Whether callers write, as asynchronous I/O is impossible although it is enabled: 1 or 0"),

	FILE_LOST(Type.GAUGE, "file.lost", "",
			"Whether what is written goes to a file that others deleted or replaced: 1 or 0"),

	ROTATION_FAILING(Type.GAUGE, "rotation.failing", "",
			"Whether the last rotation, compression or deletion of archives did not succeed: 1 or 0"),

	DISK_FREE(Type.GAUGE, "disk.free", "bytes",
			"Bytes free on the file system, as it was asked last while the appender wrote"),

	DISK_MIN_FREE(Type.GAUGE, "disk.min.free", "bytes", "Bytes that are kept free on the file system; 0 for none"),

	ARCHIVES(Type.GAUGE, "archives", "files", "Archives of the file; not a number before they are looked through"),

	ARCHIVES_SIZE(Type.GAUGE, "archives.size", "bytes",
			"Bytes of the archives of the file; not a number before they are looked through"),

	RECORDS(Type.COUNT, "records", "records", "Records accepted"),

	BYTES(Type.COUNT, "bytes", "bytes", "Bytes accepted"),

	WRITTEN_RECORDS(Type.COUNT, "written.records", "records", "Records given to the operating system"),

	WRITTEN_BYTES(Type.COUNT, "written.bytes", "bytes", "Bytes given to the operating system"),

	DURABLE_RECORDS(Type.COUNT, "durable.records", "records", "Records forced to the device"),

	DURABLE_BYTES(Type.COUNT, "durable.bytes", "bytes", "Bytes forced to the device"),

	DROPPED(Type.COUNT, "dropped", "records", "Records dropped", Tags.of("reason", "full"));

	/** What the registry makes of it. */
	enum Type {

		GAUGE,

		/** A gauge of a time, in nanoseconds. */
		TIME,

		/** What only grows. */
		COUNT

	}

	private final Type type;

	private final String title;

	private final String unit;

	private final String description;

	private final Tags tags;

	StatusMeter(Type type, String title, String unit, String description) {
		this(type, title, unit, description, Tags.empty());
	}

	StatusMeter(Type type, String title, String unit, String description, Tags tags) {
		this.type = type;
		this.title = title;
		this.unit = unit;
		this.description = description;
		this.tags = tags;
	}

	Type type() {
		return this.type;
	}

	/** Its name, after what the names of all meters begin with. */
	String title() {
		return this.title;
	}

	/** What it counts; empty for nothing, or a time. */
	String unit() {
		return this.unit;
	}

	String description() {
		return this.description;
	}

	/** The tags that it has besides those of the appender. */
	Tags tags() {
		return this.tags;
	}

	@Override
	public double applyAsDouble(AsyncAppender appender) {
		AppenderStatus status = appender.status();
		return switch (this) {
			case QUEUE_DEPTH -> status.queuedRecords();
			case QUEUE_BYTES -> status.queuedBytes();
			case BUFFER_SIZE -> appender.options().bufferSize();
			case BUFFER_FILL -> (double) status.queuedBytes() / appender.options().bufferSize();
			case UNSYNCED_BYTES -> status.unsyncedBytes();
			case UNWRITTEN_AGE -> status.age().unwritten().toNanos();
			case UNDURABLE_AGE -> status.age().undurable().toNanos();
			case SYNC_INTERVAL -> nanos(appender.options().sync());
			case FALLBACK -> status.fallbackReason().isPresent() ? 1 : 0;
			case FILE_LOST -> isLost(appender, status) ? 1 : 0;
			case ROTATION_FAILING -> status.trouble().rotationFailure().isPresent() ? 1 : 0;
			case DISK_FREE -> free(status.storage().freeBytes());
			case DISK_MIN_FREE -> appender.options().minFree();
			case ARCHIVES -> orNaN(status.storage().archives().map(Archives::files));
			case ARCHIVES_SIZE -> orNaN(status.storage().archives().map(Archives::bytes));
			case RECORDS -> status.records().accepted();
			case BYTES -> status.positions().accepted() - status.opened();
			case WRITTEN_RECORDS -> status.records().written();
			case WRITTEN_BYTES -> status.positions().written() - status.opened();
			case DURABLE_RECORDS -> status.records().durable();
			case DURABLE_BYTES -> status.positions().durable() - status.opened();
			case DROPPED -> status.dropped().records();
		};
	}

	/** Not if it was cut, or has been opened again, which is over. */
	private static boolean isLost(AsyncAppender appender, AppenderStatus status) {
		return status.trouble()
			.fileLoss()
			.filter((loss) -> loss.kind() != FileLoss.Kind.TRUNCATED)
			.filter((loss) -> !appender.options().recreate() || loss.recreateFailure().isPresent())
			.isPresent();
	}

	private static double free(OptionalLong bytes) {
		return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
	}

	private static double orNaN(Optional<Long> number) {
		return number.isPresent() ? number.get() : Double.NaN;
	}

	private static double nanos(SyncPolicy policy) {
		if (policy.isOnDemand()) {
			return Double.NaN;
		}
		Duration interval = policy.interval().orElse(Duration.ZERO);
		// The longest duration has more nanoseconds than a long can tell.
		return interval.toSeconds() * 1e9 + interval.toNanosPart();
	}

}
