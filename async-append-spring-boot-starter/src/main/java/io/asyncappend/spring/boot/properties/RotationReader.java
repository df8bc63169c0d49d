package io.asyncappend.spring.boot.properties;

import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.asyncappend.ForwardOptions;
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

	private final boolean forwards;

	/** The property that is being read, from its last two elements on. */
	private String path = "";

	private boolean isOwn;

	private Object value = "";

	/**
	 * Reads nothing yet.
	 * @param own what the appender says of it
	 * @param forwards whether the appender's records go on to another system
	 */
	RotationReader(String name, @Nullable AppenderRotation own, DefaultRotation defaults, boolean forwards) {
		this.forwards = forwards;
		this.name = name;
		this.own = (own != null) ? own : AppenderRotation.UNSET;
		this.defaults = defaults;
	}

	/** The rules are those of the core, which says what is wrong. */
	Rotation read() {
		Rotation.Builder rotation = Rotation.builder();
		try {
			rotation.maxSize(next("max-size", this.own.maxSize(), this.defaults.maxSize()).toBytes());
			next("every", this.own.every(), this.defaults.every()).applyTo(rotation);
			String zone = next("zone", this.own.zone(), this.defaults.zone()).strip();
			if (!zone.equalsIgnoreCase(SYSTEM)) {
				rotation.zone(zone);
			}
			rotation.naming(next("naming", this.own.naming(), this.defaults.naming()));
			rotation.compress(next("compress", this.own.compress(), this.defaults.compress()));
			rotation.keepFiles(next("keep-files", this.own.keepFiles(), this.defaults.keepFiles()));
			rotation.keepFor(next("keep-for", this.own.keepFor(), this.defaults.keepFor()));
			rotation.keepSize(next("keep-size", this.own.keepSize(), this.defaults.keepSize()).toBytes());
			rotation.keepAtLeast(next("keep-at-least", this.own.keepAtLeast(), this.defaults.keepAtLeast()));
			// For all appenders alike it would keep what no cursor ever reads.
			rotation.keepUntil(next("keep-until", this.own.keepUntil(), Set.of()));
			rotation.keepUntilSize(
					next("keep-until-size", this.own.keepUntilSize(), this.defaults.keepUntilSize()).toBytes());
		}
		catch (IllegalArgumentException ex) {
			String property = this.isOwn ? AppenderNames.property(this.name, this.path)
					: AsyncAppendProperties.PREFIX + ".defaults." + this.path;
			throw InvalidPropertyException.of(property, this.value, "will not do: " + ex.getMessage(), ex);
		}
		return withForwarding(rotation.build(), rotation);
	}

	/** From the opening on: forwarding begins a little later. */
	private Rotation withForwarding(Rotation read, Rotation.Builder rotation) {
		if (!this.forwards || !read.isAutomatic()) {
			return read;
		}
		Set<String> cursors = new TreeSet<>(read.keepUntil());
		cursors.add(ForwardOptions.defaults().cursor());
		return rotation.keepUntil(cursors).build();
	}

	private <T> T next(String leaf, @Nullable T own, T inherited) {
		T next = (own != null) ? own : inherited;
		this.path = "rotation." + leaf;
		this.isOwn = own != null;
		this.value = next;
		return next;
	}

}
