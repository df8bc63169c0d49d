package io.asyncappend.spring.boot.properties;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.asyncappend.AppenderOptions;
import io.asyncappend.ForwardOptions;
import io.asyncappend.LogCursor;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Appender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Cursor;

/**
 * What the properties of cursors, of retention that waits for them, and of forwarding,
 * which has one, ask of each other and of the appender. All of it is refused before a
 * file is opened.
 */
final class CursorProperties {

	private final String name;

	private final Appender appender;

	private final AppenderOptions options;

	private CursorProperties(String name, Appender appender, AppenderOptions options) {
		this.name = name;
		this.appender = appender;
		this.options = options;
	}

	/**
	 * Checks those of an appender of a file.
	 * @throws InvalidPropertyException if one will not do
	 */
	static void check(String name, Appender appender, AppenderOptions options) {
		Set<String> kept = options.rotation().keepUntil();
		appender.cursors().forEach((cursor, own) -> requireValid(name, cursor, own));
		CursorProperties properties = new CursorProperties(name, appender, options);
		properties.requireLastingPositions(kept);
		properties.requireOtherNames();
		kept.forEach(properties::requireKnown);
	}

	/**
	 * Checks what can be said of a cursor without its appender.
	 * @throws InvalidPropertyException if it will not do
	 */
	private static void requireValid(String name, String cursor, Cursor options) {
		String property = AppenderNames.cursorProperty(name, cursor);
		try {
			LogCursor.requireName(cursor);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(property, cursor, "will not do: " + ex.getMessage(),
					"Give the cursor a name that a file can have.", ex);
		}
		if (options.forceInterval().isNegative()) {
			throw InvalidPropertyException.of(property + ".force-interval", options.forceInterval(), "is negative");
		}
	}

	private void requireLastingPositions(Set<String> kept) {
		boolean shared = this.options.shared();
		if (this.options.lastingPositions() && !shared) {
			return;
		}
		String other = shared ? property("shared", this.appender.shared()) + " is true"
				: property("lasting-positions", this.appender.lastingPositions()) + " is false";
		String property = AppenderNames.property(this.name, "rotation.keep-until");
		String value = String.join(",", kept);
		if (!this.appender.cursors().isEmpty()) {
			value = this.appender.cursors().keySet().iterator().next();
			property = AppenderNames.cursorProperty(this.name, value);
		}
		else if (this.appender.forward() != null) {
			property = AppenderNames.property(this.name, "forward");
			value = this.name;
		}
		throw new InvalidPropertyException(property, value, "needs positions that last, but " + other,
				"Remove one of the two.");
	}

	private void requireOtherNames() {
		String own = ForwardOptions.builder().build().cursor();
		if (this.appender.forward() != null && this.appender.cursors().containsKey(own)) {
			throw new InvalidPropertyException(AppenderNames.cursorProperty(this.name, own), own,
					"is the name of the cursor that forwarding has", "Give the cursor another name.");
		}
	}

	/**
	 * A wrong name would hold each archive, and let go what the right one needs. Where
	 * none is configured the application opens them itself.
	 */
	private void requireKnown(String cursor) {
		List<String> known = new ArrayList<>(this.appender.cursors().keySet());
		if (this.appender.forward() != null) {
			known.add(ForwardOptions.builder().build().cursor());
		}
		if (known.isEmpty() || known.contains(cursor)) {
			return;
		}
		String same = AppenderNames.find(known, cursor).orElse(null);
		throw new InvalidPropertyException(AppenderNames.property(this.name, "rotation.keep-until"), cursor,
				(same != null) ? "is another spelling of the cursor '" + same + "', whose file has that name"
						: "is the name of no cursor of this appender; those configured are " + String.join(", ", known),
				"Write the name of one, or configure it: " + AppenderNames.cursorProperty(this.name, cursor) + ".");
	}

	private String property(String leaf, @Nullable Object own) {
		return (own != null) ? AppenderNames.property(this.name, leaf)
				: AsyncAppendProperties.PREFIX + ".defaults." + leaf;
	}

}
