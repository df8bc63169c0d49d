package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Writer;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.verify.Acknowledgements;
import io.asyncappend.harness.reliability.verify.Promised;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import io.asyncappend.harness.reliability.verify.Verifier;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise 2. Each child has an appender for each way to be told that a record is written,
 * and is killed at a random moment; now and then while it switches modes or closes.
 */
public final class KilledProcess implements Promise {

	private static final int KILLS = 100;

	private static final List<String> WAYS = List.of("way=flush", "way=append enabled=false", "way=position",
			"way=flush enabled=false sync=every-batch");

	private static final List<String> COMMANDS = List.of("disable", "close", "flush", "reopen");

	/** 128 and SIGKILL. */
	private static final int KILLED = 137;

	@Override
	public int number() {
		return 2;
	}

	@Override
	public String text() {
		return "a returned flush survives kill -9";
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		Random random = round.random(2);
		long promised = 0;
		try (Scratch scratch = Scratch.create("kill")) {
			for (int i = 0; i < round.times(KILLS); i++) {
				promised += kill(scratch, random, i, result);
				scratch.clear();
				result.run();
			}
		}
		if (promised == 0) {
			result.violation("nothing was acknowledged before the kills");
		}
		result.note(promised + " records were acknowledged as written before the kills");
	}

	private static long kill(Scratch scratch, Random random, int run, Result result) throws IOException {
		try (Child child = Child.of(Writer.class).start()) {
			child.awaitLine("ready");
			for (int way = 0; way < WAYS.size(); way++) {
				child.askOk("open " + way + " file=" + scratch.resolve("file" + way) + " acks="
						+ scratch.resolve("acks" + way) + " " + WAYS.get(way));
			}
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(100_000)));
			if (run % 4 == 3) {
				child.tell(COMMANDS.get(random.nextInt(COMMANDS.size())) + " " + random.nextInt(WAYS.size()));
				LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(3000)));
			}
			child.kill();
			int code = child.process().exitValue();
			if (code != KILLED) {
				result.violation("kill " + run + ": ended with " + code + " before it was killed: " + child.said());
			}
		}
		result.faults(1);
		long promised = 0;
		for (int way = 0; way < WAYS.size(); way++) {
			Acknowledgements acks = Acknowledgements.read(scratch.resolve("acks" + way));
			Verdict verdict = new Verifier(acks, acks, Promised.WRITTEN, Tail.CUT)
				.verify(scratch.resolve("file" + way));
			promised += acks.acknowledged(Promised.WRITTEN);
			if (!verdict.ok()) {
				result.violation("kill " + run + ", " + WAYS.get(way) + ": " + verdict);
			}
		}
		return promised;
	}

}
