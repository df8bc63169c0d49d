package io.asyncappend;

import io.asyncappend.support.Bound;
import io.asyncappend.support.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the operating system is asked to put on the disk, as strace(1) sees it: fsync(2)
 * of a file says nothing of the file's name, which is in its directory.
 */
@Timeout(120)
class ForcedNamesTest {

	@TempDir
	private Path directory;

	@BeforeAll
	static void needsStrace() {
		Bound.requireTool("strace");
	}

	@Test
	void newAndReopenedFilesAreForcedIntoTheirDirectories() throws Exception {
		Path parent = this.directory.toRealPath();
		Path file = parent.resolve("a").resolve("b").resolve("file");
		List<String> calls = trace(file);
		int created = indexOf(calls, 0, "openat(", "\"" + file + "\"", "O_CREAT|O_EXCL, 0640");
		int written = indexOf(calls, created, "write(", "\"first");
		int forced = indexOf(calls, written, "fdatasync(");
		int renamed = indexOf(calls, forced, "rename(", "\"" + file + "\"");
		int reopened = indexOf(calls, renamed, "openat(", "\"" + file + "\"", "O_CREAT|O_EXCL, 0640");
		int writtenAgain = indexOf(calls, reopened, "write(", "\"second");
		assertForced(calls, 0, created, parent);
		assertForced(calls, 0, created, parent.resolve("a"));
		assertForced(calls, created, written, file.getParent());
		assertForced(calls, reopened, writtenAgain, file.getParent());
		assertThat(calls.get(indexOf(calls, created + 1, "openat(", "\"/proc/self/fd/", "O_APPEND")))
			.contains("O_WRONLY");
	}

	/** It may have been made a moment ago, by whoever did not force it. */
	@Test
	void theNameOfAFileThatIsThereIsForcedToo() throws Exception {
		Path file = Files.createFile(this.directory.toRealPath().resolve("file"));
		Files.createFile(file.resolveSibling(".file.lock"));
		List<String> calls = trace(file);
		int written = indexOf(calls, 0, "write(", "\"first");
		assertForced(calls, 0, written, file.getParent());
	}

	/** Opened, and fsync of that descriptor returned 0, between two calls. */
	private static void assertForced(List<String> calls, int from, int to, Path path) {
		int open = indexOf(calls, from, "openat(", "\"" + path + "\"", "O_RDONLY");
		String descriptor = calls.get(open).substring(calls.get(open).lastIndexOf(' ') + 1);
		assertThat(indexOf(calls, open, "fsync(" + descriptor, "= 0")).as("fsync of " + path).isBetween(open, to);
	}

	private static int indexOf(List<String> calls, int from, String... parts) {
		for (int i = from; i < calls.size(); i++) {
			if (Arrays.stream(parts).allMatch(calls.get(i)::contains)) {
				return i;
			}
		}
		throw new AssertionError(
				"no call with " + List.of(parts) + " from " + from + " in\n" + String.join("\n", calls));
	}

	private List<String> trace(Path file) throws Exception {
		Path output = this.directory.resolve("strace");
		Process process = new ProcessBuilder("strace", "-f", "-o", output.toString(), "-e",
				"trace=openat,write,fsync,fdatasync,rename", Child.java(), "-cp", System.getProperty("java.class.path"),
				Reopening.class.getName(), file.toString())
			.inheritIO()
			.start();
		try {
			assertThat(process.waitFor()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return join(Files.readAllLines(output));
	}

	/** A call that another thread's call interrupts stands in two lines. */
	private static List<String> join(List<String> lines) {
		Map<String, Integer> unfinished = new HashMap<>();
		List<String> calls = new ArrayList<>();
		for (String line : lines) {
			String[] parts = line.split(" +", 2);
			String call = parts[1];
			if (call.startsWith("<... ")) {
				int begun = unfinished.remove(parts[0]);
				calls.set(begun, calls.get(begun) + call.substring(call.indexOf('>') + 1));
			}
			else {
				if (call.endsWith(" <unfinished ...>")) {
					call = call.substring(0, call.lastIndexOf(" <unfinished"));
					unfinished.put(parts[0], calls.size());
				}
				calls.add(call);
			}
		}
		return calls;
	}

	/** Appends, rotates and appends. */
	static final class Reopening {

		public static void main(String[] arguments) throws Exception {
			Path file = Path.of(arguments[0]);
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				AsyncAppender appender = factory.open("a", file);
				appender.appendDurably("first".getBytes()).join();
				Files.move(file, file.resolveSibling("moved"));
				appender.reopen();
				appender.appendDurably("second".getBytes()).join();
			}
		}

	}

}
