package io.asyncappend.internal.appender;

import io.asyncappend.AppenderStatus;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two producers get distinct positions, and a status never shows written over accepted.
 */
@JCStressTest
@Outcome(id = { "1, 3, ok", "3, 2, ok" }, expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a position twice, a gap, a loss or a status that cannot be")
@State
public class PositionsStress extends Stressed {

	public PositionsStress() {
		super(true);
	}

	@Actor
	public void one(LLL_Result result) {
		result.r1 = append(1);
	}

	@Actor
	public void two(LLL_Result result) {
		result.r2 = append(2);
		AppenderStatus status = this.appender.status();
		// The status itself refuses positions and records that are out of order.
		if (status.positions().accepted() < (int) result.r2) {
			this.broken.set(status.toString());
		}
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r3 = end();
	}

}
