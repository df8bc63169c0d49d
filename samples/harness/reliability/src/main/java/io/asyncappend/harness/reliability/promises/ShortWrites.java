package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.ThreeRecords;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Shell;
import io.asyncappend.harness.reliability.system.Tools;
import io.asyncappend.harness.reliability.verify.AckTable;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Promise 3. A file size limit that is moved byte by byte over three records: the write
 * that meets it is cut short by the kernel, the next one fails. The JVM ignores the
 * signal that comes with it, and a limit of a running process can be moved from outside,
 * so that one child serves all.
 */
public final class ShortWrites implements Promise {

	private static final List<String> MODES = List.of("asynchronous", "synchronous", "borrowed");

	private static final int LENGTH = 61;

	/** Longer than what a stream or a lane writes at once. */
	private static final int LONG = 300_007;

	private static final int STEP = 40_009;

	@Override
	public int number() {
		return 3;
	}

	@Override
	public String text() {
		return "whole records, in order, none twice, under short writes";
	}

	@Override
	public String missing() {
		return Tools.missing("prlimit");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("short"); Child child = Child.of(ThreeRecords.class).start()) {
			String pid = child.awaitLine("ready").split(" ")[1];
			for (int limit = 0; limit <= 3 * LENGTH; limit++) {
				sweep(child, pid, limit, LENGTH, scratch, result);
			}
			int first = 1 + round.number() * 997 % STEP;
			for (int limit = first; limit <= 3 * LONG; limit += STEP) {
				sweep(child, pid, limit, LONG, scratch, result);
			}
			for (int limit = 8192; limit < 3 * LONG; limit *= 2) {
				for (int near = limit - 1; near <= limit + 1; near++) {
					sweep(child, pid, near, LONG, scratch, result);
				}
			}
		}
	}

	private static void sweep(Child child, String pid, int limit, int length, Scratch scratch, Result result)
			throws IOException {
		Shell.run("prlimit", "--pid", pid, "--fsize=" + limit + ":");
		for (String mode : MODES) {
			for (String flush : List.of("each", "all")) {
				Path file = scratch.resolve("file");
				String answer = child.ask(mode + " " + flush + " " + length + " " + file);
				String wrong = answer.startsWith("ok") ? check(file, answer.split(" "), limit, length, scratch)
						: answer;
				if (wrong != null) {
					result.violation(mode + ", flush " + flush + ", " + length + " bytes each, stopped at " + limit
							+ ": " + wrong);
				}
				result.run();
				result.faults((limit < 3 * length) ? 1 : 0);
				scratch.clear();
			}
		}
	}

	private static String check(Path file, String[] answer, int limit, int length, Scratch scratch) throws IOException {
		String told = String.join(" ", answer);
		boolean failed = answer[1].equals("FAILED");
		long written = Long.parseLong(answer[3]);
		long torn = Long.parseLong(answer[4]);
		int acknowledged = Integer.parseInt(answer[5]);
		Verdict verdict = verify(file, acknowledged, failed ? Tail.CUT : Tail.WHOLE, scratch);
		if (!verdict.ok()) {
			return told + ", but " + verdict;
		}
		if (failed != limit < 3 * length || !answer[6].equals("0")) {
			return told;
		}
		boolean exact = verdict.bytes() == Math.min(limit, 3 * length) && verdict.bytes() == written
				&& verdict.records() == Long.parseLong(answer[2]) && verdict.tornBytes() == torn
				&& acknowledged <= verdict.records();
		return exact ? null : told + ", but the file has " + verdict.bytes() + " bytes, " + verdict.records()
				+ " whole records and " + verdict.tornBytes() + " bytes more";
	}

	private static Verdict verify(Path file, int acknowledged, Tail tail, Scratch scratch) throws IOException {
		Path table = scratch.resolve("acks");
		try (AckTable acks = new AckTable(table, 1)) {
			acks.attempt(0, 2);
			if (acknowledged > 0) {
				acks.acknowledge(0, acknowledged - 1, Promised.WRITTEN);
			}
		}
		Acknowledgements now = Acknowledgements.read(table);
		return new Verifier(now, now, Promised.WRITTEN, tail).verify(file);
	}

}
