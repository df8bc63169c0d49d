package io.asyncappend.harness.logcomparison.situation;

import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import java.util.List;

/** Something that happens to an application that logs. */
public interface Situation {

	/**
	 * What it finds out.
	 * @return the rows that it fills
	 */
	List<Row> rows();

	/**
	 * What this machine lacks for it.
	 * @return a sentence, or {@code null} if nothing is missing
	 */
	default String missing() {
		return null;
	}

	/**
	 * Goes through it once.
	 * @param contender the way to log
	 * @param scale for how long
	 * @param findings take what is found
	 * @throws Exception if it cannot be gone through
	 */
	void run(Contender contender, Scale scale, Findings findings) throws Exception;

}
