package io.asyncappend.harness.logcomparison.situation;

import io.asyncappend.harness.logcomparison.application.Calls;
import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.contender.Running;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import io.asyncappend.harness.reliability.system.Disk;
import io.asyncappend.harness.reliability.system.Scratch;
import io.asyncappend.harness.reliability.system.Tools;
import java.util.List;

/** The disk of the log takes no write for a while, as one that is far away may do. */
public final class HungDisk implements Situation {

	private static final int MEGABYTES = 64;

	private static final int RATE = 5000;

	private static final int ERROR_EVERY = 1000;

	private static final double MILLISECOND = 1_000_000;

	@Override
	public List<Row> rows() {
		return List.of(Row.HUNG_CALL, Row.HUNG_LOST);
	}

	@Override
	public String missing() {
		return Tools.missingForDisk("mkfs.ext4", "fsfreeze");
	}

	@Override
	public void run(Contender contender, Scale scale, Findings findings) throws Exception {
		try (Disk disk = Disk.create(Disk.Type.EXT4, MEGABYTES);
				Scratch scratch = Scratch.create("hung-disk");
				Running application = Running.start(contender, disk.path().resolve("log"), scratch.resolve("notes"))) {
			application.log(RATE, ERROR_EVERY);
			Scale.pass(scale.warmUp());
			application.measure();
			disk.freeze();
			Scale.pass(scale.fault());
			disk.thaw();
			Scale.pass(scale.after());
			Calls calls = application.exit();
			findings.add(Row.HUNG_CALL, contender, calls.longest() / MILLISECOND, calls.errorLongest() / MILLISECOND);
			Steady.losses(Row.HUNG_LOST, contender, application, findings);
		}
	}

}
