package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Writer;
import io.asyncappend.harness.reliability.system.Await;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Shell;
import io.asyncappend.harness.reliability.system.Tools;
import io.asyncappend.harness.reliability.verify.Tail;
import io.asyncappend.harness.reliability.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise 18. Two to six processes, some synchronous, append to one file; then the disk
 * is full, they are killed, their writes are cut short, or the file is renamed.
 */
public final class SharedFile implements Promise {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/** Some with a small buffer, so that records lie across the end of the ring. */
	private static final List<String> MODES = List.of("enabled=true buffer=65536 way=flush", "enabled=false way=append",
			"enabled=true buffer=1048576 way=durable", "enabled=false way=flush sync=every-batch",
			"enabled=true buffer=4096 way=position", "enabled=false way=durable");

	/** Sizes, and how many of each are enough to meet each other. */
	private static final List<String> LOADS = List.of("sizes=48-300 records=8000", "sizes=8000-20000 records=800",
			"sizes=20000 records=500", "sizes=48-400000 records=80", "sizes=1000000-1048576 records=12");

	private static final int FEW_MEGABYTES = 192;

	private static final int CYCLES = 3;

	private static final int KILLS = 9;

	private static final int RENAMES = 25;

	@Override
	public int number() {
		return 18;
	}

	@Override
	public String text() {
		return "records of processes that share a file are whole and in one piece, and none is joined onto a torn one";
	}

	@Override
	public String missing() {
		String missing = Tools.missing("strace", "prlimit");
		return (missing != null) ? missing : Tools.missingForDisk("mkfs.ext4", "mkfs.xfs", "mkfs.btrfs");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		Random random = round.random(18);
		try (Scratch scratch = Scratch.create("shared")) {
			for (int i = 0; i < LOADS.size(); i++) {
				together(scratch.path(), scratch, 2 + (i + round.number()) % 5, LOADS.get(i), result);
			}
			renamed(scratch, result);
			limited(scratch, random, result);
			diedBeforeTheCut(scratch, result);
			traced(scratch, result);
		}
		for (Disk.Type type : Disk.Type.values()) {
			try (Disk disk = Disk.create(type, 320); Scratch scratch = Scratch.create("shared")) {
				killed(disk.path(), type + "", scratch, random, result);
				together(disk.path(), scratch, 2, LOADS.get(3), result);
			}
		}
		try (Disk disk = Disk.create(Disk.Type.EXT4, FEW_MEGABYTES); Scratch scratch = Scratch.create("shared")) {
			full(disk, scratch, "pause=1ms sizes=48-3000", result);
			full(disk, scratch, "pause=100ms sizes=100000-300000", result);
		}
	}

	/** All of them append at the same time. */
	private static void together(Path directory, Scratch scratch, int processes, String load, Result result)
			throws Exception {
		Path file = directory.resolve("log");
		try (Sharers sharers = Sharers.start(processes, file, scratch.path(), MODES, load)) {
			sharers.endWithNothingTorn(load, false, result);
			sharers.verify(processes + " processes, " + load, Tail.WHOLE, result, file);
		}
		finally {
			clear(scratch, directory);
		}
		result.run();
	}

	/** The disk is full again and again. */
	private static void full(Disk disk, Scratch scratch, String load, Result result) throws Exception {
		Path file = disk.path().resolve("log");
		try (Sharers sharers = Sharers.start(3, file, scratch.path(), MODES, load)) {
			for (int i = 0; i < CYCLES; i++) {
				disk.fill();
				for (Sharer sharer : sharers.all()) {
					Await.until("degraded", LIMIT, () -> sharer.status("state").equals("DEGRADED"));
				}
				disk.free();
				for (Sharer sharer : sharers.all()) {
					Await.until("recovered", LIMIT, () -> sharer.status("state").equals("OPEN"));
				}
				result.faults(1);
			}
			sharers.endWithNothingTorn("full disk, " + load, true, result);
			sharers.verify("full disk, " + load, Tail.WHOLE, result, file);
		}
		finally {
			clear(scratch, disk.path());
		}
		result.run();
	}

