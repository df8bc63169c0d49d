package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The user that this process acts as when it creates files. Its number is in
 * {@code /proc/self/status} (proc(5)); the owner of {@code /proc/self} would be root for
 * a process that may not be dumped, and {@code user.name} may be set to anything.
 */
public final class ProcessUser {

	/** Behind it come the real, the effective, the saved, and that of the file system. */
	private static final String UID = "Uid:";

	private static final int NUMBER = number();

	private ProcessUser() {
	}

	private static int number() {
		try {
			for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
				if (line.startsWith(UID)) {
					return Integer.parseUnsignedInt(line.strip().split("\\s+")[4]);
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			// No /proc: the home directory is the next best thing that says it.
		}
		try {
			return (int) Files.getAttribute(Path.of(System.getProperty("user.home")), "unix:uid");
		}
		catch (IOException | RuntimeException ex) {
			return Look.UNKNOWN;
		}
	}

	/**
	 * Its number.
	 * @return the number, or {@value Look#UNKNOWN} where it cannot be told
	 */
	public static int get() {
		return NUMBER;
	}

	/** Whether that user, or root, owns something, or that cannot be told. */
	static boolean orRootOwns(Look look) {
		return look.owner() == Look.UNKNOWN || NUMBER == Look.UNKNOWN || look.owner() == NUMBER || look.owner() == 0;
	}

}
