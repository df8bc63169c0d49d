package io.asyncappend.harness.reliability.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands. */
public final class Shell {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/**
	 * How a command ended.
	 *
	 * @param code its exit code
	 * @param output what it said, errors too
	 */
	public record Outcome(int code, String output) {
	}

	private Shell() {
	}

	/**
	 * Runs a command that must succeed.
	 * @param command the program and its arguments
	 * @return what it said, without spaces around
	 * @throws IOException if it failed or took too long
	 */
	public static String run(String... command) throws IOException {
		Outcome outcome = run(LIMIT, command);
		if (outcome.code() != 0) {
			throw new IOException(List.of(command) + " ended with " + outcome.code() + ": " + outcome.output());
		}
		return outcome.output().strip();
	}

	/**
	 * Runs a command.
	 * @param limit after which it is killed
	 * @param command the program and its arguments
	 * @return how it ended
	 * @throws IOException if it could not be started or took too long
	 */
	public static Outcome run(Duration limit, String... command) throws IOException {
		// To a file, as a pipe would have to be read during the wait for the end.
		Path output = Files.createTempFile("shell", ".out");
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
				.redirectOutput(output.toFile())
				.start();
			if (!await(process, limit)) {
				process.destroyForcibly();
				throw new IOException(List.of(command) + " took longer than " + limit);
			}
			return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
		}
		finally {
			Files.delete(output);
		}
	}

	private static boolean await(Process process, Duration limit) throws IOException {
		try {
			return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
	}

}
