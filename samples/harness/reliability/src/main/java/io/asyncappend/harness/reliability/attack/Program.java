package io.asyncappend.harness.reliability.attack;

import io.asyncappend.harness.reliability.system.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small program in C, compiled where it is used, and what it says. */
final class Program implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private Program(Process process) {
		this.process = process;
		this.output = process.inputReader();
	}

	/**
	 * Compiles one.
	 * @param name of its source, without {@code .c}
	 * @param directory takes it
	 */
	static Path compile(String name, Path directory) throws IOException {
		Path source = directory.resolve(name + ".c");
		try (InputStream in = Program.class.getResourceAsStream(source.getFileName().toString())) {
			Files.copy(in, source);
		}
		Path program = directory.resolve(name);
		Shell.run("gcc", "-O1", "-w", "-pthread", "-o", program.toString(), source.toString());
		return program;
	}

	static Program start(List<String> command) throws IOException {
		return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	/** The next line that it says. */
	String line() throws IOException {
		return this.output.readLine();
	}

	/** Ends it by the end of its input, and reads what it said. */
	List<String> finish() throws IOException {
		this.process.outputWriter().close();
		return rest();
	}

	/** Ends it by a signal, and reads what it said. */
	List<String> terminate() throws IOException {
		// Unlike Process.destroy(), this leaves its output open.
		this.process.toHandle().destroy();
		return rest();
	}

	private List<String> rest() throws IOException {
		List<String> lines = new ArrayList<>();
		for (String line = line(); line != null; line = line()) {
			lines.add(line);
		}
		return lines;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