	/** One after the other is killed and another one takes its place. */
	private static void killed(Path directory, String type, Scratch scratch, Random random, Result result)
			throws Exception {
		Path file = directory.resolve("log");
		List<Sharer> living = new ArrayList<>();
		try (Sharers sharers = new Sharers()) {
			for (int i = 0; i < KILLS / Disk.Type.values().length; i++) {
				while (living.size() < 3) {
					// Not so much that the disk is full, however long a process takes to
					// start.
					String load = living.isEmpty() ? "pause=3ms sizes=48-3000"
							: "pause=5ms records=14 sizes=500000-1000000";
					int number = sharers.all().size();
					Sharer next = sharers
						.add(Sharer.start(number, file, scratch.path(), MODES.get(number % MODES.size()) + " " + load));
					living.add(next);
					next.pid();
				}
				LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000)));
				// The last one is in the middle of its large records.
				living.remove(living.size() - 1).child().kill();
				result.faults(1);
			}
			long told = Sharers.end(living, true);
			Verdict verdict = sharers.verify("kill -9 on " + type, Tail.ENDED, result, file);
			// The killed processes may have ended some of these records.
			if (told > verdict.tornBytes()) {
				result
					.violation("kill -9: " + told + " torn bytes were told, but " + verdict.tornBytes() + " are there");
			}
			result.note("kills on " + type + " left " + verdict.tornBytes() + " bytes of torn records in "
					+ verdict.bytes() + ", each ended by a newline");
		}
		finally {
			clear(scratch, directory);
		}
		result.run();
	}

	/** The limit of one of them on the size of a file cuts its write short. */
	private static void limited(Scratch scratch, Random random, Result result) throws Exception {
		for (String mode : MODES.subList(0, 2)) {
			Path file = scratch.resolve("log");
			try (Sharers sharers = new Sharers()) {
				for (int i = 0; i < 2; i++) {
					sharers.add(Sharer.start(i, file, scratch.path(), mode + " pause=1ms sizes=20000-400000"));
				}
				String other = sharers.all().get(1).pid();
				String pid = sharers.all().get(0).pid();
				Sharer.stopBetweenWrites(other, file);
				Shell.run("prlimit", "--pid", pid,
						"--fsize=" + (Files.size(file) + 1_000_000 + random.nextInt(1_000_000)) + ":");
				Sharer limited = sharers.all().get(0);
				Await.until("failed", LIMIT, () -> limited.status("state").equals("FAILED"));
				Shell.run("kill", "-CONT", other);
				String torn = limited.status("torn");
				limited.child().kill();
				long size = Files.size(file);
				Await.until("the other goes on", LIMIT, () -> Files.size(file) > size + 1_000_000);
				long told = sharers.all().get(1).end(true);
				if (told != 0 || !torn.equals("0")) {
					result.violation("limited, " + mode + ": torn=" + torn + ", and the other ended " + told);
				}
				sharers.verify("limited, " + mode, Tail.WHOLE, result, file);
			}
			finally {
				scratch.clear();
			}
			result.faults(1);
			result.run();
		}
	}

	/** Served in part, and killed before it could cut that off. */
	private static void diedBeforeTheCut(Scratch scratch, Result result) throws Exception {
		for (String mode : MODES.subList(0, 2)) {
			Path file = scratch.resolve("log");
			try (Sharers sharers = new Sharers()) {
				Child.Builder strace = Child.of(Writer.class)
					.prefix("prlimit", "--fsize=1000000:", "strace", "-f", "-qq", "-o", "/dev/null", "-e",
							"trace=ftruncate", "-e", "inject=ftruncate:signal=KILL:when=1", "-P", file.toString());
				Files.createFile(file);
				sharers.add(Sharer.start(strace, 0, file, scratch.path(), mode + " sizes=30001 pause=1ms"));
				sharers.all().get(0).child().awaitExit(LIMIT);
				long torn = Files.size(file) % 30001;
				sharers.add(Sharer.start(1, file, scratch.path(), mode + " sizes=20000 records=50"));
				sharers.all().get(1).pid();
				long told = sharers.all().get(1).end(false);
				Verdict verdict = sharers.verify("died before the cut, " + mode, Tail.ENDED, result, file);
				if (torn == 0 || told != torn || verdict.tornBytes() != torn) {
					result.violation("died before the cut, " + mode + ": " + torn + " torn bytes were left, " + told
							+ " told and " + verdict.tornBytes() + " are there");
				}
			}
			finally {
				scratch.clear();
			}
			result.faults(1);
			result.run();
		}
	}

	/** Renamed again and again, and reopened by all. */
	private static void renamed(Scratch scratch, Result result) throws Exception {
		Path file = scratch.resolve("log");
		List<Path> files = new ArrayList<>();
		try (Sharers sharers = Sharers.start(3, file, scratch.path(), MODES, "sizes=48-100000 pause=1ms")) {
			for (int i = 0; i < RENAMES; i++) {
				Await.until("something written", LIMIT, () -> Files.exists(file) && Files.size(file) > 100_000);
				Path renamed = scratch.resolve("log." + i);
				Files.move(file, renamed);
				files.add(renamed);
				for (Sharer sharer : sharers.all()) {
					sharer.child().askOk("reopen log");
				}
				result.faults(1);
			}
			sharers.endWithNothingTorn("renamed", true, result);
			files.add(file);
			sharers.verify("renamed", Tail.WHOLE, result, files.toArray(Path[]::new));
		}
		finally {
			scratch.clear();
		}
		result.run();
	}

	/** Each write(2) has whole records, whatever their length and place in the ring. */
	private static void traced(Scratch scratch, Result result) throws Exception {
		for (String mode : MODES.subList(0, 3)) {
			for (int length : List.of(20_000, 400_000)) {
				Path file = scratch.resolve("log");
				Path trace = scratch.resolve("trace");
				Files.createFile(file);
				Child.Builder strace = Child.of(Writer.class)
					.prefix("strace", "-f", "-qq", "-s", "1", "-o", trace.toString(), "-e",
							"trace=write,writev,pwrite64,pwritev", "-P", file.toString());
				try (Sharer sharer = Sharer.start(strace, 0, file, scratch.path(),
						mode + " sizes=" + length + " records=" + Math.max(6, 200_000 / length))) {
					sharer.pid();
					sharer.end(false);
					requireWholeRecords(mode, length, Files.size(file), Files.readAllLines(trace), result);
				}
				scratch.clear();
				result.run();
			}
		}
	}

	private static void requireWholeRecords(String mode, int length, long size, List<String> calls, Result result) {
		// A call that another thread comes into is two lines, the second with its result.
		long[] written = calls.stream()
			.map((line) -> line.replaceFirst(".* = (-?\\d+).*", "$1"))
			.filter((text) -> text.matches("-?\\d+"))
			.mapToLong(Long::parseLong)
			.toArray();
		if (Arrays.stream(written).sum() != size) {
			result.violation("traced, " + mode + ": " + calls.size() + " calls do not tell of " + size + " bytes");
		}
		for (long bytes : written) {
			if (bytes % length != 0 || bytes <= 0) {
				result.violation(
						"traced, " + mode + ": a write(2) of " + bytes + " bytes has no whole records of " + length);
			}
		}
	}

	private static void clear(Scratch scratch, Path directory) throws IOException {
		scratch.clear();
		for (String name : List.of("log", ".log.lock")) {
			Files.deleteIfExists(directory.resolve(name));
		}
	}

}
