package io.asyncappend.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user that this process acts as when it creates files. Its number is in
 * {@code /proc/self/status} (proc(5)); the owner of {@code /proc/self} would be root for
 * a process that may not be dumped, and {@code user.name} may be set to anything.
 */
public final class ProcessUser {

	/** Real, effective, saved, and that of the file system. */
	private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+\\d+\\s+\\d+\\s+(\\d+)\\s*$");

	private static final int NUMBER = number();

	private ProcessUser() {
	}

	private static int number() {
		try {
			Matcher matcher = UID.matcher(Files.readString(Path.of("/proc/self/status")));
			if (matcher.find()) {
				return Integer.parseUnsignedInt(matcher.group(1));
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
