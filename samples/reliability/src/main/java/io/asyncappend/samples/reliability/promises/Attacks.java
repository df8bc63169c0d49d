package io.asyncappend.samples.reliability.promises;

import io.asyncappend.samples.reliability.Promise;
import io.asyncappend.samples.reliability.Result;
import io.asyncappend.samples.reliability.Round;
import io.asyncappend.samples.reliability.attack.Attack;
import io.asyncappend.samples.reliability.system.Tools;

/**
 * Promise 19. Another account that may write in the directory of a log exchanges names
 * there as fast as it can, while the service rotates, compresses, deletes, reopens and
 * mends: what is elsewhere is neither read nor changed, and nobody hangs.
 */
public final class Attacks implements Promise {

	private static final int TRIES = Integer.getInteger("attack.tries", 120);

	@Override
	public int number() {
		return 19;
	}

	@Override
	public String text() {
		return "who may write beside a log gets no further";
	}

	@Override
	public String missing() {
		return Tools.missingForRoot("setpriv", "gcc");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		Attack.all(TRIES, result);
	}

}
