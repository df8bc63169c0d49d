package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Shim;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One file of which one force fails, and four producers that wait for it. */
final class FailedForce {

	private static final int PRODUCERS = 4;

	private final String name;

	private final String plan;

	private final String cause;

	private final Path file;

	private final Path acks;

	private final List<String> told = new ArrayList<>();

	private final List<String> wrong = new ArrayList<>();

	/**
	 * Prepares a run.
	 * @param name of the file
	 * @param plan how to append
	 * @param cause what every waiter must be told
	 * @param directory of the file
	 */
	FailedForce(String name, String plan, String cause, Path directory) {
		this.name = name;
		this.plan = plan;
		this.cause = cause;
		this.file = directory.resolve(name);
		this.acks = directory.resolve(name + ".acks");
	}

	String name() {
		return this.name;
	}

	Path file() {
		return this.file;
	}

	List<String> wrong() {
		return this.wrong;
	}

	/** Appends until the force fails and every producer knows, then tries again. */
	void run(Child child) throws IOException {
		// The first force may fail before the opening is answered.
		int before = child.said().size();
		child.askOk("open a file=" + this.file + " acks=" + this.acks + " producers=" + PRODUCERS + " " + this.plan);
		String ended = child.askOk("await a");
		List<String> said = child.said();
		said.subList(before, said.size()).stream().filter((line) -> line.startsWith("told a ")).forEach(this.told::add);
		if (!ended.contains("state=FAILED")) {
			this.wrong.add(ended);
		}
		Acknowledgements failed = Acknowledgements.read(this.acks);
		for (String command : List.of("insist a", "disable a", "insist a", "enable a", "insist a")) {
			String answer = child.ask(command);
			if (!answer.startsWith("ok") || !answer.contains("state=FAILED")) {
				this.wrong.add(command + ": " + answer);
			}
		}
		String closed = child.ask("end a");
		if (!closed.startsWith("error") && !closed.contains("state=CLOSED")) {
			this.wrong.add("end: " + closed);
		}
		if (failed.acknowledged(Promised.DURABLE) != Acknowledgements.read(this.acks).acknowledged(Promised.DURABLE)) {
			this.wrong.add("acknowledged after the failure was told");
		}
		checkTold();
	}

	/** Every producer must have been told the root cause, and nothing else. */
	private void checkTold() {
		for (int producer = 0; producer < PRODUCERS; producer++) {
			String beginning = "told a " + producer + " io.asyncappend.AppenderFailedException";
			if (this.told.stream().noneMatch((line) -> line.startsWith(beginning))) {
				this.wrong.add("producer " + producer + " was not told: " + this.told);
			}
		}
		this.told.stream().filter((line) -> !line.contains(this.cause)).forEach(this.wrong::add);
	}

	/**
	 * Compares with what happened below the JVM.
	 * @param events of this file
	 * @return what is wrong, from the run too
	 */
	List<String> check(List<Shim.Event> events) throws IOException {
		long failed = events.stream().filter(Shim.Event::isFault).count();
		if (failed != 1) {
			this.wrong.add(failed + " forces failed: " + events);
			return this.wrong;
		}
		Shim.Event fault = events.stream().filter(Shim.Event::isFault).findFirst().orElseThrow();
		if (events.get(events.size() - 1) != fault) {
			this.wrong.add("forced again after the failure: " + events);
		}
		this.told.stream()
			.filter((line) -> nanos(line) - fault.nanos() > TimeUnit.SECONDS.toNanos(1))
			.forEach((line) -> this.wrong.add("told more than a second after " + fault.nanos() + ": " + line));
		verify(Promised.WRITTEN, Tail.WHOLE);
		// What the forces before it did not cover is gone, whatever is in the cache.
		long covered = events.stream()
			.filter((event) -> event.what().equals("begins") && event.nanos() < fault.nanos())
			.mapToLong(Shim.Event::size)
			.max()
			.orElse(0);
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.WRITE)) {
			channel.truncate(covered);
		}
		verify(Promised.DURABLE, Tail.CUT);
		Files.delete(this.file);
		return this.wrong;
	}

	/** Compares the file with what was acknowledged. */
	void verify(Promised promised, Tail tail) throws IOException {
		Acknowledgements now = Acknowledgements.read(this.acks);
		Verdict verdict = new Verifier(now, now, promised, tail).verify(this.file);
		if (!verdict.ok()) {
			this.wrong.add(verdict.toString());
		}
	}

	private static long nanos(String line) {
		return Long.parseLong(line.substring(line.lastIndexOf('@') + 1));
	}

	@Override
	public String toString() {
		return this.name + " " + this.plan;
	}

}
