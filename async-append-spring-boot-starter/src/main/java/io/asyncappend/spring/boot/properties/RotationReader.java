package io.asyncappend.spring.boot.properties;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

import io.asyncappend.Rotation;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.AppenderRotation;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.DefaultRotation;

/**
 * Reads the rotation of one appender: each value from the appender or else from the
 * defaults, and an error names the property that the value came from.
 */
final class RotationReader {

	private static final String SYSTEM = "system";

	private final String name;

	private final AppenderRotation own;

	private final DefaultRotation defaults;

	private final Rotation.Builder rotation = Rotation.builder();

	RotationReader(String name, @Nullable AppenderRotation own, DefaultRotation defaults) {
		this.name = name;
		this.own = (own != null) ? own : AppenderRotation.UNSET;
		this.defaults = defaults;
	}

	Rotation read() {
		read("max-size", this.own.maxSize(), this.defaults.maxSize(), DataSize::toBytes, Rotation.Builder::maxSize);
		((this.own.every() != null) ? this.own.every() : this.defaults.every()).applyTo(this.rotation);
		read("zone", this.own.zone(), this.defaults.zone(), String::strip, RotationReader::zone);
		read("naming", this.own.naming(), this.defaults.naming(), Function.identity(), Rotation.Builder::naming);
		this.rotation.compress((this.own.compress() != null) ? this.own.compress() : this.defaults.compress());
		read("keep-files", this.own.keepFiles(), this.defaults.keepFiles(), Function.identity(),
				Rotation.Builder::keepFiles);
		read("keep-for", this.own.keepFor(), this.defaults.keepFor(), Function.<Duration>identity(),
				Rotation.Builder::keepFor);
		read("keep-size", this.own.keepSize(), this.defaults.keepSize(), DataSize::toBytes, Rotation.Builder::keepSize);
		read("keep-at-least", this.own.keepAtLeast(), this.defaults.keepAtLeast(), Function.identity(),
				Rotation.Builder::keepAtLeast);
		return this.rotation.build();
	}

	/** The rules are those of the core, which says what is wrong. */
	private <T, R> void read(String leaf, @Nullable T own, T inherited, Function<T, R> reader,
			BiConsumer<Rotation.Builder, R> setter) {
		T value = (own != null) ? own : inherited;
		try {
			setter.accept(this.rotation, reader.apply(value));
		}
		catch (IllegalArgumentException ex) {
			String path = "rotation." + leaf;
			String property = (own != null) ? AppenderNames.property(this.name, path)
					: AsyncAppendProperties.PREFIX + ".defaults." + path;
			throw InvalidPropertyException.of(property, value, "will not do: " + ex.getMessage(), ex);
		}
	}

	private static void zone(Rotation.Builder rotation, String zone) {
		if (!zone.equalsIgnoreCase(SYSTEM)) {
			rotation.zone(zone);
		}
	}

}
