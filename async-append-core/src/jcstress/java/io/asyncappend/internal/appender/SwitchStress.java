package io.asyncappend.internal.appender;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A mode that changes in the middle of appends loses and doubles nothing. */
@JCStressTest
@Outcome(id = { "1, 3, ok", "3, 2, ok" }, expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a loss, a double, or two threads in the file")
@State
public class SwitchStress extends Stressed {

	public SwitchStress() {
		super(false);
	}

	@Actor
	public void one(LLL_Result result) {
		result.r1 = append(1);
	}

	@Actor
	public void two(LLL_Result result) {
		flip();
		result.r2 = append(2);
		flip();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r3 = end();
	}

}
