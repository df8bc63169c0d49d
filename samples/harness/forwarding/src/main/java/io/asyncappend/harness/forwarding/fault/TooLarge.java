package io.asyncappend.harness.forwarding.fault;

import io.asyncappend.harness.forwarding.application.Spool;
import java.time.Duration;

/**
 * Records among others that are larger than the broker takes, and than the producer
 * sends.
 */
final class TooLarge implements Fault {

	private static final int[] LENGTHS = { 150_000, 2_000_000, 99_000, 300_000, 300_000 };

	/** All but the third. */
	private static final int REJECTED = 4;

	@Override
	public String name() {
		return "too-large";
	}

	@Override
	public String text() {
		return "records that are too large, for the broker and for the producer";
	}

	@Override
	public void inflict(Setting setting, Result result) throws Exception {
		try (Spool spool = setting.spool()) {
			spool.start();
			spool.load(setting.scale().rate());
			for (int length : LENGTHS) {
				setting.passUpTo(Duration.ofMillis(500));
				spool.appendLarge(length);
				result.faults(1);
			}
			spool.settle();
			long rejected = spool.status().rejected();
			if (rejected != REJECTED || spool.rejected().size() != REJECTED) {
				result.violation(REJECTED + " records are too large, but " + rejected
						+ " were counted and kept aside are " + spool.rejected());
			}
			setting.compare(spool, result);
		}
	}

}
