package io.asyncappend.harness.reliability.promises;

import io.asyncappend.AppendListener;
import io.asyncappend.AppenderStatus;
import io.asyncappend.AsyncAppendFactory;
import io.asyncappend.AsyncAppender;
import io.asyncappend.LogStatus;
import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise 20. Records say their positions and indexes themselves, so that what the
 * library says of them after a kill, a power cut, a full disk or a thousand restarts is
 * compared with what it said before.
 */
public final class LastingPositions implements Promise {

	private static final String CALLS = "rename,renameat,renameat2,open,openat,fsync,fdatasync,write,pwrite64,close";

	private static final int RESTARTS = 1000;

	@Override
	public int number() {
		return 20;
	}

	@Override
	public String text() {
		return "a position names the same record after a crash, a power cut, a full disk and 1,000 restarts";
	}

	@Override
	public String missing() {
		String program = Tools.missing("strace", "gcc");
		return (program != null) ? program : Tools.missingForDisk("mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "xfs_io");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		restarts(round.times(RESTARTS), result);
		Random random = round.random(20);
		for (int i = 0; i < round.times(20); i++) {
			kill(i % 2 == 0, random, result);
		}
		for (int n = 1; n <= round.upTo(20, 100); n++) {
			killAtCall(n, result);
		}
		ExchangedFiles.test(result);
		MovedClocks.positions(round.times(6), random, result);
		for (Disk.Type type : List.of(Disk.Type.EXT4, Disk.Type.XFS)) {
			try (Disk disk = Disk.create(type, 320)) {
				for (int i = 0; i < round.times(10); i++) {
					cut(type + " cut " + i, disk, i, random, result);
				}
			}
		}
		for (Disk.Type type : List.of(Disk.Type.EXT4, Disk.Type.BTRFS)) {
			try (Disk disk = Disk.create(type, 320)) {
				full(type.toString(), disk, result);
			}
		}
	}

	/** Each opening says where the one before ended. */
	private static void restarts(int times, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("positions")) {
			Path file = scratch.resolve("log");
			UUID id = null;
			for (int i = 0; i < times; i++) {
				try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
					AsyncAppender appender = factory.open("positions", file, PositionedRecords.options(10_000));
					id = (id != null) ? id : log(appender).id();
					PositionedRecords records = new PositionedRecords(appender, i);
					for (int record = 0; record < 3; record++) {
						report("restart " + i, records.append(), result);
					}
				}
			}
			report("after " + times + " restarts", PositionedFiles.check(file, id, 0), result);
			result.faults(times);
			result.run();
		}
	}

	private static void kill(boolean enabled, Random random, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("positions")) {
			Path file = scratch.resolve("log");
			UUID id = null;
			for (int times = 0; times < 3; times++) {
				// A larger one is not rotated, so that what was forced is known.
				boolean isTorn = times == 1;
				try (Child child = Child.of(PositionedRecords.class)
					.start(arguments(file, isTorn ? 0 : 2000, 1_000_000, enabled))) {
					long opened = Long.parseLong(child.awaitLine("opened ").substring("opened ".length()));
					id = id(child, id, result);
					if (isTorn) {
						// From then on there is something that is not forced.
						child.awaitLine("durable ");
					}
					LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(100_000)));
					child.kill();
					long durable = durable(child.readAll(), result);
					result.faults(isTorn ? 1 + TornSlots.ofPositions(file).tearBehind(opened) : 1);
					report("killed at random", PositionedFiles.check(file, id, durable), result);
				}
			}
			result.run();
		}
	}

	private static String[] arguments(Path file, int maxSize, int records, boolean enabled) {
		return new String[] { file.toString(), Integer.toString(maxSize), Integer.toString(records),
				Boolean.toString(enabled) };
	}

	/**
	 * Before the n-th call on the file, what lies beside it, its archives and directory.
	 */
	private static void killAtCall(int n, Result result) throws Exception {
		try (Scratch scratch = Scratch.create("positions")) {
			Path file = scratch.resolve("log");
			UUID id;
			try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
				id = log(factory.open("positions", file, PositionedRecords.options(300))).id();
			}
			List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e",
					"trace=" + CALLS, "-e", "inject=" + CALLS + ":signal=KILL:when=" + n));
			for (String name : List.of("", "log", ".log.positions", ".log.index")) {
				command.addAll(List.of("-P", scratch.resolve(name).toString()));
			}
			try (Child child = Child.of(PositionedRecords.class)
				.prefix(command.toArray(String[]::new))
				.start(arguments(file, 300, 30, true))) {
				List<String> said = child.readAll();
				child.awaitExit(Duration.ofSeconds(60));
				result.faults(1);
				report("killed before call " + n, PositionedFiles.check(file, id, durable(said, result)), result);
			}
			result.run();
		}
	}

	private static void cut(String name, Disk disk, int number, Random random, Result result) throws Exception {
		Path file = disk.path().resolve("file" + number);
		try (Child child = Child.of(PositionedRecords.class).start(arguments(file, 5000, 1_000_000, true))) {
			UUID id = id(child, null, result);
			// What is said during the cut itself says nothing: a force may end beside it.
			List<String> said = new ArrayList<>();
			for (int i = random.nextInt(200); i >= 0; i--) {
				said.add(child.awaitLine("durable ", "wrong "));
			}
			disk.cut();
			child.readAll();
			child.awaitExit(Duration.ofSeconds(60));
			disk.unmount();
			disk.mount();
			result.faults(1);
			report(name, PositionedFiles.check(file, id, durable(said, result)), result);
		}
		result.run();
	}

	/**
	 * What lies beside the file is written on a disk that is full, and a start fails not.
	 */
	private static void full(String name, Disk disk, Result result) throws Exception {
		Path file = disk.path().resolve("log");
		UUID id;
		long end;
		try (AsyncAppendFactory factory = AsyncAppendFactory.create()) {
			AsyncAppender appender = factory.open("positions", file, PositionedRecords.options(0));
			id = log(appender).id();
			PositionedRecords records = new PositionedRecords(appender, 1);
			report(name, records.append(), result);
			appender.sync();
			disk.fill();
			end = appender.status().positions().durable();
		}
		List<IOException> told = new ArrayList<>();
		try (AsyncAppendFactory factory = AsyncAppendFactory.builder().listener(new AppendListener() {

			@Override
			public void onLogFailed(AsyncAppender appender, IOException cause) {
				told.add(cause);
			}

		}).build()) {
			AppenderStatus status = factory.open("positions", file, PositionedRecords.options(0)).status();
			if (status.log().isEmpty() && told.isEmpty()) {
				result.violation(name + ": a full disk took the log, and nothing said so");
			}
			AsyncAppender other = factory.open("other", disk.path().resolve("other"), PositionedRecords.options(0));
			result.note(name + ", full: a log that was there " + (status.log().isPresent() ? "goes on" : "does not")
					+ ", one that was not " + (other.status().log().isPresent() ? "begins" : "does not begin"));
		}
		disk.free();
		result.faults(2);
		report(name + ", full", PositionedFiles.check(file, id, end), result);
		result.run();
	}

	private static UUID id(Child child, UUID before, Result result) throws IOException {
		UUID id = UUID.fromString(child.awaitLine("log ").substring("log ".length()));
		if (before != null && !before.equals(id)) {
			result.violation("the log was " + before + " and is " + id);
		}
		return id;
	}

	private static long durable(List<String> said, Result result) {
		long durable = 0;
		for (String line : said) {
			if (line.startsWith("wrong ")) {
				result.violation(line);
			}
			if (line.matches("durable \\d+")) {
				durable = Long.parseLong(line.substring("durable ".length()));
			}
		}
		return durable;
	}

	private static void report(String when, String wrong, Result result) {
		if (wrong != null) {
			result.violation(when + ": " + wrong);
		}
	}

	private static LogStatus log(AsyncAppender appender) {
		return appender.status().log().orElseThrow();
	}

}
