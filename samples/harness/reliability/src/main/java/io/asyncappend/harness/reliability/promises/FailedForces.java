package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Writer;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Shim;
import io.asyncappend.harness.reliability.system.Tools;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Promise 4. One force of a file fails, those after it would work: each of the first
 * fifty, with each error, in each mode, by a shim below the JVM; and a few by strace, to
 * see that the shim does what a kernel does.
 */
public final class FailedForces implements Promise {

	private static final Map<String, String> ERRORS = Map.of("EIO", "Input/output error", "ENOSPC",
			"No space left on device", "EDQUOT", "Disk quota exceeded", "EROFS", "Read-only file system");

	private static final List<String> MODES = List.of("enabled=true", "enabled=false", "borrowed=true");

	private static final List<String> WAYS = List.of("way=sync every=1", "way=durable",
			"way=position sync=every-batch");

	@Override
	public int number() {
		return 4;
	}

	@Override
	public String text() {
		return "after a failed force nothing is acknowledged again";
	}

	@Override
	public String missing() {
		return Tools.missing("gcc", "strace");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		for (String error : ERRORS.keySet().stream().sorted().toList()) {
			try (Scratch scratch = Scratch.create("force")) {
				sweep(error, round.upTo(50, 200), scratch, result);
			}
		}
		for (String error : ERRORS.keySet().stream().sorted().toList()) {
			for (int mode = 0; mode < 2; mode++) {
				try (Scratch scratch = Scratch.create("force")) {
					trace(error, MODES.get(mode), scratch, result);
				}
			}
		}
	}

	private static void sweep(String error, int last, Scratch scratch, Result result) throws IOException {
		Shim shim = Shim.compile(scratch.path());
		List<FailedForce> forces = new ArrayList<>();
		try (Child child = shim.into(Child.of(Writer.class)).start()) {
			child.awaitLine("ready");
			for (int n = 1; n <= last; n++) {
				for (int mode = 0; mode < MODES.size(); mode++) {
					String plan = MODES.get(mode) + " " + WAYS.get((n + mode) % WAYS.size());
					FailedForce force = new FailedForce("force=" + error + "@" + n + "," + mode, plan,
							ERRORS.get(error), scratch.path());
					force.run(child);
					forces.add(force);
				}
			}
		}
		Map<String, List<Shim.Event>> events = shim.events().stream().collect(Collectors.groupingBy(Shim.Event::file));
		for (FailedForce force : forces) {
			List<Shim.Event> ours = events.getOrDefault(force.name(), List.of());
			result.run();
			result.faults(ours.stream().filter(Shim.Event::isFault).count());
			force.check(ours).forEach((wrong) -> result.violation(force + ": " + wrong));
		}
	}

	/** The third force of whichever thread comes to it first. */
	private static void trace(String error, String mode, Scratch scratch, Result result) throws IOException {
		FailedForce force = new FailedForce("traced", mode + " " + WAYS.get(0), ERRORS.get(error), scratch.path());
		// strace wants the file to be there.
		Files.createFile(force.file());
		Child.Builder builder = Child.of(Writer.class)
			.prefix("strace", "-f", "-qq", "-o", scratch.resolve("trace").toString(), "-P", force.file().toString(),
					"-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:error=" + error + ":when=3");
		try (Child child = builder.start()) {
			child.awaitLine("ready");
			force.run(child);
		}
		long injected = Files.readAllLines(scratch.resolve("trace"))
			.stream()
			.filter((line) -> line.contains("(INJECTED)"))
			.count();
		result.run();
		result.faults(injected);
		if (injected == 0) {
			force.wrong().add("strace injected nothing");
		}
		force.verify(Promised.WRITTEN, Tail.WHOLE);
		force.wrong().forEach((what) -> result.violation("strace, " + error + ", " + force + ": " + what));
	}

}
