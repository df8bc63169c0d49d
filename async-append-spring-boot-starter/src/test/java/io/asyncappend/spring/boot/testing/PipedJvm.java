package io.asyncappend.spring.boot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM whose standard output is a pipe that cat(1) reads, which can be stopped.
 */
public final class PipedJvm implements AutoCloseable {

	private final Process program;

	private final Process reader;

	private PipedJvm(Process program, Process reader) {
		this.program = program;
		this.reader = reader;
	}

	/**
	 * Starts a {@code main} of the tests.
	 * @param directory where {@code out} and {@code err} come to lie
	 */
	public static PipedJvm start(Path directory, Class<?> main, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"),
						main.getName()));
		command.addAll(arguments);
		List<Process> all = ProcessBuilder
			.startPipeline(List.of(new ProcessBuilder(command).redirectError(directory.resolve("err").toFile()),
					new ProcessBuilder("cat").redirectOutput(directory.resolve("out").toFile())));
		return new PipedJvm(all.get(0), all.get(1));
	}

	/** Whether it runs. */
	public boolean isAlive() {
		return this.program.isAlive();
	}

	/** Stops what reads its output, and returns when it is stopped. */
	public void stopReader() throws Exception {
		signalReader("STOP");
		while (!Files.readString(Path.of("/proc", Long.toString(this.reader.pid()), "stat")).contains(") T ")) {
			Thread.onSpinWait();
		}
	}

	/** Lets it go on. */
	public void continueReader() throws Exception {
		signalReader("CONT");
	}

	/** Ends what reads its output. */
	public void killReader() throws Exception {
		signalReader("KILL");
		this.reader.waitFor();
	}

	private void signalReader(String signal) throws Exception {
		int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(this.reader.pid())).inheritIO()
			.start()
			.waitFor();
		if (exit != 0) {
			throw new AssertionError("kill -" + signal + " failed: " + exit);
		}
	}

	/** Sends SIGTERM, and returns the exit code once it has ended. */
	public int terminate() throws InterruptedException {
		this.program.toHandle().destroy();
		if (!this.program.waitFor(60, TimeUnit.SECONDS)) {
			throw new AssertionError("the program does not end");
		}
		return this.program.exitValue();
	}

	/** Waits until all that was written is read. */
	public void awaitReader() throws InterruptedException {
		if (!this.reader.waitFor(60, TimeUnit.SECONDS)) {
			throw new AssertionError("the reader does not end");
		}
	}

	@Override
	public void close() {
		this.program.destroyForcibly().onExit().join();
		this.reader.destroyForcibly().onExit().join();
	}

}
