package io.asyncappend.harness.logcomparison.situation;

import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.contender.Content;
import io.asyncappend.harness.logcomparison.contender.Running;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import java.util.List;

/** The disk of the log becomes full under it, and after a while there is room again. */
public final class FullDisk implements Situation {

	private static final int MEGABYTES = 64;

	private static final int RATE = 5000;

	private static final int ERROR_EVERY = 1000;

	@Override
	public List<Row> rows() {
		return List.of(Row.FULL_LOST, Row.FULL_DAMAGED, Row.FULL_AFTER, Row.FULL_COMPLAINTS);
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4");
	}

	@Override
	public void run(Contender contender, Scale scale, Findings findings) throws Exception {
		try (Disk disk = Disk.create(Disk.Type.EXT4, MEGABYTES);
				Scratch scratch = Scratch.create("full-disk");
				Running application = Running.start(contender, disk.path().resolve("log"), scratch.resolve("notes"))) {
			application.log(RATE, ERROR_EVERY);
			Scale.pass(scale.warmUp());
			disk.fill();
			Scale.pass(scale.fault());
			disk.free();
			long[] freed = application.notes().returned();
			Scale.pass(scale.after());
			application.exit();
			Content content = Steady.losses(Row.FULL_LOST, contender, application, findings);
			long without = content.missingAfter(freed);
			findings.add(Row.FULL_DAMAGED, contender, content.damaged());
			findings.add(Row.FULL_AFTER, contender, (without < 0) ? Double.NaN : (double) without / RATE);
			findings.add(Row.FULL_COMPLAINTS, contender, application.complaints());
			findings.require(contender, without >= 0, "full disk: the log does not go on");
		}
	}

}
