package io.asyncappend.harness.logcomparison.situation;

import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.contender.Content;
import io.asyncappend.harness.logcomparison.contender.Running;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import io.asyncappend.harness.reliability.system.Scratch;
import java.util.Arrays;
import java.util.List;

/**
 * The application gets SIGTERM, and its threads go on logging until there is no JVM any
 * more. From the moment when Spring Boot stops the loggers nothing is written.
 */
public final class Termination implements Situation {

	private static final int RATE = 10_000;

	private static final int ERROR_EVERY = 1000;

	@Override
	public List<Row> rows() {
		return List.of(Row.TERMINATION);
	}

	@Override
	public void run(Contender contender, Scale scale, Findings findings) throws Exception {
		try (Scratch scratch = Scratch.create("termination");
				Running application = Running.start(contender, scratch.resolve("log"), scratch.resolve("notes"))) {
			application.log(RATE, ERROR_EVERY);
			Scale.pass(scale.load());
			application.terminate();
			long[] returned = application.notes().returned();
			long[] untilStopping = application.notes().untilStopping();
			Content content = application.content();
			long lost = content.missing(untilStopping);
			findings.add(Row.TERMINATION, contender, lost, content.missing(returned), Arrays.stream(returned).sum());
			findings.require(contender, Arrays.stream(untilStopping).min().orElse(0) > 0, "SIGTERM: no orderly end");
			findings.require(contender, lost <= content.told(),
					"SIGTERM: " + lost + " lines are lost, and " + content.told() + " are told of");
			findings.require(contender, content.damaged() == 0,
					"SIGTERM: " + content.damaged() + " lines are cut, joined or double");
		}
	}

}
