package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Plan;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise 21. Each child has several logs, each with a writer, a cursor and a reader that
 * follows it. Records say where they are, so that it shows at once if one is passed over,
 * comes twice or comes from elsewhere.
 */
public final class LastingCursors implements Promise {

	private static final String CALLS = "rename,renameat,renameat2,unlink,unlinkat,open,openat,fsync,fdatasync,write,"
			+ "pwrite64,close";

	private static final String FORCES = "fsync,fdatasync";

	/** Acknowledged at once, soon, only when it is closed, and too slowly. */
	private static final Map<String, String> PLANS = Map.of("now", "interval=0S", "soon",
			"interval=20ms compress=false truncate=true", "late", "interval=1H", "slow",
			"interval=0S lag=20000 keep-until-size=6000");

	private static final int ARCHIVES = 8;

	/** 128 and SIGKILL. */
	private static final int KILLED = 137;

	@Override
	public int number() {
		return 21;
	}

	@Override
	public String text() {
		return "a cursor skips no record, and hands out again no more than what was not acknowledged";
	}

	@Override
	public String missing() {
		String program = Tools.missing("strace", "gcc");
		return (program != null) ? program : Tools.missingForDisk("mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "xfs_io");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		Random random = round.random(21);
		restarts(round.times(60), random, result);
		for (int i = 0; i < round.times(6); i++) {
			kill(i % 2 == 0, random, result);
		}
		int killed = 0;
		for (int n = 1; n <= round.upTo(12, 100); n++) {
			killed += killAtCall(n, false, random, result);
		}
		for (int n = 1; n <= round.upTo(6, 30); n++) {
			killed += killAtCall(n, true, random, result);
		}
		if (killed == 0) {
			result.violation("no call was killed");
		}
		for (Disk.Type type : List.of(Disk.Type.EXT4, Disk.Type.XFS)) {
			try (Disk disk = Disk.create(type, 320)) {
				cuts(type.toString(), disk, round.times(6), random, result);
				String cursor = ".log.cursor." + ConsumedLog.CURSOR;
				cutWithSlowForces(type.toString(), disk, cursor, "acked", random, result);
				cutWithSlowForces(type.toString(), disk, "log", "got", random, result);
			}
		}
		MovedClocks.cursors(round.times(6), random, result);
		MovedClocks.restarts(round.times(6), random, result);
		SlowCursors.test(result);
		CursorsOnFullDisk.test(result);
	}

	private static CursorAccount account(Path directory, String name, String plan) {
		return new CursorAccount(name, directory.resolve(name), new Plan(plan.split(" ")));
	}

	private static Map<String, CursorAccount> accounts(Path directory) {
		Map<String, CursorAccount> accounts = new LinkedHashMap<>();
		PLANS.forEach((name, plan) -> accounts.put(name, account(directory, name, plan)));
		return accounts;
	}

	private static String[] arguments(Path directory, boolean enabled, Random random) {
		List<String> arguments = new ArrayList<>(List.of(Boolean.toString(enabled), directory.toString()));
		PLANS.forEach((name, plan) -> arguments.add(name + " " + plan + " seed=" + random.nextInt()));
		return arguments.toArray(String[]::new);
	}

	private static void report(String when, List<String> wrong, Result result) {
		wrong.forEach((what) -> result.violation(when + ": " + what));
	}

	/** Each opening begins where the one before has acknowledged. */
	private static void restarts(int times, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("cursors")) {
			CursorAccount account = account(scratch.path(), "log", "interval=1H max-size=500");
			for (int i = 0; i < times; i++) {
				try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
					AsyncAppender appender = factory.open("log", account.file(),
							ConsumedLog.options(new Plan("max-size=500")));
					PositionedRecords records = new PositionedRecords(appender, i);
					for (int record = 0; record < 4; record++) {
						records.append();
					}
				}
				report("restart " + i, account.check(account.forced(), random), result);
			}
			result.faults(times);
			result.run();
		}
	}

	/** Every other time what was written and not forced is torn, as by a power cut. */
	private static void kill(boolean enabled, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("cursors")) {
			Map<String, CursorAccount> accounts = accounts(scratch.path());
			for (int times = 0; times < 3; times++) {
				List<String> said;
				try (Child child = Child.of(ConsumedLog.class).start(arguments(scratch.path(), enabled, random))) {
					for (int i = random.nextInt(40); i >= 0; i--) {
						child.awaitLine("now acked");
					}
					LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(10_000)));
					child.kill();
					said = child.readAll();
				}
				result.faults(1);
				for (CursorAccount account : accounts.values()) {
					account.note(said, true);
					boolean isTorn = times % 2 == 1;
					if (isTorn) {
						result.faults(account.tear());
					}
					long least = isTorn ? account.forced() : account.acknowledged();
					report("killed, " + account, account.check(least, random), result);
				}
			}
			result.run();
		}
	}

	/** Before the n-th call on the files of the log, or on that of the cursor. */
	private static int killAtCall(int n, boolean isOfCursor, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("cursors")) {
			CursorAccount account = account(scratch.path(), "log", "interval=0S max-size=300");
			List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e",
					"trace=" + CALLS, "-e", "inject=" + CALLS + ":signal=KILL:when=" + n));
			List<String> names = new ArrayList<>(List.of(".log.cursor." + ConsumedLog.CURSOR));
			if (!isOfCursor) {
				names.addAll(List.of("", "log", ".log.positions", ".log.index"));
				for (int i = 1; i <= ARCHIVES; i++) {
					names.addAll(List.of("log." + i, "log." + i + ".gz"));
				}
			}
			names.forEach((name) -> command.addAll(List.of("-P", scratch.resolve(name).toString())));
			int killed;
			try (Child child = Child.of(ConsumedLog.class)
				.prefix(command.toArray(String[]::new))
				.start("true", scratch.path().toString(),
						"log interval=0S max-size=300 records=40 seed=" + random.nextInt())) {
				account.note(child.readAll(), true);
				killed = (child.awaitExit(Duration.ofSeconds(60)) == KILLED) ? 1 : 0;
			}
			result.faults(killed);
			report("killed before call " + n, account.check(account.acknowledged(), random), result);
			result.run();
			return killed;
		}
	}

	private static void cuts(String name, Disk disk, int times, Random random, Result result) throws Exception {
		Map<String, CursorAccount> accounts = accounts(disk.path());
		for (int i = 0; i < times; i++) {
			try (Child child = Child.of(ConsumedLog.class).start(arguments(disk.path(), i % 3 != 2, random))) {
				for (int n = random.nextInt(80); n >= 0; n--) {
					child.awaitLine("now acked");
				}
				cut(name + " cut " + i, disk, child, accounts.values(), random, result);
			}
		}
	}

	/**
	 * The power is cut as soon as something is acknowledged, or handed out. Each force of
	 * the file that this relies on takes so long that one which is not waited for has not
	 * begun by then.
	 */
	private static void cutWithSlowForces(String name, Disk disk, String file, String done, Random random,
			Result result) throws Exception {
		Path directory = Files.createDirectory(disk.path().resolve("slow-forces-" + done));
		CursorAccount account = account(directory, "log", "interval=0S");
		try (Child child = Child.of(ConsumedLog.class)
			.prefix("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + FORCES, "-e",
					"inject=" + FORCES + ":delay_enter=1500000", "-P", directory.resolve(file).toString())
			.start("true", directory.toString(), "log interval=0S seed=" + random.nextInt())) {
			child.awaitLine("log " + done);
			cut(name + " cut with slow forces, " + done, disk, child, List.of(account), random, result);
		}
	}

	private static void cut(String when, Disk disk, Child child, Collection<CursorAccount> accounts, Random random,
			Result result) throws IOException {
		// What is said during the cut itself says nothing: a force may end beside it.
		List<String> said = child.said();
		disk.cut();
		List<String> all = child.readAll();
		child.awaitExit(Duration.ofSeconds(60));
		disk.unmount();
		disk.mount();
		result.faults(1);
		for (CursorAccount account : accounts) {
			account.note(said, true);
			account.note(all, false);
			report(when + ", " + account, account.check(account.forced(), random), result);
		}
		result.run();
	}

}
