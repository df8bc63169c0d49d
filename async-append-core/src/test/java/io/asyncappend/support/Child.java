package io.asyncappend.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another JVM that runs a {@code main} of the tests. */
public final class Child implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private Child(Process process) {
		this.process = process;
		this.output = process.inputReader();
	}

	public static Child start(Class<?> main, Object... arguments) throws IOException {
		return start(List.of(), Map.of(), main, arguments);
	}

	/** The same by a command that runs another, and with other variables. */
	public static Child start(List<String> by, Map<String, String> environment, Class<?> main, Object... arguments)
			throws IOException {
		List<String> command = new ArrayList<>(by);
		command.add(java());
		return start(command, List.of(), environment, main, arguments);
	}

	/** The same on another JDK, and with more options. */
	public static Child start(String java, List<String> options, Class<?> main, Object... arguments)
			throws IOException {
		return start(List.of(java), options, Map.of(), main, arguments);
	}

	private static Child start(List<String> java, List<String> options, Map<String, String> environment, Class<?> main,
			Object... arguments) throws IOException {
		List<String> command = new ArrayList<>(java);
		command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp",
				System.getProperty("java.class.path")));
		command.addAll(options);
		command.add(main.getName());
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().putAll(environment);
		return new Child(builder.start());
	}

	public static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	public Process process() {
		return this.process;
	}

	/** Reads until a line that starts like this; what was read before. */
	public List<String> readUntil(String start) throws IOException {
		List<String> before = new ArrayList<>();
		for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
			if (line.startsWith(start)) {
				return before;
			}
			before.add(line);
		}
		throw new AssertionError("ended before '" + start + "', after " + before);
	}

	/** What is left of the output, once it ended. */
	public List<String> readAll() throws IOException {
		return this.output.lines().toList();
	}

	public int exitCode() throws InterruptedException {
		if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
			throw new AssertionError("the child does not end");
		}
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
