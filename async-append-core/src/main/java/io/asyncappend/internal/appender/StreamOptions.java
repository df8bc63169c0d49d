package io.asyncappend.internal.appender;

import io.asyncappend.AppenderOptions;
import io.asyncappend.StandardStream;

/** What options can ask for that a standard stream does not have. */
final class StreamOptions {

	private StreamOptions() {
	}

	/**
	 * Refuses options whose promise could not be kept.
	 * @throws IllegalArgumentException if there is one
	 */
	static void check(String name, StandardStream stream, AppenderOptions options) {
		if (!options.sync().isOnDemand()) {
			throw refused(name, stream, "which no call forces to a device", "sync " + options.sync());
		}
		if (options.rotation().isAutomatic()) {
			throw refused(name, stream, "which has no path to rotate", options.rotation().toString());
		}
		if (options.minFree() > 0) {
			throw refused(name, stream, "whose file system, if there is one, is unknown",
					"minFree " + options.minFree());
		}
		if (options.shared()) {
			throw refused(name, stream, "which takes no lock that other processes know", "shared");
		}
		if (options.recreate()) {
			throw refused(name, stream, "which has no path to open again", "recreate");
		}
	}

	private static IllegalArgumentException refused(String name, StandardStream stream, String reason, String option) {
		return new IllegalArgumentException("appender '" + name + "' would write to " + stream + ", " + reason
				+ ", but its options have " + option);
	}

}
