package io.asyncappend.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a child JVM asked of the operating system, in its order, as strace(1) sees it:
 * {@link Bound#requireTool} says whether it is there.
 */
public final class SystemCalls {

	private final List<String> calls;

	private SystemCalls(List<String> calls) {
		this.calls = calls;
	}

	/** Runs a main class to its end. */
	public static SystemCalls of(Path output, String calls, Class<?> main, Object... arguments) throws Exception {
		return of(List.of("strace", "-f", "-o", output.toString(), "-e", "trace=" + calls), output, main, arguments);
	}

	/** Likewise; each descriptor comes with its path, as {@code 7</data/log>}. */
	public static SystemCalls withPaths(Path output, String calls, Class<?> main, Object... arguments)
			throws Exception {
		return of(List.of("strace", "-f", "-y", "-o", output.toString(), "-e", "trace=" + calls), output, main,
				arguments);
	}

	private static SystemCalls of(List<String> strace, Path output, Class<?> main, Object... arguments)
			throws Exception {
		List<String> command = new ArrayList<>(strace);
		command.addAll(List.of(Child.java(), "-cp", System.getProperty("java.class.path"), main.getName()));
		Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
		Process process = new ProcessBuilder(command).inheritIO().start();
		try {
			assertThat(process.waitFor()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return new SystemCalls(join(Files.readAllLines(output)));
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

	/** The first call from one on that has all these parts. */
	public int indexOf(int from, String... parts) {
		for (int i = from; i < this.calls.size(); i++) {
			if (Arrays.stream(parts).allMatch(this.calls.get(i)::contains)) {
				return i;
			}
		}
		throw new AssertionError(
				"no call with " + List.of(parts) + " from " + from + " in\n" + String.join("\n", this.calls));
	}

	public String call(int index) {
		return this.calls.get(index);
	}

	/** What a call returned. */
	public String result(int index) {
		return call(index).substring(call(index).lastIndexOf(' ') + 1);
	}

	public List<String> between(int from, int to) {
		return this.calls.subList(from, to);
	}

}
