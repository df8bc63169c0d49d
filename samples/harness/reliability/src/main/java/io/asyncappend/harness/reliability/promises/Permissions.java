package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches the system calls of a process that creates files, under several umasks: each
 * file is created by one call with the mode it is to have, and nothing changes it later.
 */
public final class Permissions implements Promise {

	private static final List<String> UMASKS = List.of("0000", "0022", "0027", "0077");

	private static final List<String> MODES = List.of("rw-r-----", "rw-------", "rw-rw-rw-", "rw-rw----");

	/** How a file comes into being. */
	enum Way {

		OPENED, REOPENED, RECREATED

	}

	private static final Pattern CREATED = Pattern
		.compile("openat?\\((?:AT_FDCWD, )?\"([^\"]+)\", ([A-Z_|0-9]*O_CREAT[A-Z_|0-9]*), (0[0-7]+)\\) += \\d+");

	private static final Pattern CHANGED = Pattern.compile("(?:chmod|fchmod|fchmodat|fchmodat2|creat|mknod)\\(.*");

	@Override
	public int number() {
		return 16;
	}

	@Override
	public String text() {
		return "files are created with their permissions";
	}

	@Override
	public String missing() {
		return Tools.missing("strace", "sh");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		for (String umask : UMASKS) {
			try (Scratch scratch = Scratch.create("permissions")) {
				test(umask, scratch, result);
			}
		}
		raced(300, result);
	}

	private static void test(String umask, Scratch scratch, Result result) throws IOException {
		Path trace = scratch.resolve("trace");
		Path directory = Files.createDirectory(scratch.resolve("logs"));
		// Not the lines of strace but the file's mode tells what the umask made of it.
		try (Child child = Child.of(FileCreator.class)
			.prefix("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh", "strace", "-f", "-qq", "-s", "500", "-o",
					trace.toString(), "-e", "trace=open,openat,creat,mknod,mknodat,chmod,fchmod,fchmodat,?fchmodat2")
			.start(directory.toString(), String.join(",", MODES))) {
			child.awaitLine("created");
			child.awaitExit(Duration.ofSeconds(60));
		}
		List<String> calls = joined(Files.readAllLines(trace));
		for (String mode : MODES) {
			for (Way way : Way.values()) {
				Path file = directory.resolve(way + "-" + mode);
				requireMode(umask, mode, file, result);
				requireCalls(mode, file, calls, way, result);
				// A user that may only read the log must not lock it.
				requireMode(umask, "rw-------", file.resolveSibling("." + file.getFileName() + ".lock"), result);
				result.run();
				result.faults((way == Way.OPENED) ? 0 : 1);
			}
		}
	}

	/** The calls, each in one line: strace(1) splits those that another came into. */
	private static List<String> joined(List<String> lines) {
		Map<String, String> begun = new HashMap<>();
		List<String> calls = new ArrayList<>();
		for (String line : lines) {
			String thread = line.substring(0, line.indexOf(' '));
			if (line.endsWith("<unfinished ...>")) {
				begun.put(thread, line.substring(0, line.length() - "<unfinished ...>".length()).stripTrailing());
			}
			else if (line.contains(" resumed>")) {
				calls.add(begun.remove(thread) + line.substring(line.indexOf(" resumed>") + " resumed>".length()));
			}
			else {
				calls.add(line);
			}
		}
		return calls;
	}

	private static void requireMode(String umask, String mode, Path file, Result result) throws IOException {
		int wanted = bits(mode) & ~Integer.parseInt(umask, 8);
		int found = bits(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
		if (found != wanted) {
			result.violation(
					String.format("umask %s, mode %s: %s has 0%o instead of 0%o", umask, mode, file, found, wanted));
		}
	}

	private static int bits(String mode) {
		int bits = 0;
		for (char c : mode.toCharArray()) {
			bits = (bits << 1) | ((c == '-') ? 0 : 1);
		}
		return bits;
	}

	/** Every call that made the file, and no other may have touched its mode. */
	private static void requireCalls(String mode, Path file, List<String> calls, Way way, Result result) {
		int created = 0;
		Set<String> wrong = new HashSet<>();
		for (String call : calls) {
			if (!call.contains("\"" + file + "\"")) {
				continue;
			}
			Matcher matcher = CREATED.matcher(call);
			if (matcher.find() && matcher.group(2).contains("O_EXCL")) {
				created++;
				if (Integer.parseInt(matcher.group(3), 8) != bits(mode)) {
					wrong.add(call);
				}
			}
			if (CHANGED.matcher(call).find()) {
				wrong.add(call);
			}
		}
		if (created != ((way == Way.OPENED) ? 1 : 2) || !wrong.isEmpty()) {
			result.violation(file + " was created " + created + " times, wrong are " + wrong);
		}
	}

	/**
	 * Deletes the file at any time while it is opened, which is made to take its time: no
	 * record may get into a file with another mode.
	 */
	private static void raced(int count, Result result) throws IOException {
		try (Scratch scratch = Scratch.create("permissions");
				Child child = Child.of(FileCreator.class)
					.prefix("sh", "-c", "umask 0; exec \"$@\"", "sh", "strace", "-f", "-qq", "-o", "/dev/null", "-P",
							scratch.resolve("log").toString(), "-e", "inject=openat:delay_enter=3000")
					.start(scratch.path().toString(), "raced", String.valueOf(count))) {
			String[] answer = child.awaitLine("raced").split(" ", 3);
			if (!answer[2].equals("[]")) {
				result.violation("deleted while it was opened, it got a record and had the mode " + answer[2]);
			}
			if (Integer.parseInt(answer[1]) < count / 8) {
				result.violation("of " + count + " files only " + answer[1] + " were there in the end");
			}
			child.awaitExit(Duration.ofSeconds(60));
			result.faults(count);
			result.run();
		}
	}

}
