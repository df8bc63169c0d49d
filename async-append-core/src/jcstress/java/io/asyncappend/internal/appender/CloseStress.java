package io.asyncappend.internal.appender;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** An append that races with a close is in the file, or throws; never both or neither. */
@JCStressTest
@Outcome(id = { "1, 3, ok", "1, -1, ok", "-1, -1, ok" }, expect = Expect.ACCEPTABLE,
		desc = "accepted and in the file, or refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "accepted and lost")
@State
public class CloseStress extends Stressed {

	public CloseStress() {
		super(true);
	}

	@Actor
	public void one(LLL_Result result) {
		result.r1 = append(1);
		result.r2 = append(2);
	}

	@Actor
	public void closer() {
		this.appender.close();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r3 = end();
		int accepted = Math.max(0, Math.max((int) result.r1, (int) result.r2));
		if (this.file.size != accepted) {
			result.r3 = "promised " + accepted + " but in the file are " + this.file.size;
		}
	}

}
