package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.WallClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * The wall clock is set back and forward by seconds or days, between openings and while a
 * file is written. Archives have the times of such clocks in their names, and files are
 * rotated at each hour that one shows.
 */
final class MovedClocks {

	private static final int DAYS = 3;

	private static final String PLAN = "naming={name}-{time}.{index} hourly=true keep-for=60M interval=0S";

	private MovedClocks() {
	}

	private static Duration any(Random random) {
		return Duration.ofSeconds(random.nextInt(-DAYS * 86400, DAYS * 86400));
	}

	/** Positions and indexes are what they were. */
	static void positions(int openings, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("clocks")) {
			Path file = scratch.resolve("log");
			WallClock clock = WallClock.compile(scratch.path());
			UUID id = null;
			long durable = 0;
			for (int i = 0; i < openings; i++) {
				clock.set(any(random));
				try (Child child = clock.into(Child.of(PositionedRecords.class))
					.start(file.toString(), "2000", "1000000", "true")) {
					UUID found = UUID.fromString(child.awaitLine("log ").substring("log ".length()));
					if (id != null && !id.equals(found)) {
						result.violation("clock: the log was " + id + " and is " + found);
					}
					id = found;
					for (int n = random.nextInt(20); n >= 0; n--) {
						durable = Long.parseLong(child.awaitLine("durable ", "wrong ").split(" ")[1]);
					}
					child.kill();
					String wrong = PositionedFiles.check(file, id, durable);
					child.readAll().stream().filter((line) -> line.startsWith("wrong ")).forEach(result::violation);
					if (wrong != null) {
						result.violation("clock: " + wrong);
					}
				}
				result.faults(1);
			}
			result.run();
		}
	}

	/** Nothing is passed over, nor by a reader that looks for it by its time. */
	static void cursors(int openings, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("clocks")) {
			Plan plan = new Plan(PLAN.split(" "));
			CursorAccount account = new CursorAccount("log", scratch.resolve("log"), plan);
			DatedRecords records = new DatedRecords("log", scratch.resolve("log"), plan);
			WallClock clock = WallClock.compile(scratch.path());
			for (int i = 0; i < openings; i++) {
				clock.set(any(random));
				List<String> said;
				try (Child child = clock.into(Child.of(ConsumedLog.class))
					.start("true", scratch.path().toString(), "log " + PLAN + " seed=" + random.nextInt())) {
					for (int n = random.nextInt(30); n >= 0; n--) {
						child.awaitLine("log acked");
					}
					child.kill();
					said = child.readAll();
				}
				records.note(said);
				records.check(random).forEach((wrong) -> result.violation("clock: " + wrong));
				account.note(said, true);
				account.check(account.acknowledged(), random).forEach((wrong) -> result.violation("clock: " + wrong));
				result.faults(1);
			}
			records.check(random).forEach((wrong) -> result.violation("clock: " + wrong));
			result.run();
		}
	}

}
