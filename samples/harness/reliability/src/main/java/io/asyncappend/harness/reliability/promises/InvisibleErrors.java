package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Writer;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Shim;
import io.asyncappend.harness.reliability.system.Tools;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Promise 6. Writes and forces are interrupted, put off and cut short at random below the
 * JVM; the producers must not be told of it, and every record must be there. A few runs
 * are with strace instead of the shim.
 */
public final class InvisibleErrors implements Promise {

	private static final List<String> FAULTS = List.of("write=EINTR%40", "write=EAGAIN%40", "write=short%80",
			"force=EINTR%50", "write=EINTR%20+EAGAIN%20+short%40,force=EINTR%30");

	private static final List<String> MODES = List.of("enabled=true", "enabled=false", "borrowed=true",
			"borrowed=true enabled=false");

	private static final List<String> WAYS = List.of("way=flush", "way=sync", "way=durable", "way=append",
			"way=position sync=every-batch");

	private static final List<String> TRACED = List.of("write:error=EINTR", "write:error=EAGAIN",
			"fdatasync,fsync:error=EINTR");

	/** The second are longer than what a stream writes at once. */
	private static final List<String> SIZES = List.of("60-400", "60-20000");

	private static final int PRODUCERS = 8;

	@Override
	public int number() {
		return 6;
	}

	@Override
	public String text() {
		return "EINTR, EAGAIN and short writes are invisible";
	}

	@Override
	public String missing() {
		return Tools.missing("gcc", "strace");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("invisible")) {
			Shim shim = Shim.compile(scratch.path());
			Set<String> files = new TreeSet<>();
			try (Child child = shim.into(Child.of(Writer.class)).start()) {
				child.awaitLine("ready");
				for (String sizes : SIZES) {
					for (String faults : FAULTS) {
						for (String mode : MODES) {
							for (String way : WAYS) {
								int records = (faults.contains("force") || !way.contains("flush")) ? 60 : 300;
								String file = faults + "," + MODES.indexOf(mode);
								files.add(file);
								run(child, scratch, file, mode + " sizes=" + sizes + " " + way, records, result);
							}
						}
					}
				}
			}
			requireFaults(shim, files, result);
		}
		for (String fault : TRACED) {
			for (int mode = 0; mode < 3; mode++) {
				trace(fault, MODES.get(mode), result);
			}
		}
	}

	/** Runs that met no fault show nothing. */
	private static void requireFaults(Shim shim, Set<String> files, Result result) throws IOException {
		Map<String, Long> faults = shim.events()
			.stream()
			.filter(Shim.Event::isFault)
			.collect(Collectors.groupingBy(Shim.Event::file, Collectors.counting()));
		faults.values().forEach(result::faults);
		for (String file : files) {
			if (!faults.containsKey(file)) {
				result.violation(file + ": no fault was injected");
			}
		}
	}

	private static void run(Child child, Scratch scratch, String faults, String plan, int records, Result result)
			throws IOException {
		Path file = scratch.resolve(faults);
		Path acks = scratch.resolve("acks");
		List<String> wrong = append(child, file, acks, plan, records);
		wrong.forEach((what) -> result.violation(faults + " " + plan + ": " + what));
		result.run();
		Files.delete(file);
	}

	private static List<String> append(Child child, Path file, Path acks, String plan, int records) throws IOException {
		List<String> wrong = new ArrayList<>();
		int before = child.said().size();
		child.askOk("open a file=" + file + " acks=" + acks + " producers=" + PRODUCERS + " records=" + records + " "
				+ plan);
		for (String command : List.of("await a", "end a")) {
			String answer = child.ask(command);
			if (!answer.startsWith("ok") || !answer.contains((command.startsWith("end") ? "CLOSED" : "OPEN"))) {
				wrong.add(command + ": " + answer);
			}
		}
		List<String> said = child.said();
		said.subList(before, said.size()).stream().filter((line) -> line.startsWith("told")).forEach(wrong::add);
		Acknowledgements now = Acknowledgements.read(acks);
		Verdict verdict = new Verifier(now, now, Promised.ACCEPTED, Tail.WHOLE).verify(file);
		if (!verdict.ok() || verdict.records() != (long) PRODUCERS * records) {
			wrong.add(verdict.toString());
		}
		return wrong;
	}

	/** Every third call of each thread, which is enough to be met again and again. */
	private static void trace(String fault, String mode, Result result) throws IOException {
		try (Scratch scratch = Scratch.create("invisible")) {
			// strace wants the file to be there.
			Path file = Files.createFile(scratch.resolve("traced"));
			String calls = fault.substring(0, fault.indexOf(':'));
			Child.Builder builder = Child.of(Writer.class)
				.prefix("strace", "-f", "-qq", "-o", scratch.resolve("trace").toString(), "-P", file.toString(), "-e",
						"trace=" + calls, "-e", "inject=" + fault + ":when=2+3");
			List<String> wrong;
			try (Child child = builder.start()) {
				child.awaitLine("ready");
				wrong = new ArrayList<>(append(child, file, scratch.resolve("acks"), mode + " way=sync every=1", 20));
			}
			long injected = Files.readAllLines(scratch.resolve("trace"))
				.stream()
				.filter((line) -> line.contains("(INJECTED)"))
				.count();
			if (injected == 0) {
				wrong.add("strace injected nothing");
			}
			wrong.forEach((what) -> result.violation("strace, " + fault + ", " + mode + ": " + what));
			result.run();
			result.faults(injected);
		}
	}

}
