package io.asyncappend.harness.reliability.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A child JVM that takes commands and answers, a line each. */
public final class Child implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/** Ends the queue of lines. */
	private static final String END = new String("the end");

	private final Process process;

	private final Writer commands;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	/** What it said, to be shown when something is wrong. */
	private final List<String> said = new ArrayList<>();

	private Child(Process process) {
		this.process = process;
		this.commands = process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "child-" + process.pid());
		reader.setDaemon(true);
		reader.start();
	}

	/** How to start a child; not for use by several threads at once. */
	public static final class Builder {

		private final List<String> prefix = new ArrayList<>();

		private final List<String> options = new ArrayList<>();

		private final Map<String, String> environment = new LinkedHashMap<>();

		private final String main;

		private Path directory;

		private String classPath = System.getProperty("java.class.path");

		private Builder(String main) {
			this.main = main;
		}

		/**
		 * A command that starts the JVM, such as {@code strace -f}.
		 * @param words the command
		 * @return this
		 */
		public Builder prefix(String... words) {
			this.prefix.addAll(List.of(words));
			return this;
		}

		/**
		 * Options of the JVM.
		 * @param words such as {@code -Xmx32m}
		 * @return this
		 */
		public Builder options(String... words) {
			this.options.addAll(List.of(words));
			return this;
		}

		/**
		 * A variable of the environment.
		 * @param name its name
		 * @param value its value
		 * @return this
		 */
		public Builder environment(String name, String value) {
			this.environment.put(name, value);
			return this;
		}

		/**
		 * Where it works.
		 * @param directory the working directory
		 * @return this
		 */
		public Builder directory(Path directory) {
			this.directory = directory;
			return this;
		}

		/**
		 * Another class path than that of this process.
		 * @param classPath the class path
		 * @return this
		 */
		public Builder classPath(String classPath) {
			this.classPath = classPath;
			return this;
		}

		/**
		 * Starts the child.
		 * @param arguments of its main method
		 * @return the running child
		 * @throws IOException if it cannot be started
		 */
		public Child start(String... arguments) throws IOException {
			List<String> command = new ArrayList<>(this.prefix);
			command.add(System.getProperty("java.home") + "/bin/java");
			command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData"));
			command.addAll(this.options);
			command.addAll(List.of("-cp", this.classPath, this.main));
			command.addAll(List.of(arguments));
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
			builder.environment().putAll(this.environment);
			if (this.directory != null) {
				builder.directory(this.directory.toFile());
			}
			return new Child(builder.start());
		}

	}

	/**
	 * Prepares a child.
	 * @param main its main class
	 * @return how to start it
	 */
	public static Builder of(Class<?> main) {
		return new Builder(main.getName());
	}

	private void read() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			this.lines.add("cannot be read any more: " + ex);
		}
		finally {
			this.lines.add(END);
		}
	}

	/**
	 * The process; that of the prefix if there is one.
	 * @return the process
	 */
	public Process process() {
		return this.process;
	}

	/**
	 * Gives a command and waits for the answer: the next line that begins with {@code ok}
	 * or {@code error}.
	 * @param command a line
	 * @return the answer
	 * @throws IOException if it died or does not answer in a minute
	 */
	public String ask(String command) throws IOException {
		tell(command);
		return awaitLine("ok", "error");
	}

	/**
	 * Gives a command that must be answered with {@code ok}.
	 * @param command a line
	 * @return the answer after the {@code ok}
	 * @throws IOException if the answer is another
	 */
	public String askOk(String command) throws IOException {
		String answer = ask(command);
		if (!answer.startsWith("ok")) {
			throw new IOException("'" + command + "' was answered '" + answer + "' after " + said());
		}
		return answer.substring(2).strip();
	}

	/**
	 * Gives a command and does not wait.
	 * @param command a line
	 * @throws IOException if it died
	 */
	public void tell(String command) throws IOException {
		this.commands.write(command + "\n");
		this.commands.flush();
	}

	/**
	 * Waits for a line.
	 * @param beginnings one of which it begins with
	 * @return the line
	 * @throws IOException if it died or says nothing like it in a minute
	 */
	public String awaitLine(String... beginnings) throws IOException {
		return awaitLine(LIMIT, beginnings);
	}

	/**
	 * Waits for a line.
	 * @param limit for how long
	 * @param beginnings one of which it begins with
	 * @return the line
	 * @throws IOException if it died or says nothing like it in time
	 */
	public String awaitLine(Duration limit, String... beginnings) throws IOException {
		long end = System.nanoTime() + limit.toNanos();
		while (true) {
			String line = poll(end - System.nanoTime());
			for (String beginning : beginnings) {
				if (line.startsWith(beginning)) {
					return line;
				}
			}
		}
	}

	@SuppressWarnings("StringEquality")
	private String poll(long nanos) throws IOException {
		try {
			String line = this.lines.poll(nanos, TimeUnit.NANOSECONDS);
			if (line == END) {
				this.lines.add(END);
				throw new IOException("the child is dead; it said " + said());
			}
			if (line == null) {
				throw new IOException("the child says nothing; it said " + said());
			}
			synchronized (this.said) {
				this.said.add(line);
			}
			return line;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
	}

	/**
	 * The lines that were read so far.
	 * @return the lines
	 */
	public List<String> said() {
		synchronized (this.said) {
			return List.copyOf(this.said);
		}
	}

	/**
	 * Reads what it says until its end.
	 * @return all that it said
	 */
	public List<String> readAll() {
		try {
			while (true) {
				awaitLine("");
			}
		}
		catch (IOException ex) {
			return said();
		}
	}

	/**
	 * Kills it like {@code kill -9} and waits for its end.
	 * @throws IOException if it does not end
	 */
	public void kill() throws IOException {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.toHandle().destroyForcibly();
		awaitExit(LIMIT);
	}

	/**
	 * Sends a signal.
	 * @param name such as {@code STOP}
	 * @throws IOException if it is dead
	 */
	public void signal(String name) throws IOException {
		Shell.run("kill", "-" + name, String.valueOf(this.process.pid()));
	}

	/**
	 * Waits for its end and for all that it said.
	 * @param limit for how long
	 * @return its exit code
	 * @throws IOException if it does not end
	 */
	public int awaitExit(Duration limit) throws IOException {
		try {
			if (!this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IOException("the child does not end; it said " + said());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
	}

	/** Kills it if it still runs. */
	@Override
	public void close() throws IOException {
		if (this.process.isAlive()) {
			kill();
		}
	}

}
