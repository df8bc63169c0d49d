package io.asyncappend.harness.logcomparison.situation;

import io.asyncappend.harness.logcomparison.application.Notes;
import io.asyncappend.harness.logcomparison.contender.Contender;
import io.asyncappend.harness.logcomparison.contender.Content;
import io.asyncappend.harness.logcomparison.contender.Running;
import io.asyncappend.harness.logcomparison.report.Findings;
import io.asyncappend.harness.logcomparison.report.Row;
import io.asyncappend.harness.reliability.system.Scratch;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The application is killed by {@code kill -9} while it logs. */
public final class Kill implements Situation {

	private static final int RATE = 10_000;

	private static final int ERROR_EVERY = 100;

	/** So that it comes at any moment between two batches. */
	private static final int JITTER = 100;

	@Override
	public List<Row> rows() {
		return List.of(Row.KILL);
	}

	@Override
	public void run(Contender contender, Scale scale, Findings findings) throws Exception {
		long lostBeforeError = 0;
		long lost = 0;
		long lines = 0;
		for (int kill = 0; kill < scale.kills(); kill++) {
			try (Scratch scratch = Scratch.create("kill");
					Running application = Running.start(contender, scratch.resolve("log"), scratch.resolve("notes"))) {
				application.log(RATE, ERROR_EVERY);
				Scale.pass(scale.load().plus(Duration.ofMillis(ThreadLocalRandom.current().nextInt(JITTER))));
				application.kill();
				Notes notes = application.notes();
				Content content = application.content();
				long broken = content.missing(notes.untilError());
				lostBeforeError += broken;
				lost += content.missing(notes.returned());
				lines += Arrays.stream(notes.returned()).sum();
				findings.require(contender, broken <= content.told(),
						"kill -9: " + broken + " lines before an ERROR are lost, " + content.told() + " told of");
				findings.require(contender, content.damaged() == 0,
						"kill -9: " + content.damaged() + " lines are cut, joined or double");
			}
		}
		findings.add(Row.KILL, contender, lostBeforeError, lost, lines);
	}

}
