package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tells this run of the operating system from others (random(4),
 * {@code /proc/sys/kernel/random/boot_id}): what was written in the same run is there
 * though it was never forced.
 */
public final class Boot {

	/** Of a run that cannot be told from others. */
	public static final UUID UNKNOWN = new UUID(0, 0);

	private static final UUID ID = read();

	private Boot() {
	}

	private static UUID read() {
		try {
			return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
		}
		catch (IOException | RuntimeException ex) {
			return UNKNOWN;
		}
	}

	/**
	 * What tells it from others.
	 * @return the identity, or {@link #UNKNOWN}
	 */
	public static UUID id() {
		return ID;
	}

	/**
	 * Whether that was this run.
	 * @param id the identity of a run
	 * @return whether it is known to be this one
	 */
	public static boolean isThis(UUID id) {
		return !ID.equals(UNKNOWN) && ID.equals(id);
	}

}
