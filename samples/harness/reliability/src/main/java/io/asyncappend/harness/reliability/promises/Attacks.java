package io.asyncappend.harness.reliability.promises;

import io.asyncappend.harness.reliability.Promise;
import io.asyncappend.harness.reliability.Result;
import io.asyncappend.harness.reliability.Round;
import io.asyncappend.harness.reliability.attack.Attack;
import io.asyncappend.harness.reliability.system.Tools;

/**
 * Promise 19. Another account that may write in the directory of a log exchanges names
 * there as fast as it can, while the service rotates, compresses, deletes, reopens and
 * mends, opens what lies beside the file, and is read back by readers, cursors and the
 * command line tool: what is elsewhere is neither opened nor changed, and nothing hangs.
 * Each attack is tried {@code attack.tries} times; {@code attack.aims} names those that
 * are tried, if not all.
 */
public final class Attacks implements Promise {

	private static final String DEFAULT_TRIES = "120";

	private final int tries;

	/**
	 * As often as {@code attack.tries} says.
	 * @throws IllegalArgumentException if it says no number
	 */
	public Attacks() {
		this.tries = tries(System.getProperty("attack.tries", DEFAULT_TRIES));
	}

	static int tries(String text) {
		if (!text.matches("[1-9]\\d{0,6}")) {
			throw new IllegalArgumentException("attack.tries is '" + text + "', which is no number from 1 to 9999999");
		}
		return Integer.parseInt(text);
	}

	@Override
	public int number() {
		return 19;
	}

	@Override
	public String text() {
		return "an account that may write beside a log gets no further";
	}

	@Override
	public String missing() {
		return Tools.missingForRoot("setpriv", "gcc");
	}

	@Override
	public void test(Round round, Result result) throws Exception {
		Attack.all(round.times(this.tries), System.getProperty("attack.aims", ""), result);
	}

}
