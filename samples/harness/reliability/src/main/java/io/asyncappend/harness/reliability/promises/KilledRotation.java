package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.driver.Writer;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise 17. Children that rotate after every few records and compress are killed before
 * the n-th system call of a kind that some thread of theirs makes, for each n and kind,
 * and others at a random moment. Then the file is opened again, and what was interrupted
 * must be finished, with all that was acknowledged in the archives and the file, each in
 * its order and once.
 */
public final class KilledRotation implements Promise {

	/** Those that change a directory, and the mode and time of what is compressed. */
	private static final String NAMES = "rename,renameat,renameat2,link,linkat,unlink,unlinkat,chmod,fchmod,chown,"
			+ "utimensat,utimes";

	/** Those on the file, its directory and its archives. */
	private static final String FILES = NAMES + ",open,openat,fsync,fdatasync,close";

	private static final int ARCHIVES = 8;

	private static final List<String> MODES = List.of("producers=2 sync=every-batch way=durable window=2",
			"producers=1 enabled=false way=sync every=1");

	private static final String PLAN = "max-size=500 compress=true sizes=180-240 records=40";

	/** 128 and SIGKILL. */
	private static final int KILLED = 137;

	/** How many kills left what. */
	private final Map<Archived.Left, Integer> left = new EnumMap<>(Archived.Left.class);

	@Override
	public int number() {
		return 17;
	}

	@Override
	public String text() {
		return "a rotation that is killed at any step loses nothing and is finished by the next start";
	}

	@Override
	public String missing() {
		return Tools.missing("strace");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		long killed = 0;
		for (String mode : MODES) {
			for (int n = 1; n <= round.upTo(10, 40); n++) {
				killed += atCall(NAMES, n, List.of(), mode, result);
			}
			for (int n = 1; n <= round.upTo(24, 200); n++) {
				killed += atCall(FILES, n, List.of("log"), mode, result);
			}
		}
		Random random = round.random(17);
		for (int i = 0; i < round.times(20); i++) {
			atRandom(MODES.get(i % MODES.size()), random, result);
		}
		result.note(killed + " of them killed before a system call; what was left: " + this.left);
		for (Archived.Left kind : Archived.Left.values()) {
			if (!this.left.containsKey(kind)) {
				result.violation("no kill left " + kind + ", so not each step was put to the test");
			}
		}
	}

	private int atCall(String calls, int n, List<String> files, String mode, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("killed")) {
			List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e",
					"trace=" + calls, "-e", "inject=" + calls + ":signal=KILL:when=" + n));
			for (String file : files) {
				command.addAll(List.of("-P", scratch.path().toString(), "-P", scratch.resolve(file).toString()));
				for (int i = 1; i <= ARCHIVES; i++) {
					Path archive = scratch.resolve(file + "." + i);
					command.addAll(List.of("-P", archive.toString(), "-P", archive + ".gz"));
				}
			}
			boolean killed;
			try (Child child = Child.of(Writer.class)
				.prefix(command.toArray(String[]::new))
				.start(open(scratch, mode))) {
				try {
					child.askOk("await log");
					child.tell("quit");
				}
				catch (IOException ex) {
					// Killed, as it should be.
				}
				killed = child.awaitExit(Duration.ofSeconds(60)) == KILLED;
			}
			result.faults(killed ? 1 : 0);
			check(scratch, mode, "before call " + n + " of " + calls, result);
			return killed ? 1 : 0;
		}
	}

	private static String[] open(Scratch scratch, String mode) {
		return ("open log file=" + scratch.resolve("log") + " acks=" + scratch.resolve("acks") + " " + PLAN + " "
				+ mode)
			.split(" ");
	}

	private void atRandom(String mode, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("killed")) {
			try (Child child = Child.of(Writer.class).start(open(scratch, mode + " records=1000000"))) {
				child.awaitLine("ok");
				LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(200_000)));
				child.kill();
			}
			result.faults(1);
			check(scratch, mode, "at random", result);
		}
	}

	private void check(Scratch scratch, String mode, String when, Result result) throws Exception {
		result.run();
		Path acks = scratch.resolve("acks");
		if (!Files.exists(acks)) {
			// Killed before it had begun.
			return;
		}
		Archived archived = new Archived(scratch.resolve("log"));
		archived.left().forEach((kind) -> this.left.merge(kind, 1, Integer::sum));
		String wrong = archived.finish(new Plan(PLAN.split(" ")));
		if (wrong == null) {
			Acknowledgements given = Acknowledgements.read(acks);
			Verdict verdict = new Verifier(given, given, Promised.DURABLE, Tail.WHOLE)
				.verify(archived.unpack(scratch.path()));
			wrong = verdict.ok() ? null : verdict.toString();
		}
		if (wrong != null) {
			result.violation(when + ", " + mode + ": " + wrong);
		}
	}

}
