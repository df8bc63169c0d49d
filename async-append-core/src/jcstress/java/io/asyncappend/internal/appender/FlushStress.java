package io.asyncappend.internal.appender;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A flush and a sync cover what was appended before, whatever another thread appends. */
@JCStressTest
@Outcome(id = { "1, 3, ok", "3, 2, ok" }, expect = Expect.ACCEPTABLE, desc = "what was promised is in the file")
@Outcome(expect = Expect.FORBIDDEN, desc = "a flush or a sync that returned too early, or a loss")
@State
public class FlushStress extends Stressed {

	public FlushStress() {
		super(true);
	}

	@Actor
	public void flusher(LLL_Result result) {
		result.r1 = append(1);
		this.appender.flush();
		if (this.file.size < (int) result.r1) {
			this.broken.set("flushed " + result.r1 + " of which " + this.file.size + " are written");
		}
	}

	@Actor
	public void syncer(LLL_Result result) {
		result.r2 = append(2);
		this.appender.sync();
		if (this.file.forced < (int) result.r2) {
			this.broken.set("synced " + result.r2 + " of which " + this.file.forced + " are forced");
		}
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r3 = end();
	}

}
