package io.asyncappend.spring.boot.properties;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.asyncappend.StandardStream;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Appender;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.AppenderRotation;
import io.asyncappend.spring.boot.properties.AsyncAppendProperties.Forward;

/**
 * Which properties an appender of a standard stream cannot have. What the defaults say of
 * these is meant for files, and does not count.
 */
final class StreamProperties {

	private static final String NO_PATH = "has no path to rotate";

	private final String name;

	private final StandardStream stream;

	private StreamProperties(String name, StandardStream stream) {
		this.name = name;
		this.stream = stream;
	}

	/**
	 * Refuses what an appender asks for by its own properties, and a stream does not
	 * have.
	 * @throws InvalidPropertyException if there is one
	 */
	static void check(String name, StandardStream stream, Appender appender) {
		StreamProperties properties = new StreamProperties(name, stream);
		String sync = appender.sync();
		properties.refuse("sync", sync, sync == null || AppenderNames.uniform(sync.strip()).equals("ondemand"),
				"cannot be forced to a device");
		properties.refuse("permissions", appender.permissions(), false, "has the mode that it was opened with");
		properties.refuse("shared", appender.shared(), !Boolean.TRUE.equals(appender.shared()),
				"takes no lock that other processes know");
		properties.refuse("min-free", appender.minFree(),
				appender.minFree() == null || appender.minFree().toBytes() == 0,
				"does not tell which file system it leads to");
		properties.refuse("torn-tail", appender.tornTail(), false, "has no end to look at");
		properties.refuse("recreate", appender.recreate(), !Boolean.TRUE.equals(appender.recreate()),
				"has no path to open again");
		properties.refuse("foreign-file", appender.foreignFile(), false, "is not opened by a name");
		Forward forward = appender.forward();
		if (forward != null) {
			properties.check(forward);
		}
		properties.refuse("lasting-positions", appender.lastingPositions(),
				!Boolean.TRUE.equals(appender.lastingPositions()), "has no file to keep positions beside");
		for (String cursor : appender.cursors().keySet()) {
			properties.refuse(AppenderNames.cursorProperty(name, cursor), cursor, "cannot be read back");
		}
		AppenderRotation rotation = appender.rotation();
		if (rotation != null) {
			properties.check(rotation);
		}
	}

	private void check(Forward forward) {
		String reason = "is not read back, from which records would go on";
		refuse("forward.kafka.topic", (forward.kafka() != null) ? forward.kafka().topic() : null, false, reason);
		refuse("forward.sink", forward.sink(), false, reason);
	}

	private void check(AppenderRotation rotation) {
		refuse("rotation.max-size", rotation.maxSize(), rotation.maxSize() == null || rotation.maxSize().toBytes() == 0,
				NO_PATH);
		refuse("rotation.every", rotation.every(), rotation.every() == RotationPeriod.NEVER, NO_PATH);
		refuse("rotation.zone", rotation.zone(), false, NO_PATH);
		refuse("rotation.naming", rotation.naming(), false, NO_PATH);
		refuse("rotation.compress", rotation.compress(), !Boolean.TRUE.equals(rotation.compress()), NO_PATH);
		refuse("rotation.keep-files", rotation.keepFiles(), false, NO_PATH);
		refuse("rotation.keep-for", rotation.keepFor(), false, NO_PATH);
		refuse("rotation.keep-size", rotation.keepSize(), false, NO_PATH);
		refuse("rotation.keep-at-least", rotation.keepAtLeast(), false, NO_PATH);
		Set<String> kept = (rotation.keepUntil() != null) ? rotation.keepUntil() : Set.of();
		refuse("rotation.keep-until", String.join(",", kept), kept.isEmpty(), NO_PATH);
		refuse("rotation.keep-until-size", rotation.keepUntilSize(), false, NO_PATH);
	}

	private void refuse(String leaf, @Nullable Object value, boolean asksForNothing, String reason) {
		if (value != null && !asksForNothing) {
			refuse(AppenderNames.property(this.name, leaf), value, reason);
		}
	}

	private void refuse(String property, Object value, String reason) {
		String file = AppenderNames.property(this.name, "file");
		throw new InvalidPropertyException(property, value,
				"has no meaning with " + file + "=" + this.stream.shortName() + ": " + this.stream + " " + reason,
				"Remove the property, or set " + file + " to a file (./" + this.stream.shortName()
						+ " is one of that name).");
	}

}
