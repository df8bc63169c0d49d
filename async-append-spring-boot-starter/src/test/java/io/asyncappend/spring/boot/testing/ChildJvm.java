package io.asyncappend.spring.boot.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Another JVM that runs a {@code main} of the tests. */
public final class ChildJvm implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private ChildJvm(Process process) {
		this.process = process;
		this.output = process.inputReader();
	}

	/** Starts one with the class path of this JVM. */
	public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
		return start((entry) -> true, main, arguments);
	}

	/** Starts one with an option of the JVM. */
	public static ChildJvm startWith(String option, Class<?> main, String... arguments) throws IOException {
		return start(List.of(option), (entry) -> true, main, arguments);
	}

	/** Starts one with both. */
	public static ChildJvm startWith(String option, Predicate<String> classPath, Class<?> main, String... arguments)
			throws IOException {
		return start(List.of(option), classPath, main, arguments);
	}

	/** Starts one with the entries of the class path whose file name will do. */
	public static ChildJvm start(Predicate<String> classPath, Class<?> main, String... arguments) throws IOException {
		return start(List.of(), classPath, main, arguments);
	}

	/** Starts one with options of the JVM and more classes, before those of this JVM. */
	public static ChildJvm startWith(List<String> options, Path classes, Class<?> main, String... arguments)
			throws IOException {
		List<String> all = new ArrayList<>(options);
		all.addAll(List.of("-cp", classes + java.io.File.pathSeparator + System.getProperty("java.class.path")));
		return start(all, main, arguments);
	}

	private static ChildJvm start(List<String> options, Predicate<String> classPath, Class<?> main, String... arguments)
			throws IOException {
		String path = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
			.filter((entry) -> classPath.test(Path.of(entry).getFileName().toString()))
			.collect(Collectors.joining(java.io.File.pathSeparator));
		List<String> all = new ArrayList<>(options);
		all.addAll(List.of("-cp", path));
		return start(all, main, arguments);
	}

	private static ChildJvm start(List<String> options, Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
		command.addAll(options);
		command.add(main.getName());
		command.addAll(List.of(arguments));
		return start(command);
	}

	/** Starts one with less memory. */
	public static ChildJvm startSmall(List<String> launcher, String heap, Class<?> main, String... arguments)
			throws IOException {
		List<String> command = new ArrayList<>(launcher);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx" + heap, "-cp",
				System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		return start(command);
	}

	private static ChildJvm start(List<String> command) throws IOException {
		return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	/** Reads until a line that contains this. */
	public void readUntil(String part) throws IOException {
		List<String> before = new ArrayList<>();
		for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
			if (line.contains(part)) {
				return;
			}
			before.add(line);
		}
		throw new AssertionError("ended before '" + part + "', after " + before);
	}

	/** Sends SIGTERM. */
	public void terminate() {
		// Not of the process itself, which would close its output.
		this.process.toHandle().destroy();
	}

	/** What is left of the output, once it ended. */
	public String readAll() throws IOException, InterruptedException {
		String rest = this.output.lines().collect(Collectors.joining("\n"));
		if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
			throw new AssertionError("the child does not end");
		}
		return rest;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
