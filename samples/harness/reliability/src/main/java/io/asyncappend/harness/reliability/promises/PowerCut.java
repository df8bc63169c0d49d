package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.driver.Writer;
import io.asyncappend.harness.reliability.system.Child;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise 1. A file system is shut down under appenders, so that whatever it had not
 * forced is gone, and mounted again. One child serves all cuts: its appenders fail, it
 * closes them, and opens new ones.
 */
public final class PowerCut implements Promise {

	private static final int CUTS = 50;

	private static final List<String> PLANS = List.of("way=durable", "way=sync producers=4",
			"way=position sync=every-batch", "way=sync enabled=false producers=4", "way=durable enabled=false",
			"way=position sync=every-batch enabled=false", "way=position sync=10ms producers=2",
			"way=sync every=1 producers=1 records=0", "way=durable max-size=10000 compress=true",
			"way=sync enabled=false producers=4 max-size=10000 compress=true");

	@Override
	public int number() {
		return 1;
	}

	@Override
	public String text() {
		return "a durable acknowledgement survives a power cut";
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4", "mkfs.xfs", "xfs_io");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		for (Disk.Type type : List.of(Disk.Type.EXT4, Disk.Type.XFS)) {
			Random random = round.random(type.ordinal());
			long promised = 0;
			try (Scratch acks = Scratch.create("cut");
					Disk disk = Disk.create(type, 320);
					Child child = Child.of(Writer.class).start()) {
				child.awaitLine("ready");
				for (int i = 0; i < round.times(CUTS); i++) {
					promised += cut(type + " cut " + i, disk, child, acks, random, result);
				}
			}
			if (promised == 0) {
				result.violation("nothing was acknowledged before the cuts of " + type);
			}
			result.note(promised + " records were acknowledged as durable before the cuts of " + type);
		}
	}

	private static long cut(String name, Disk disk, Child child, Scratch acks, Random random, Result result)
			throws Exception {
		List<CutFile> files = new ArrayList<>();
		for (int i = 0; i < PLANS.size(); i++) {
			// In a directory that is new, too.
			Path directory = (i % 2 == 0) ? disk.path() : disk.path().resolve("new" + i).resolve("deeper");
			files.add(new CutFile("a" + i, PLANS.get(i), directory.resolve("file" + i), acks.resolve("acks" + i)));
		}
		for (CutFile file : files) {
			file.open(child);
		}
		pause(random, 30_000);
		for (int i = 0; i < files.size(); i++) {
			if (random.nextInt(3) == 0) {
				files.get(i).rotate(child);
			}
		}
		pause(random, 30_000);
		if (random.nextInt(3) == 0) {
			// The power goes during a reopen.
			files.get(random.nextInt(files.size())).beginRotation(child);
			pause(random, 3000);
		}
		for (CutFile file : files) {
			file.snapshot();
		}
		disk.cut();
		result.faults(1);
		for (CutFile file : files) {
			file.endRotation(child);
		}
		for (CutFile file : files) {
			file.end(child);
		}
		disk.unmount();
		disk.mount();
		long promised = 0;
		for (CutFile file : files) {
			promised += file.promised();
			file.check().forEach((wrong) -> result.violation(name + ", " + file + ": " + wrong));
		}
		result.run();
		clear(disk);
		acks.clear();
		return promised;
	}

	private static void clear(Disk disk) throws IOException {
		try (var entries = Files.list(disk.path())) {
			for (Path entry : entries.filter((path) -> !path.endsWith("lost+found")).toList()) {
				Scratch.remove(entry, true);
			}
		}
	}

	private static void pause(Random random, int micros) {
		LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(micros)));
	}

}
