package io.asyncappend.harness.reliability.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What this machine has to do faults with. */
public final class Tools {

	private Tools() {
	}

	/**
	 * What is missing of some programs.
	 * @param programs their names
	 * @return a sentence, or {@code null} if all are there
	 */
	public static String missing(String... programs) {
		return sentence(absent(programs), false);
	}

	/**
	 * What is missing to be root with some programs.
	 * @param programs their names
	 * @return a sentence, or {@code null} if nothing is missing
	 */
	public static String missingForRoot(String... programs) {
		return sentence(absent(programs), !isRoot());
	}

	/**
	 * What is missing to mount file systems made for a test.
	 * @param programs what is needed besides, such as {@code mkfs.xfs}
	 * @return a sentence, or {@code null} if nothing is missing
	 */
	public static String missingForDisk(String... programs) {
		List<String> absent = absent("losetup", "mount", "umount");
		absent.addAll(absent(programs));
		if (!Files.exists(Path.of("/dev/loop-control"))) {
			absent.add("loop devices");
		}
		return sentence(absent, !isRoot());
	}

	private static List<String> absent(String... programs) {
		List<String> absent = new ArrayList<>();
		for (String program : programs) {
			boolean there = Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
				.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
			if (!there) {
				absent.add(program);
			}
		}
		return absent;
	}

	private static String sentence(List<String> absent, boolean root) {
		if (absent.isEmpty() && !root) {
			return null;
		}
		return (root ? "needs root; " : "") + (absent.isEmpty() ? "" : "not there: " + String.join(", ", absent));
	}

	private static boolean isRoot() {
		try {
			return Files.readAllLines(Path.of("/proc/self/status"))
				.stream()
				.anyMatch((line) -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
		}
		catch (IOException ex) {
			return false;
		}
	}

}
