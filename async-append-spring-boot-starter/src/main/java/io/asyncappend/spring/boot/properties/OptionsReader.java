package io.asyncappend.spring.boot.properties;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

import io.asyncappend.AppenderOptions;
import io.asyncappend.Backpressure;
import io.asyncappend.SyncPolicy;
import io.asyncappend.TornTail;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Appender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Defaults;
import io.asyncappend.spring.boot.text.ConstantText;

/**
 * Reads the options of one appender: each from the appender or else from the defaults,
 * and an error names the property that the value came from.
 */
final class OptionsReader {

	private static final String DEFAULTS = AsyncAppendProperties.PREFIX + ".defaults.";

	private final String name;

	private final Appender appender;

	private final Defaults defaults;

	private final @Nullable AppenderUse use;

	OptionsReader(String name, Appender appender, Defaults defaults, @Nullable AppenderUse use) {
		this.name = name;
		this.appender = appender;
		this.defaults = defaults;
		this.use = use;
	}

	/** Only what a standard stream has. */
	AppenderOptions readForStream() {
		return AppenderOptions.builder()
			.bufferSize(bufferSize(property("buffer-size", this.appender.bufferSize()),
					either(this.appender.bufferSize(), this.defaults.bufferSize())))
			.backpressure(backpressure())
			.writeRetry(notNegative(property("write-retry", this.appender.writeRetry()),
					either(this.appender.writeRetry(), this.defaults.writeRetry())))
			.build();
	}

	AppenderOptions read() {
		AppenderOptions.Builder options = AppenderOptions.builder()
			.bufferSize(bufferSize(property("buffer-size", this.appender.bufferSize()),
					either(this.appender.bufferSize(), this.defaults.bufferSize())))
			.backpressure(backpressure())
			.sync(sync(property("sync", this.appender.sync()), either(this.appender.sync(), this.defaults.sync())))
			.writeRetry(notNegative(property("write-retry", this.appender.writeRetry()),
					either(this.appender.writeRetry(), this.defaults.writeRetry())))
			.permissions(permissions(property("permissions", this.appender.permissions()),
					either(this.appender.permissions(), this.defaults.permissions())))
			.shared(either(this.appender.shared(), this.defaults.shared()))
			.minFree(minFree(property("min-free", this.appender.minFree()),
					either(this.appender.minFree(), this.defaults.minFree())))
			.tornTail(tornTail(either(this.appender.tornTail(), this.defaults.tornTail())))
			.recreate(either(this.appender.recreate(), this.defaults.recreate()))
			.foreignFile(either(this.appender.foreignFile(), this.defaults.foreignFile()))
			.lastingPositions(either(this.appender.lastingPositions(), this.defaults.lastingPositions()))
			.rotation(new RotationReader(this.name, this.appender.rotation(), this.defaults.rotation(),
					this.appender.forward() != null)
				.read());
		try {
			return options.build();
		}
		catch (IllegalArgumentException ex) {
			boolean own = this.appender.shared() != null;
			throw new InvalidPropertyException(own ? AppenderNames.property(this.name, "shared") : DEFAULTS + "shared",
					true, "cannot be together with a rotation: other processes would go on writing into an archive",
					"Write false, or remove what is set below rotation for appender '" + this.name + "'.", ex);
		}
	}

	private static <T> T either(@Nullable T own, T inherited) {
		return (own != null) ? own : inherited;
	}

	/** The property that a value comes from. */
	private String property(String leaf, @Nullable Object own) {
		return (own != null) ? AppenderNames.property(this.name, leaf) : DEFAULTS + leaf;
	}

	private Backpressure backpressure() {
		Backpressure.Action policy = (this.appender.backpressure() != null) ? this.appender.backpressure()
				: inheritedPolicy();
		Duration timeout = notNegative(property("backpressure-timeout", this.appender.backpressureTimeout()),
				either(this.appender.backpressureTimeout(), this.defaults.backpressureTimeout()));
		if (this.appender.backpressureTimeout() == null && this.use != null && this.use.backpressureTimeout() != null) {
			timeout = this.use.backpressureTimeout();
		}
		Duration own = this.appender.backpressureTimeout();
		if (policy != Backpressure.Action.BLOCK && own != null && !own.isZero()) {
			throw new InvalidPropertyException(AppenderNames.property(this.name, "backpressure-timeout"), own,
					"has no meaning with backpressure '" + ConstantText.of(policy) + "', which does not wait",
					"Remove the property, or set backpressure to block.");
		}
		if (policy == Backpressure.Action.BLOCK) {
			return timeout.isZero() ? Backpressure.block() : Backpressure.block(timeout);
		}
		return (policy == Backpressure.Action.FAIL) ? Backpressure.fail() : Backpressure.drop();
	}

	private Backpressure.Action inheritedPolicy() {
		return (this.use != null && this.use.backpressure() != null) ? this.use.backpressure()
				: this.defaults.backpressure();
	}

	/** In configuration records end with a line feed. */
	private static TornTail tornTail(TornTail.Action action) {
		if (action == TornTail.Action.LEAVE) {
			return TornTail.leave();
		}
		return (action == TornTail.Action.TERMINATE) ? TornTail.terminate() : TornTail.truncate();
	}

	private static int bufferSize(String property, DataSize size) {
		long bytes = size.toBytes();
		if (bytes < AppenderOptions.MIN_BUFFER_SIZE || bytes > AppenderOptions.MAX_BUFFER_SIZE) {
			throw InvalidPropertyException.of(property, size, "is not from " + AppenderOptions.MIN_BUFFER_SIZE + " to "
					+ AppenderOptions.MAX_BUFFER_SIZE + " bytes");
		}
		return (int) bytes;
	}

	private static long minFree(String property, DataSize size) {
		if (size.isNegative()) {
			throw InvalidPropertyException.of(property, size, "is negative");
		}
		return size.toBytes();
	}

	private static SyncPolicy sync(String property, String text) {
		switch (AppenderNames.uniform(text.strip())) {
			case "ondemand":
				return SyncPolicy.onDemand();
			case "everybatch":
				return SyncPolicy.everyBatch();
			default:
				return SyncPolicy.every(interval(property, text.strip()));
		}
	}

	private static Duration interval(String property, String text) {
		Duration interval;
		try {
			// A number alone would be milliseconds, which "sync: 1" hardly means.
			interval = text.matches("[+-]?\\d+") ? null : DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw InvalidPropertyException.of(property, text, "is neither a known policy nor a duration", ex);
		}
		if (interval == null) {
			throw InvalidPropertyException.of(property, text, "is a number without a unit");
		}
		if (interval.isZero() || interval.isNegative()) {
			throw InvalidPropertyException.of(property, text, "is not a positive duration");
		}
		return interval;
	}

	private static Duration notNegative(String property, Duration duration) {
		if (duration.isNegative()) {
			throw InvalidPropertyException.of(property, duration, "is negative");
		}
		return duration;
	}

	private static Set<PosixFilePermission> permissions(String property, String text) {
		try {
			return PosixFilePermissions.fromString(text);
		}
		catch (IllegalArgumentException ex) {
			// YAML reads 0640 as an octal number and hands over 416, so digits are no
			// alternative.
			throw InvalidPropertyException.of(property, text, "is not a mode of nine letters", ex);
		}
	}

}
