package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.driver.Writer;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One of the processes that append to a file, each with as many producers. */
final class Sharer implements AutoCloseable {

	static final int PRODUCERS = 2;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/** A write, with its lock, takes milliseconds. */
	private static final Duration HELD_UP = Duration.ofSeconds(1);

	private final Child child;

	private final Path acks;

	private Sharer(Child child, Path acks) {
		this.child = child;
		this.acks = acks;
	}

	/**
	 * Starts one.
	 * @param builder of a child that is a {@link Writer}
	 * @param number which of those that append to the file, from 0 on
	 */
	static Sharer start(Child.Builder builder, int number, Path file, Path directory, String plan) throws IOException {
		Path acks = directory.resolve("acks" + number);
		String[] open = ("open log shared=true settle=30s file=" + file + " acks=" + acks + " producers=" + PRODUCERS
				+ " base=" + number * PRODUCERS + " " + plan)
			.split(" ");
		return new Sharer(builder.start(open), acks);
	}

	static Sharer start(int number, Path file, Path directory, String plan) throws IOException {
		return start(Child.of(Writer.class), number, file, directory, plan);
	}

	/** Where it notes what was acknowledged. */
	Path acks() {
		return this.acks;
	}

	Child child() {
		return this.child;
	}

	/** Waits until it has opened the file. */
	String pid() throws IOException {
		String pid = this.child.awaitLine("ready").split(" ")[1];
		String answer = this.child.awaitLine("ok", "error");
		if (answer.startsWith("error")) {
			throw new IOException("did not open the file: " + answer);
		}
		return pid;
	}

	/** A word of the status. */
	String status(String key) throws IOException {
		return word(this.child.askOk("status log"), key);
	}

	/** Lets it end; the bytes of torn records that it found and ended. */
	long end(boolean stop) throws IOException {
		this.child.askOk((stop ? "stop" : "await") + " log");
		this.child.askOk("flush log");
		long torn = Long.parseLong(status("tail"));
		this.child.askOk("end log");
		this.child.tell("quit");
		this.child.awaitExit(LIMIT);
		return torn;
	}

	/**
	 * Stops one of two, so that what happens next happens to a write of the other. One
	 * that is stopped with the lock would hold that up.
	 * @param pid the one to stop, by SIGSTOP
	 * @param file to which both append
	 */
	static void stopBetweenWrites(String pid, Path file) throws Exception {
		while (true) {
			long size = Files.size(file);
			Await.until("something written", LIMIT, () -> Files.size(file) > size + 1_000_000);
			Shell.run("kill", "-STOP", pid);
			try {
				long stopped = Files.size(file);
				Await.until("written by the other", HELD_UP, () -> Files.size(file) > stopped + 1_000_000);
				return;
			}
			catch (IOException ex) {
				Shell.run("kill", "-CONT", pid);
			}
		}
	}

	private static String word(String status, String key) {
		return status.replaceFirst(".*\\b" + key + "=(\\S+).*", "$1");
	}

	@Override
	public void close() throws IOException {
		this.child.close();
	}

}
