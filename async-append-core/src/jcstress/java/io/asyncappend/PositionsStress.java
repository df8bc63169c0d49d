package io.asyncappend;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;

import org.openjdk.jcstress.infra.results.LLLL_Result;

/** Two producers get distinct positions, and a status never shows written over accepted. */
@JCStressTest
@Outcome(id = { "1, 3, true, ok", "3, 2, true, ok" }, expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a position twice, a gap, a loss or a status that cannot be")
@State
public class PositionsStress extends Stressed {

	public PositionsStress() {
		super(true);
	}

	@Actor
	public void one(LLLL_Result result) {
		result.r1 = append(1);
	}

	@Actor
	public void two(LLLL_Result result) {
		result.r2 = append(2);
	}

	@Actor
	public void status(LLLL_Result result) {
		AppenderStatus status = this.appender.status();
		result.r3 = status.acceptedPosition() >= status.writtenPosition()
				&& status.writtenPosition() >= status.durablePosition()
				&& status.acceptedRecords() >= status.writtenRecords();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r4 = end();
	}

}
