package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Tools;
import java.time.Duration;
import java.util.Map;

/**
 * The power of the application's machine is cut: all threads stand still, what was not
 * forced is gone, and only then the process ends.
 */
final class PowerCut implements Fault {

	private static final int MEGABYTES = 320;

	/** So that there is always something that is written and not durable yet. */
	private static final Map<String, String> SELDOM = Map.of("async-append.appenders.spool.sync", "1s", "durable-every",
			"700");

	@Override
	public String name() {
		return "power-cut";
	}

	@Override
	public String text() {
		return "power cut of the application's machine (ext4 and xfs are shut down)";
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4", "mkfs.xfs", "xfs_io");
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		for (Disk.Type type : new Disk.Type[] { Disk.Type.EXT4, Disk.Type.XFS }) {
			try (Disk disk = Disk.create(type, MEGABYTES); Spool spool = setting.spool(disk.path(), SELDOM)) {
				for (int cut = 0; cut < setting.scale().cuts(); cut++) {
					spool.start();
					spool.loadSome(setting.scale().rate());
					spool.awaitProgress();
					if (cut == setting.scale().cuts() - 1) {
						spool.awaitKept();
					}
					setting.passUpTo(Duration.ofSeconds(2));
					spool.halt();
					disk.cut();
					spool.kill();
					disk.unmount();
					disk.mount();
					result.faults(1);
				}
				spool.start();
				// What takes the place of what is gone must not be taken for it.
				spool.loadSome(setting.scale().rate());
				setting.compare(spool, result);
				spool.stop();
			}
		}
	}

}
