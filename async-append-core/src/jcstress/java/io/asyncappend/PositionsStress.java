package io.asyncappend;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two producers never get the same position. */
@JCStressTest
@Outcome(id = { "1, 3", "3, 2" }, expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a position twice, or a gap")
@State
public class PositionsStress {

	private final Ledger ledger = new Ledger("stress", AppenderOptions.MIN_BUFFER_SIZE);

	@Actor
	public void one(JJ_Result result) {
		this.ledger.lock.lock();
		try {
			result.r1 = this.ledger.accept(new byte[1], 0, 1);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

	@Actor
	public void two(JJ_Result result) {
		this.ledger.lock.lock();
		try {
			result.r2 = this.ledger.accept(new byte[2], 0, 2);
		}
		finally {
			this.ledger.lock.unlock();
		}
	}

}
