package io.asyncappend.harness.logcomparison.situation;

import io.asyncappend.harness.logcomparison.application.Calls;
import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.contender.Content;
import io.asyncappend.harness.logcomparison.contender.Running;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import io.asyncappend.harness.reliability.system.Scratch;
import java.util.Arrays;
import java.util.List;

/** Nothing happens: what a call costs. */
public final class Steady implements Situation {

	private static final int RATE = 20_000;

	private static final int ERROR_EVERY = 1000;

	private static final double MICROSECOND = 1000;

	@Override
	public List<Row> rows() {
		return List.of(Row.INFO_CALL, Row.ERROR_CALL, Row.LOST);
	}

	@Override
	public void run(Contender contender, Scale scale, Findings findings) throws Exception {
		try (Scratch scratch = Scratch.create("steady");
				Running application = Running.start(contender, scratch.resolve("log"), scratch.resolve("notes"))) {
			application.log(RATE, ERROR_EVERY);
			Scale.pass(scale.compilation());
			application.measure();
			Scale.pass(scale.steady());
			Calls calls = application.exit();
			findings.add(Row.INFO_CALL, contender, calls.p50() / MICROSECOND, calls.p99() / MICROSECOND,
					calls.p999() / MICROSECOND);
			findings.add(Row.ERROR_CALL, contender, calls.errorP50() / MICROSECOND, calls.errorP99() / MICROSECOND);
			losses(Row.LOST, contender, application, findings);
		}
	}

	/** Each line is in the log, or in what the log says is not; after an orderly end. */
	static Content losses(Row row, Contender contender, Running application, Findings findings) throws Exception {
		long[] returned = application.notes().returned();
		Content content = application.content();
		long lost = content.missing(returned);
		findings.add(row, contender, lost, content.told(), Arrays.stream(returned).sum());
		findings.require(contender, lost == content.told(),
				row.title() + ": " + lost + " lines are lost and " + content.told() + " are told of");
		findings.require(contender, content.damaged() == 0,
				row.title() + ": " + content.damaged() + " lines are cut, joined or double");
		return content;
	}

}
