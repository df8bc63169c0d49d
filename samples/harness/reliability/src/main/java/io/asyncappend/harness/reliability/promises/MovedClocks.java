package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.WallClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The wall clock is set back and forward by seconds or days, between openings and while a
 * file is written. Archives have the times of such clocks in their names, and files are
 * rotated at each hour that one shows.
 */
final class MovedClocks {

	private static final int DAYS = 3;

	private static final String PLAN = "naming={name}-{time}.{index} hourly=true keep-for=60M interval=0S";

	/** Of logs whose clock is moved between openings alone, and whose records stay. */
	private static final String UNMOVED = "interval=0S moves=false followed=false keep-files=1000";

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

	/**
	 * A process is killed when the clock is later than ever, the next one soon after the
	 * clock was set back: nothing but its first mark, and the time of the file, tells the
	 * third one how late it was.
	 */
	static void restarts(int cycles, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("clocks")) {
			List<DatedRecords> logs = Stream.of("a", "b", "c", "d")
				.map((name) -> new DatedRecords(name, scratch.resolve(name), new Plan(UNMOVED.split(" "))))
				.toList();
			WallClock clock = WallClock.compile(scratch.path());
			for (int i = 0; i < cycles; i++) {
				Duration latest = Duration.ofDays(i);
				write(scratch, clock, latest, random.nextInt(20), logs, random);
				write(scratch, clock, latest.minusHours(1 + random.nextInt(20)), 0, logs, random);
				write(scratch, clock, latest.minusHours(1 + random.nextInt(20)), 40, logs, random);
				for (DatedRecords log : logs) {
					log.check(random).forEach((wrong) -> result.violation("clock, restarts: " + wrong));
				}
				result.faults(3);
			}
			result.run();
		}
	}

	private static void write(Scratch scratch, WallClock clock, Duration ahead, int acknowledgements,
			List<DatedRecords> logs, Random random) throws Exception {
		clock.set(ahead);
		List<String> arguments = new ArrayList<>(List.of("true", scratch.path().toString()));
		logs.forEach((log) -> arguments.add(log.name() + " " + UNMOVED + " seed=" + random.nextInt()));
		try (Child child = clock.into(Child.of(ConsumedLog.class)).start(arguments.toArray(String[]::new))) {
			for (int n = acknowledgements; n >= 0; n--) {
				child.awaitLine("a acked");
			}
			child.kill();
			List<String> said = child.readAll();
			for (DatedRecords log : logs) {
				log.note(said);
			}
		}
	}

}
