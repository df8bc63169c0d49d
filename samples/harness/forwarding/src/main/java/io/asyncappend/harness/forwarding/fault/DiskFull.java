package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import io.asyncappend.harness.forwarding.broker.Broker;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Tools;
import java.time.Duration;
import java.util.Map;

/**
 * The disk is full while the broker is halted, and still when it goes on: then what is
 * durable is forwarded, though nothing can be appended.
 */
final class DiskFull implements Fault {

	private static final int MEGABYTES = 64;

	@Override
	public String name() {
		return "disk-full";
	}

	@Override
	public String text() {
		return "the disk is full while the broker is halted, and after it";
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4");
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		Broker broker = setting.cluster().brokers().get(0);
		try (Disk disk = Disk.create(Disk.Type.EXT4, MEGABYTES); Spool spool = setting.spool(disk.path(), Map.of())) {
			spool.start();
			spool.load(setting.scale().rate());
			setting.passUpTo(Duration.ofSeconds(1));
			broker.signal("STOP");
			try {
				setting.passUpTo(Duration.ofSeconds(1));
				disk.fill();
				// Not as long as the appender tries to write.
				Setting.pass(Duration.ofSeconds(3));
			}
			finally {
				broker.signal("CONT");
			}
			spool.awaitForwarded();
			disk.free();
			result.faults(2);
			setting.compare(spool, result);
			spool.stop();
		}
	}

}
